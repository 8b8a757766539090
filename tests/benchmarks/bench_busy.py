"""Measure 48 busy hours: memory and turns of the loop, with edits and threads of posted cards and without.

    python tests/benchmarks/bench_busy.py [--quick]

The bot runs in a process of its own, connected to a Discord on loopback with 2,500 servers, the most that one
process without shards may have. A hundred papers a day come one by one, five of them for each server. It polls,
posts, edits and prunes as `paperboy run` does, on a clock that is moved on by a quarter of an hour each time;
Discord's limit of 50 requests a second is left out, since 25,000 posts would need ten minutes. Prints a Markdown
table; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.support import machine
from tests.wire.bounds.busy_days import toll_of

if TYPE_CHECKING:
    from tests.wire.bounds.busy import BusyToll

_RISING = 24  # hours: by then papers have the votes that their cards are edited for
_WHAT = {
    (False, False): "no living posts, no threads",
    (True, False): "living posts (the default)",
    (True, True): "living posts, and a thread under each card",
}


def main():
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="a tenth of the servers, six hours")
    servers, hours = (250, 6) if arguments.parse_args().quick else (2_500, 48)
    sys.stdout.write(f"{machine()}\n\n{servers:,} servers, {hours} hours\n\n")
    sys.stdout.write("| what | at first | at most | peak | posts | edited | threads | longest turn |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|---|\n")
    for (living, threads), what in _WHAT.items():
        with tempfile.TemporaryDirectory(prefix="paperboy-bench-") as folder:
            toll = asyncio.run(toll_of(Path(folder), servers=servers, hours=hours, living=living, threads=threads))
        if living and hours > _RISING and not toll.edits:
            raise SystemExit("No card was edited, so nothing was measured of it.")
        sys.stdout.write(_row(what, toll) + "\n")
        sys.stdout.flush()


def _row(what: str, toll: BusyToll) -> str:
    sizes = (f"{size / 1e6:.0f} MB" for size in (toll.began, toll.most, toll.peak))
    counts = (f"{count:,}" for count in (toll.cards, toll.edits, toll.threads))
    return f"| {' | '.join([what, *sizes, *counts, f'{1000 * toll.turn:.0f} ms'])} |"


if __name__ == "__main__":
    main()
