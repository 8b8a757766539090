"""Any number of papers, made of recorded ones, for measurements of what looks back.

Each takes its sentences from one recorded arXiv abstract, one in three from another, its title from the beginning
of one and the end of another. Votes, comments, stars and links are those of recorded Hugging Face papers; the
papers are spread evenly over 90 list days. Fixed seed: the same number gives the same papers.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.text.sentences import sentences
from tests.benchmarks.matching.papers import abstracts, sightings

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20250917
LAST = date(2026, 1, 30)  # the newest list day
DAYS = 90
_OTHERS = 1 / 3  # of the sentences
_SHORTEST, _LONGEST = 5, 9  # sentences
_JOINTS = (": ", " for ", " with ", " via ", " in ", " of ", " using ")
_RANKED = 50  # papers of a day that have a rank
_CATEGORIES = ("cs.CV", "cs.CL", "cs.LG", "cs.AI", "cs.RO", "stat.ML", "math.OC", "eess.IV")


def many_papers(count: int) -> Iterator[Sighting]:
    """So many papers, the newest list day's last."""
    rng = random.Random(SEED)
    texts, signals = abstracts(), sightings()
    for number in range(count):
        day = LAST - timedelta(days=DAYS - 1 - number * DAYS // count)
        yield Sighting(
            paper=_paper(rng, number, texts, rng.choice(signals).paper),
            signals=_signals(rng, day, rng.choice(signals).signals),
        )


def _paper(rng: random.Random, number: int, texts: list[dict[str, Any]], known: Paper) -> Paper:
    one, other = rng.choice(texts), rng.choice(texts)
    own, more = _sentences(one["abstract"]), _sentences(other["abstract"])
    length = rng.randint(_SHORTEST, _LONGEST)
    told = [rng.choice(more if rng.random() < _OTHERS else own) for _ in range(length)]
    return Paper(
        id=f"arxiv:{2511 + number // 99_000}.{number % 99_000:05}",
        source="arxiv" if rng.random() < 0.9 else "huggingface",
        title=_title(rng, one["title"], other["title"]),
        abstract=" ".join(dict.fromkeys(told)),
        links=Links(page=f"https://arxiv.org/abs/{number}", code=known.links.code, project=known.links.project),
        authors=tuple(one["authors"].split(", ")),
        organization=known.organization,
        categories=tuple(rng.sample(_CATEGORIES, rng.randint(1, 3))),
        keywords=known.keywords if rng.random() < 0.1 else (),
    )


def _title(rng: random.Random, one: str, other: str) -> str:
    joints = [joint for joint in _JOINTS if joint in one]
    if not joints:
        return one
    joint = rng.choice(joints)
    tail = other.rpartition(rng.choice(_JOINTS))[2]
    return f"{one.partition(joint)[0]}{joint}{tail}"


def _signals(rng: random.Random, day: date, known: Signals) -> Signals:
    rank = rng.randint(1, 400)
    return Signals(
        first_seen=datetime.combine(day, time(6), UTC),
        list_day=day,
        upvotes=known.upvotes,
        comments=known.comments,
        stars=known.stars,
        rank=rank if rank <= _RANKED else None,
    )


@cache
def _sentences(abstract: str) -> tuple[str, ...]:
    return tuple(sentences(abstract)) or ("",)
