"""Measure the time to choose a gist against taking the first sentence, in the same run.

    python tests/benchmarks/bench_gist.py [--quick]

The recorded abstracts, as papers that came without a gist, and a hostile one. Processor time in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sources.huggingface.parse import parse
from bot.text.gist import gist
from bot.text.gist.ranker import trained
from bot.text.gist.trim import trimmed
from bot.text.sentences import sentences
from bot.text.tex import unicode_text
from tests.benchmarks.matching.papers import are_recorded, sightings
from tests.benchmarks.support import machine
from tests.support.data import body, recorded_days
from tests.support.fakes import paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper

GOAL = 5  # ms
_MANY, _FEW = 1000, 100
_LONGEST = 20_000  # characters; sources cap abstracts there


def recorded() -> list[Paper]:
    """Each recorded paper once, as if no gist had come with it."""
    if not are_recorded():
        return [found.paper for found in sightings()]
    entries = (entry for _, days in recorded_days() for entry in parse(body(days[-1])).entries)
    found = {entry.paper.id: replace(entry.paper, tldr=None) for entry in entries}
    return list(found.values())


def read(paper: Paper) -> list[str]:
    """The sentences of an abstract."""
    return sentences(unicode_text(paper.abstract))


def chosen(paper: Paper) -> str:
    """The one sentence that says best what a paper is about, before anything is added to it."""
    return trained().best_sentence(read(paper), unicode_text(paper.title))


def lead(paper: Paper) -> str:
    """The gist that takes the first sentence."""
    return trimmed(read(paper)[0])


def measure(papers: list[Paper], way: Callable[[Paper], str]) -> list[float]:
    """Milliseconds for each paper."""
    taken: list[float] = []
    for one in papers:
        start = time.process_time()
        way(one)
        taken.append((time.process_time() - start) * 1000)
    return taken


def _line(name: str, taken: list[float], base: float) -> str:
    middle = statistics.median(taken)
    late = sorted(taken)[int(len(taken) * 0.99)]
    return f"  {name:<20}{middle:>8.2f}{late:>8.2f}{max(taken):>8.2f}{middle / base:>8.1f}×"


def main():
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--quick", action="store_true", help=f"{_FEW} papers instead of {_MANY}")
    papers = recorded()[: _FEW if arguments.parse_args().quick else _MANY]
    hostile = paper(title="We " * 90, abstract=("We show (these. " * _LONGEST)[:_LONGEST])
    measure(papers[:1], gist)  # reads the weights
    first = measure(papers, lead)
    alone = measure(papers, chosen)
    shown = measure(papers, gist)
    base = statistics.median(first)
    lines = [
        f"{len(papers)} abstracts; {machine()}",
        f"  {'':<20}{'median':>8}{'99 %':>8}{'worst':>8}{'of lead':>9}",
        _line("first sentence", first, base),
        _line("the chosen sentence", alone, base),
        _line("as shown", shown, base),
        f"  20,000 hostile characters: {min(measure([hostile] * 3, gist)):.1f} ms",
        f"  The goal is {GOAL} ms an abstract.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
