"""Check that a summary finds its own paper: SciTLDR's dev split.

The first reference summary of each paper is asked for as a paper of its own; among all abstracts its own should
come first. R@1 is the share where it does, MRR the mean of one over its place.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting
from bot.search.index_file import open_index
from bot.search.similar_papers import closest, profile_of
from tests.benchmarks.matching.papers import are_recorded
from tests.benchmarks.matching.speed import say
from tests.support.data import shared
from tests.unit.query.papers import paper, signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper

_MOST = 60


def pairs() -> list[tuple[Paper, Paper]]:
    """(summary, abstract), each as a paper without a title."""
    lines = shared("scitldr/dev.jsonl").read_text("utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return [
        (paper(abstract=one["target"][0], id="asked"), paper(abstract=" ".join(one["source"]), id=str(number)))
        for number, one in enumerate(read)
    ]


def by_index(asked: Sequence[Paper], papers: Sequence[Paper]) -> list[list[str]]:
    """The ids that the index finds for each."""
    index, known = open_index(None), {one.id: one for one in papers}
    index.writer.put([Sighting(paper=one, signals=signals()) for one in papers], dict.fromkeys(known, 0))
    found: list[list[str]] = []
    for one in asked:
        profile = profile_of(index.reader, one, date.min)
        near = closest(index.reader, one, profile, [known[key] for key in profile.candidates], _MOST)
        found.append([neighbour.paper_id for neighbour in near])
    return found


def scores(found: Sequence[Sequence[str]]) -> tuple[float, float]:
    """R@1 and MRR, when the right answers are the numbers from 0."""
    places = [ids.index(str(number)) + 1 if str(number) in ids else 0 for number, ids in enumerate(found)]
    return sum(place == 1 for place in places) / len(places), sum(1 / p for p in places if p) / len(places)


def find():
    """Measure and print."""
    if not are_recorded():
        say("How often a summary finds its abstract needs ../shared/data/scitldr: left out.")
        return
    asked, papers = zip(*pairs(), strict=True)
    first, mean = scores(by_index(asked, papers))
    say(f"Of {len(papers)} summaries, whose own abstract comes first: {first:.4f}")
    say(f"  the mean of one over its place: {mean:.4f}")
