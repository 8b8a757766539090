"""Find similar papers: BM25 over words, then BM25 over words and pairs of words among the best 60.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with a paper as the query.
On SciTLDR's dev split (find the abstract of a summary) words alone rank 0.911 of the answers first; pairs with a
quarter of a word's weight 0.919; pairs with the full weight 0.893.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.ports import Neighbour
from bot.query.analysis.topics import content_stretches, is_common, is_general, topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Paper
    from bot.query.analysis.topics import Topic
    from bot.search.reading import Reader

_MOST_WORDS = 24  # the words of highest weight, of which a candidate has at least one
_IGNORED_ABOVE = 0.25  # share of papers; a word of more papers is ignored
_NEVER_IGNORED = 50  # papers; a word of at most so many is never ignored
_MOST_CANDIDATES = 60
_K1, _B = 1.2, 0.75  # BM25's usual parameters
_PAIR_WEIGHT = 0.25  # weight of a pair of neighbours, relative to a word as rare
_MOST_SHARED = 3  # phrases shown for each similar paper
_LONGEST_PHRASE = 5  # words in a shown phrase
_WORD_SHARE = 0.02  # the largest share of papers with a word that is shown alone
_PAIR_SHARE = 0.05  # the largest share of papers with a pair of words that is shown
_DISTINCTIVE = 4  # a shown phrase must be so many times as frequent among the candidates as among all papers
_FEW_PAPERS = 500  # papers; among fewer, shares are not meaningful


@dataclass(frozen=True, slots=True)
class Profile:
    """The terms of a paper with their counts, the weights of its words, and the candidates for similar papers.

    `papers_with` counts the papers with each of these words, `total` all papers of the list day `since` and later.
    """

    since: date
    counts: Mapping[str, int]
    weights: Mapping[str, float]
    papers_with: Mapping[str, int]
    candidates: tuple[str, ...]
    total: int


def profile_of(reader: Reader, paper: Paper, since: date) -> Profile:
    """Look up a paper's words, and candidates that share the heaviest of them."""
    counts = Counter(topic.key for topic in topics(_text(paper)))
    total = reader.papers(since)
    words = {key: reader.count_with(key, since) for key in counts if " " not in key}
    papers_with = {
        key: found for key, found in words.items() if 0 < found <= max(_IGNORED_ABOVE * total, _NEVER_IGNORED)
    }
    weights = {key: _weight(counts[key], found, total) for key, found in papers_with.items()}
    heaviest = sorted(weights, key=lambda key: (-weights[key], key))[:_MOST_WORDS]
    found = reader.best_with_any(heaviest, since, _MOST_CANDIDATES + 1) if heaviest else ()
    candidates = tuple(key for key in found if key != paper.id)[:_MOST_CANDIDATES]
    return Profile(since, counts, weights, papers_with, candidates, total)


def closest(
    reader: Reader, paper: Paper, profile: Profile, papers: Sequence[Paper], most: int
) -> tuple[Neighbour, ...]:
    """Return the candidates most similar to a paper; `papers` are the candidates."""
    known = {one.id: one for one in papers}
    counted = {one.id: Counter(topic.key for topic in topics(_text(one))) for one in papers}
    pairs = {key for counts in counted.values() for key in counts if " " in key and key in profile.counts}
    papers_with = dict(profile.papers_with) | {key: max(reader.count_with(key, profile.since), 1) for key in pairs}
    weights = dict(profile.weights)
    weights |= {key: _PAIR_WEIGHT * _weight(profile.counts[key], papers_with[key], profile.total) for key in pairs}
    in_candidates = Counter(key for counts in counted.values() for key in counts.keys() & papers_with.keys())
    # "Computational cost" and "human preference" are as frequent among papers on any subject: not shown.
    few, least = profile.total <= _FEW_PAPERS, _DISTINCTIVE * len(counted)
    distinctive = {
        key for key, count in papers_with.items() if few or in_candidates[key] * profile.total >= least * count
    }
    mean = sum(map(_length, counted.values())) / max(len(counted), 1)
    own = _score(profile.counts, weights, mean)
    scored = sorted((-_score(counts, weights, mean), key) for key, counts in counted.items())
    return tuple(
        Neighbour(
            paper_id=key,
            closeness=min(-score / own, 1.0) if own else 0.0,
            shared=_shared_phrases(paper, profile, known[key], weights, distinctive),
        )
        for score, key in scored[:most]
        if score < 0
    )


