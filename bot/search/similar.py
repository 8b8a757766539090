"""Similar papers: BM25 over words in the index, then over pairs of words among the first.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with a paper as the query.
On SciTLDR's dev split (a summary, and whose abstract is it?) words alone find 0.911 at the first place, with pairs
that count a fourth 0.919, and with pairs that count as much 0.893.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.ports import Neighbour
from bot.query.analysis.topics import is_common, is_general, runs, topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Paper
    from bot.query.analysis.topics import Topic
    from bot.search.reading import Reader

_TELLING = 24  # words that are looked up
_EVERYWHERE = 0.25  # the share of papers from which on a word tells nothing
_LITTLE = 50  # papers: that many may have a word, however few there are
_CANDIDATES = 60
_K1, _B = 1.2, 0.75  # the usual ones
_PAIR = 0.25  # what a pair of neighbours counts, of what a word counts that as few papers have
_SHARED = 3  # terms named for each neighbour
_LONGEST = 5  # words in a phrase that is named
_NAMED = 0.02  # the share of papers up to which a word says by itself what both are about
_NAMED_PAIR = 0.05  # that of two words
_APART = 4  # times as frequent among papers like it as among all: what is named as the reason
_FEW = 500  # papers among which shares say little


@dataclass(frozen=True, slots=True)
class Profile:
    """The terms of a paper with their counts, the weights of its words, and candidates like it.

    `having` counts the papers with each of these words, `every` all papers that were compared: those of the list
    day `since` and later.
    """

    since: date

    counts: Mapping[str, int]
    weights: Mapping[str, float]
    having: Mapping[str, int]
    candidates: tuple[str, ...]
    every: int


def profile_of(reader: Reader, paper: Paper, since: date) -> Profile:
    """Look its words up, and the papers that have the weightiest of them."""
    counts = Counter(topic.key for topic in topics(_text(paper)))
    every = reader.papers(since)
    words = {key: reader.having(key, since) for key in counts if " " not in key}
    having = {key: found for key, found in words.items() if 0 < found <= max(_EVERYWHERE * every, _LITTLE)}
    weights = {key: _weight(counts[key], found, every) for key, found in having.items()}
    heaviest = sorted(weights, key=lambda key: (-weights[key], key))[:_TELLING]
    found = reader.having_any(heaviest, since, _CANDIDATES + 1) if heaviest else ()
    candidates = tuple(key for key in found if key != paper.id)[:_CANDIDATES]
    return Profile(since, counts, weights, having, candidates, every)


def closest(
    reader: Reader, paper: Paper, profile: Profile, papers: Sequence[Paper], most: int
) -> tuple[Neighbour, ...]:
    """The closest of the candidates, which are `papers`."""
    known = {one.id: one for one in papers}
    counted = {one.id: Counter(topic.key for topic in topics(_text(one))) for one in papers}
    pairs = {key for counts in counted.values() for key in counts if " " in key and key in profile.counts}
    having = dict(profile.having) | {key: max(reader.having(key, profile.since), 1) for key in pairs}
    weights = dict(profile.weights)
    weights |= {key: _PAIR * _weight(profile.counts[key], having[key], profile.every) for key in pairs}
    near = Counter(key for counts in counted.values() for key in counts.keys() & having.keys())
    # "Computational cost" and "human preference" are as frequent among papers about anything.
    few, least = profile.every <= _FEW, _APART * len(counted)
    apart = {key for key, papers in having.items() if few or near[key] * profile.every >= least * papers}
    mean = sum(map(_length, counted.values())) / max(len(counted), 1)
    own = _score(profile.counts, weights, mean)
    scored = sorted((-_score(counts, weights, mean), key) for key, counts in counted.items())
    return tuple(
        Neighbour(
            paper_id=key,
            closeness=min(-score / own, 1.0) if own else 0.0,
            shared=_named(paper, profile, known[key], weights, apart),
        )
        for score, key in scored[:most]
        if score < 0
    )


def _text(paper: Paper) -> str:
    """The text that is compared; a word of the title counts twice."""
    return " . ".join((paper.title, paper.title, paper.abstract, *paper.keywords))


def _weight(count: int, papers: int, every: int) -> float:
    """The weight of a term: rarer among `every` paper and more frequent in the asked one weighs more."""
    return (1 + math.log(count)) * math.log(1 + (every - papers + 0.5) / (papers + 0.5))


def _length(counts: Mapping[str, int]) -> int:
    return sum(count for key, count in counts.items() if " " not in key)


def _score(counts: Mapping[str, int], weights: Mapping[str, float], mean: float) -> float:
    damped = _K1 * (1 - _B + _B * _length(counts) / max(mean, 1.0))
    shared = counts.keys() & weights.keys()
    return sum(weights[key] * counts[key] * (_K1 + 1) / (counts[key] + damped) for key in shared)


def _named(
    paper: Paper, profile: Profile, other: Paper, weights: Mapping[str, float], apart: AbstractSet[str]
) -> tuple[str, ...]:
    """The rarest of the phrases and words that both have, as the asked paper writes them; no word twice."""
    counts = Counter(topic.key for topic in topics(_text(other)))
    rated: dict[str, float] = {}
    for phrase in _common(paper, counts):
        keys = [topic.key for topic in phrase]
        rarity = _rarity(keys, profile, counts, weights)
        if rarity and not apart.isdisjoint(_parts(keys)):
            rated.setdefault(" ".join(" ".join(topic.written for topic in phrase).split()), rarity)
    shown: list[str] = []
    used: set[str] = set()
    for written in sorted(rated, key=lambda written: -rated[written]):
        words = {topic.key for topic in topics(written)}
        if not words & used:
            shown.append(written)
            used |= words
        if len(shown) == _SHARED:
            break
    return tuple(shown)


def _common(paper: Paper, other: Mapping[str, int]) -> Iterator[Sequence[Topic]]:
    """The words in a row of a paper, cut wherever the other has not the two neighbours: up to five."""
    for run in runs(_text(paper)):
        start = 0
        for end in range(1, len(run) + 1):
            neighbours = " ".join(topic.key for topic in run[end - 1 : end + 1])
            if end == len(run) or end - start == _LONGEST or neighbours not in other:
                if run[start].key in other:
                    yield run[start:end]
                start = end


def _rarity(
    keys: Sequence[str], profile: Profile, other: Mapping[str, int], weights: Mapping[str, float]
) -> float:
    """The score of a phrase as the common subject of two papers; 0 where it would puzzle a reader.

    It is 0 for phrases that either paper mentions only once (for a single word: one of them), and for common ones.
    """
    single = len(keys) == 1
    if all(map(is_general, keys)) or (single and profile.every <= _FEW and is_common(keys[0])):
        return 0.0
    parts = _parts(keys)
    often = all if single else any
    if not any(often((profile.counts[part] > 1, other[part] > 1)) for part in parts):
        return 0.0
    bound = math.log(1 + 1 / (_NAMED if single else _NAMED_PAIR)) if profile.every > _FEW else 0.0
    rarest = max(weights.get(part, 0.0) / (1 + math.log(profile.counts[part])) for part in parts)
    rarest /= 1.0 if single else _PAIR
    return rarest if rarest >= bound else 0.0


def _parts(keys: Sequence[str]) -> list[str]:
    """The keys to look up for a phrase: its pairs of neighbours, or its only word."""
    return list(keys) if len(keys) == 1 else [f"{one} {two}" for one, two in pairwise(keys)]
