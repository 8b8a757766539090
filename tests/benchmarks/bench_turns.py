"""Measure the longest turn of the event loop for each operation on a large store, of either engine.

    python tests/benchmarks/bench_turns.py [--quick] [--engines tinydb,postgres] [--before CHECKOUT]

10,000 subscriptions whose baselines hold 300 papers, 10,000 destinations, 500,000 alerts, 20,000 messages. With
`--before` the code of another checkout does the same, on a store that it filled itself, right after ours. A turn
is told as what it would take where the reference takes 2.5 ms, which is measured in between (see
`tests.wire.bounds.slices`), so that machines and moments can be compared. Prints a Markdown table, in
milliseconds; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot.search.past_papers import following
from bot.store.opening import open_store
from bot.store.transfer import fill_empty
from tests.support.paths import ROOT
from tests.support.postgres import PostgresServer
from tests.wire.bounds.large import FULL, SMALL, Large, Size
from tests.wire.bounds.slices import watched
from tests.wire.bounds.turns.scenes import SCENES
from tests.wire.bounds.turns.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENGINES = ("tinydb", "postgres")
_PATIENCE = 3_600  # seconds for one engine and one checkout


async def measure(url: str, size: Size) -> dict[str, float]:
    """The longest turn of each scene, in seconds."""
    found: dict[str, float] = {}
    async with open_store(url) as store:
        await fill_empty(store, Large(size).entries())
        await store.compact()
    async with open_store(url) as store, following(store, None) as past:
        stage = Stage(store, past, Large(size))
        for name, scene in SCENES.items():
            async with watched() as slices:
                await scene(stage)
            found[name] = slices.worst
            sys.stderr.write(f"{name}: {slices.longest(3)}\n")
    return found


def in_child(engine: str, checkout: Path, *, quick: bool) -> dict[str, float]:
    """Measure in a process with the code of another checkout and these tests."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="paperboy-bench-")))
        code = folder / "code"
        code.mkdir()
        for package in ("bot", "cogs"):
            (code / package).symlink_to(checkout.resolve() / package)
        url = f"tinydb://{folder / 'store'}"
        if engine == "postgres":
            url = stack.enter_context(PostgresServer()).url()
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.bench_turns", "--measure", url, *(["--quick"] * quick)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{code}:{ROOT}", "PYTHONSAFEPATH": "1"},
            stdout=subprocess.PIPE,
            timeout=_PATIENCE,
            check=True,
        )
    return json.loads(done.stdout)


def table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """A row for each scene, a column for each engine and checkout."""
    lines = [f"| longest turn, ms | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name in SCENES:
        cells = (f"{1000 * found[name]:.0f}" for found in columns.values())
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything")
    parser.add_argument("--engines", default=",".join(_ENGINES))
    parser.add_argument("--before", type=Path, help="another checkout, to compare with")
    parser.add_argument("--measure", help=argparse.SUPPRESS)  # in a child: the URL of an empty store
    options = parser.parse_args()
    if options.measure:
        size = SMALL if options.quick else FULL
        sys.stdout.write(json.dumps(asyncio.run(measure(options.measure, size))))
        return
    columns: dict[str, dict[str, float]] = {}
    for engine in options.engines.split(","):
        columns[engine] = in_child(engine, ROOT, quick=options.quick)
        if options.before:
            columns[f"{engine} before"] = in_child(engine, options.before, quick=options.quick)
    sys.stdout.write(table(columns) + "\n")


if __name__ == "__main__":
    main()