def _text(paper: Paper) -> str:
    """Return the text that is compared; a word of the title counts twice."""
    return " . ".join((paper.title, paper.title, paper.abstract, *paper.keywords))


def _weight(count: int, papers: int, total: int) -> float:
    """Return a term's weight, which grows with its count in the paper and with its rarity among all."""
    return (1 + math.log(count)) * math.log(1 + (total - papers + 0.5) / (papers + 0.5))


def _length(counts: Mapping[str, int]) -> int:
    return sum(count for key, count in counts.items() if " " not in key)


def _score(counts: Mapping[str, int], weights: Mapping[str, float], mean: float) -> float:
    """Return the BM25 score of a paper with these counts of terms; `mean` is the mean length of papers."""
    damped = _K1 * (1 - _B + _B * _length(counts) / max(mean, 1.0))
    shared = counts.keys() & weights.keys()
    return sum(weights[key] * counts[key] * (_K1 + 1) / (counts[key] + damped) for key in shared)


def _shared_phrases(
    paper: Paper, profile: Profile, other: Paper, weights: Mapping[str, float], distinctive: AbstractSet[str]
) -> tuple[str, ...]:
    """Return the rarest phrases that both papers have, as the first one writes them; no word twice."""
    counts = Counter(topic.key for topic in topics(_text(other)))
    rated: dict[str, float] = {}
    for phrase in _phrases_in_both(paper, counts):
        keys = [topic.key for topic in phrase]
        rarity = _rarity(keys, profile, counts, weights)
        if rarity and not distinctive.isdisjoint(_parts(keys)):
            rated.setdefault(" ".join(" ".join(topic.written for topic in phrase).split()), rarity)
    shown: list[str] = []
    used: set[str] = set()
    for written in sorted(rated, key=lambda written: -rated[written]):
        words = {topic.key for topic in topics(written)}
        if not words & used:
            shown.append(written)
            used |= words
        if len(shown) == _MOST_SHARED:
            break
    return tuple(shown)


def _phrases_in_both(paper: Paper, other: Mapping[str, int]) -> Iterator[Sequence[Topic]]:
    """Yield phrases of up to five words of a paper, whose neighbouring words are also neighbours in the other."""
    for stretch in content_stretches(_text(paper)):
        start = 0
        for end in range(1, len(stretch) + 1):
            neighbours = " ".join(topic.key for topic in stretch[end - 1 : end + 1])
            if end == len(stretch) or end - start == _LONGEST_PHRASE or neighbours not in other:
                if stretch[start].key in other:
                    yield stretch[start:end]
                start = end


def _rarity(
    keys: Sequence[str], profile: Profile, other: Mapping[str, int], weights: Mapping[str, float]
) -> float:
    """Return the rarity of a phrase that two papers share; 0 if it is not worth showing.

    0 for a phrase of general words, for a phrase that each paper has only once, and for a single word that either
    paper has only once.
    """
    single = len(keys) == 1
    if all(map(is_general, keys)) or (single and profile.total <= _FEW_PAPERS and is_common(keys[0])):
        return 0.0
    parts = _parts(keys)
    often = all if single else any
    if not any(often((profile.counts[part] > 1, other[part] > 1)) for part in parts):
        return 0.0
    bound = math.log(1 + 1 / (_WORD_SHARE if single else _PAIR_SHARE)) if profile.total > _FEW_PAPERS else 0.0
    rarest = max(weights.get(part, 0.0) / (1 + math.log(profile.counts[part])) for part in parts)
    rarest /= 1.0 if single else _PAIR_WEIGHT
    return rarest if rarest >= bound else 0.0


def _parts(keys: Sequence[str]) -> list[str]:
    """Return the keys of a phrase: its pairs of neighbours, or its only word."""
    return list(keys) if len(keys) == 1 else [f"{one} {two}" for one, two in pairwise(keys)]
