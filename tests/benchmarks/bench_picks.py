"""Measure the ranking by likes: papers that curators of public lists picked of a day, from their earlier picks.

    python -m tests.benchmarks.bench_picks [FILE] [--shots N] [--cost]

For each day and curator with at least five earlier picks, all papers of the day are ranked by a model of the picks
(the last N of them with --shots), beside a background of earlier days; nothing of the day itself or of later ones
is learnt from. The mean average precision (MAP) and the share of the picks that is among the first five (recall@5,
of at most five) are means over days, then over curators. Then the floor: of days without a pick of a curator, how
many would be posted at full length, that is with five papers above it.

With `--cost`, what models of 500 and of 5 liked papers beside 2,500 others cost in the process that learns them,
and 2,800 papers for 1,000 known models in another, fed by the bot's event loop; seconds are those of a clock, and
of a core in brackets.

FILE has `papers` (id: day, title, abstract, perhaps authors and categories), `days`, whose papers are all there,
`background` (ids of papers of other days) and `curators` (name: id: day of the pick).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app.ranker import ProcessRanker
from bot.domain.ports import PickTask, Taste
from bot.ranking.best_papers import floor
from bot.ranking.learn import Learner, can_regress
from bot.ranking.terms import PaperText
from bot.ranking.tfidf import Vectorizer
from tests.support.fakes import paper
from tests.support.paths import SHARED_DATA
from tests.wire.bounds.slices import watched

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bot.domain.paper import Paper

_FILE = SHARED_DATA / "picks" / "picks.json.gz"
_FEWEST = 5  # earlier picks of a curator
_BACKGROUND = 2500  # papers
_SHOWN = 5  # papers of a day
_LIKED = 500, 5  # papers of which the models of `--cost` are learnt
_MODELS = 1000
_DAY = 2800  # papers


@dataclass(kw_only=True)
class Figures:
    """The measurements of a curator, one entry a day."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    above: list[int] = field(default_factory=list)  # of the first five, on days with a pick
    lost: list[float] = field(default_factory=list)  # recall that the floor costs
    idle: list[int] = field(default_factory=list)  # of the first five above the floor, on days without a pick


class Yardstick:
    """Days, papers and picks of a file."""

    def __init__(self, path: Path):
        read: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
        self.days: list[str] = read["days"]
        self.curators: dict[str, dict[str, str]] = read["curators"]
        self._day = {id_: paper["day"] for id_, paper in read["papers"].items()}
        self.papers = {id_: _text(id_, paper) for id_, paper in read["papers"].items()}
        self._sampled = frozenset(read["background"])

    def of(self, day: str) -> list[PaperText]:
        """All papers of a day."""
        return [paper for id_, paper in self.papers.items() if self._day[id_] == day]

    def background(self, day: str) -> list[PaperText]:
        """Papers of earlier days, however they were picked: the random ones, and whole days."""
        whole = frozenset(self.days)
        found = [
            paper
            for id_, paper in self.papers.items()
            if self._day[id_] < day and (id_ in self._sampled or self._day[id_] in whole)
        ]
        return sorted(random.Random(0).sample(found, min(_BACKGROUND, len(found))), key=lambda paper: paper.id)

    def liked(self, curator: str, day: str) -> list[PaperText]:
        """A curator's picks of earlier days, the latest last."""
        picked = self.curators[curator]
        before = [id_ for id_ in picked if picked[id_] < day and id_ in self.papers]
        return [self.papers[id_] for id_ in sorted(before, key=lambda id_: picked[id_])]


def _text(id_: str, paper: dict[str, Any]) -> PaperText:
    return PaperText(
        id=id_,
        title=paper["title"],
        abstract=paper.get("abstract") or "",
        authors=_several(paper.get("authors"), ","),
        categories=_several(paper.get("categories"), None),
    )


def _several(value: list[str] | str | None, between: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (value.split(between) if isinstance(value, str) else value or ()))


def precision(hits: Sequence[bool]) -> float:
    """Average precision of a ranking that is known by which of its entries are hits."""
    found = [place for place, hit in enumerate(hits, 1) if hit]
    return sum(count / place for count, place in enumerate(found, 1)) / len(found)


def measure(yardstick: Yardstick, shots: int | None) -> dict[str, Figures]:
    """Rank every day for every curator who had liked enough before."""
    figures: dict[str, Figures] = defaultdict(Figures)
    for day in yardstick.days:
        papers = yardstick.of(day)
        liked = {name: found for name in yardstick.curators if len(found := yardstick.liked(name, day)) >= _FEWEST}
        background = yardstick.background(day)
        if not liked or not background:
            continue
        space = Vectorizer.fit(background, {paper for found in liked.values() for paper in found})
        learner = Learner(space, background)
        vectors = [space.vector(paper) for paper in papers]
        for name, found in liked.items():
            model = learner.model(found[-shots:] if shots else found)
            scores = [model.score(vector) for vector in vectors]
            ranking = sorted(range(len(papers)), key=lambda place: -scores[place])
            picked = yardstick.curators[name]
            hits = [papers[place].id in picked for place in ranking]
            _note(figures[name], hits, [scores[place] for place in ranking])
    return {name: one for name, one in figures.items() if one.precision}


def _note(figures: Figures, hits: list[bool], scores: list[float]):
    above = sum(score >= floor(place, _SHOWN, len(scores)) for place, score in enumerate(scores[:_SHOWN], 1))
    if not any(hits):
        figures.idle.append(above)
    elif sum(hits) < len(hits) / 2:
        figures.precision.append(precision(hits))
        figures.recall.append(sum(hits[:_SHOWN]) / min(_SHOWN, sum(hits)))
        figures.above.append(above)
        figures.lost.append(sum(hits[above:_SHOWN]) / min(_SHOWN, sum(hits)))


def paper_of(text: PaperText) -> Paper:
    """A stored paper with these texts."""
    texts = {"title": text.title, "abstract": text.abstract}
    return replace(paper(**texts), id=text.id, authors=tuple(text.authors), categories=tuple(text.categories))


async def timed(name: str, picks: Awaitable[object]):
    """Await picks, and print what they took."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    async with watched() as slices:
        await picks
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    core = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name}: {took:.1f} s ({core:.1f} s), at most {after.ru_maxrss / 1024:.0f} MB, longest turn of the loop"
        f" {1000 * slices.worst:.1f} ms"
    )


async def cost(yardstick: Yardstick):
    """Measure what learning and ranking take."""
    papers = {id_: paper_of(text) for id_, text in yardstick.papers.items()}
    ids, ranker = list(papers), ProcessRanker()
    background, day = ids[_LIKED[0] : _LIKED[0] + _BACKGROUND], tuple(ids[-_DAY:])
    tasks = [PickTask(taste=Taste(liked=tuple(ids[:many])), candidates=day[:1], most=5) for many in _LIKED]
    for task in tasks:
        name = f"learn from {len(task.taste.liked)} of {len(background)} papers"
        await timed(name, ranker.pick([task], papers, background))
    known = [tasks[number % len(tasks)]._replace(candidates=day) for number in range(_MODELS)]
    name = f"rank {len(day)} papers for {_MODELS} models"
    await timed(f"{name} in one process", ranker.pick(known, papers, background))


def main():
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("file", nargs="?", type=Path, default=_FILE)
    arguments.add_argument("--shots", type=int, help="learn from so many of the latest picks only")
    arguments.add_argument("--cost", action="store_true", help="measure time and memory instead")
    arguments.add_argument("--quick", action="store_true", help="the same: this takes a minute")
    given = arguments.parse_args()
    if not given.file.exists():
        sys.exit(f"There is no {given.file}.")
    if given.cost:
        asyncio.run(cost(Yardstick(given.file)))
        return
    figures = measure(Yardstick(given.file), given.shots)
    if not figures:
        sys.exit("No day has a pick of a curator with five earlier ones.")
    print("regression" if can_regress() else "mean of liked papers (numpy is not installed)")
    print(f"  {'':<14}days    MAP recall@5")
    for name, one in figures.items():
        line = (
            f"{len(one.precision):>4} {statistics.fmean(one.precision):>6.3f} {statistics.fmean(one.recall):>8.3f}"
        )
        print(f"  {name:<14}{line}")
    idle = [above for one in figures.values() for above in one.idle]
    full = sum(above == _SHOWN for above in idle)
    lost = statistics.fmean(statistics.fmean(one.lost) for one in figures.values())
    print(f"  floor: {full} of {len(idle)} days without a pick are posted at full length; recall lost {lost:.3f}")
    means = [
        statistics.fmean(map(statistics.fmean, each))
        for each in ([one.precision for one in figures.values()], [one.recall for one in figures.values()])
    ]
    print(f"MAP {means[0]:.3f} recall@5 {means[1]:.3f}")


if __name__ == "__main__":
    main()
