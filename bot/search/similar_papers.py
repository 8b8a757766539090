"""Find similar papers: BM25 over words, then BM25 over words and pairs of words among the best 60.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with a paper as the query.
On SciTLDR's dev split (find the abstract of a summary) words alone rank 0.911 of the answers first; pairs with a
quarter of a word's weight 0.919; pairs with the full weight 0.893.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.ports import Neighbour
from bot.query.analysis.topics import Topic, content_stretches, is_common, is_general, subjects, topics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.domain.paper import Paper
    from bot.search.index_reader import Reader

_MAX_WORDS = 24  # of a paper, those of highest weight; a candidate has at least one of them
_IGNORED_ABOVE_SHARE = 0.25  # share of papers; a word of more papers is ignored
_NEVER_IGNORED_PAPERS = 50  # papers; a word of at most so many is never ignored
_MAX_SCORED = 25_000  # the sum of papers with each of these words; the lightest are left out
_MAX_CANDIDATES = 60
_K1, _B = 1.2, 0.75  # BM25's usual parameters
_PAIR_WEIGHT = 0.25  # weight of a pair of neighbours, relative to a word as rare
_MAX_SKIPPED = 3  # papers that may be skipped, as they share no phrase that can be shown
_MAX_SHARED = 3  # phrases shown for each similar paper, at most
_MAX_PHRASE_WORDS = 5  # words in a shown phrase
_MAX_WORD_SHARE = 0.02  # the largest share of papers with a word that is shown alone
_MAX_PAIR_SHARE = 0.05  # the same for a pair of words
# A rare phrase is so many times as frequent among the candidates as among all papers
_MIN_DISTINCTIVENESS = 4
_MIN_PAPERS_FOR_SHARES = 500  # up to so many papers, shares are not meaningful


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
        key: found
        for key, found in words.items()
        if 0 < found <= max(_IGNORED_ABOVE_SHARE * total, _NEVER_IGNORED_PAPERS)
    }
    weights = {key: _weight(counts[key], found, total) for key, found in papers_with.items()}
    heaviest = sorted(weights, key=lambda key: (-weights[key], key))[:_MAX_WORDS]
    together = accumulate(papers_with[key] for key in heaviest)
    heaviest = [key for key, found in zip(heaviest, together, strict=True) if found <= _MAX_SCORED] or heaviest[:1]
    found = reader.best_with_any(heaviest, since, _MAX_CANDIDATES + 1) if heaviest else ()
    candidates = tuple(key for key in found if key != paper.id)[:_MAX_CANDIDATES]
    return Profile(since, counts, weights, papers_with, candidates, total)


def closest(
    reader: Reader, paper: Paper, profile: Profile, papers: Sequence[Paper], most: int
) -> tuple[Neighbour, ...]:
    """Return at most `most` of the candidates `papers` that share a phrase, the most similar first."""
    known = {one.id: one for one in papers}
    counted = {one.id: Counter(topic.key for topic in topics(_text(one))) for one in papers}
    pairs = {key for counts in counted.values() for key in counts if " " in key and key in profile.counts}
    papers_with = dict(profile.papers_with) | {key: max(reader.count_with(key, profile.since), 1) for key in pairs}
    weights = dict(profile.weights)
    weights |= {key: _PAIR_WEIGHT * _weight(profile.counts[key], papers_with[key], profile.total) for key in pairs}
    in_candidates = Counter(key for counts in counted.values() for key in counts.keys() & papers_with.keys())
    # "Computational cost" and "human preference" are as frequent among papers on any subject: not rare.
    few, least = profile.total <= _MIN_PAPERS_FOR_SHARES, _MIN_DISTINCTIVENESS * len(counted)
    distinctive = {
        key for key, count in papers_with.items() if few or in_candidates[key] * profile.total >= least * count
    }
    mean = sum(map(_length, counted.values())) / max(len(counted), 1)
    own, shown = _score(profile.counts, weights, mean), _compared(paper, profile.counts)
    scored = sorted((-_score(counts, weights, mean), key) for key, counts in counted.items())
    found = (
        Neighbour(
            paper_id=key,
            closeness=min(-score / own, 1.0) if own else 0.0,
            shared=_shared_phrases(profile, weights, distinctive, shown, _compared(known[key], counted[key])),
        )
        for score, key in scored[: most + _MAX_SKIPPED]
        if score < 0
    )
    return tuple(islice((one for one in found if one.shared), most))


def _text(paper: Paper) -> str:
    """Return the text that is compared; a word of the title counts twice."""
    return " . ".join((paper.title, paper.title, paper.abstract, *paper.keywords))


def _weight(count: int, papers: int, total: int) -> float:
    """Return a term's weight, which grows with its count in the paper and with its rarity among all."""
    return (1 + math.log(count)) * math.log(1 + (total - papers + 0.5) / (papers + 0.5))


def _length(counts: Mapping[str, int]) -> int:
    """Return the number of words, without pairs."""
    return sum(count for key, count in counts.items() if " " not in key)


def _score(counts: Mapping[str, int], weights: Mapping[str, float], mean: float) -> float:
    """Return the BM25 score of a paper with these counts of terms; `mean` is the mean length of papers."""
    damped = _K1 * (1 - _B + _B * _length(counts) / max(mean, 1.0))
    shared = counts.keys() & weights.keys()
    return sum(weights[key] * counts[key] * (_K1 + 1) / (counts[key] + damped) for key in shared)


class _ComparedPaper(NamedTuple):
    """The text of a paper that people see, its runs of content words, the keys of its title, all terms' counts."""

    text: str
    runs: Sequence[Sequence[Topic]]
    title: AbstractSet[str]
    counts: Mapping[str, int]


def _compared(paper: Paper, counts: Mapping[str, int]) -> _ComparedPaper:
    text = f"{paper.title} . {paper.abstract}"
    title = {topic.key for stretch in content_stretches(paper.title) for topic in stretch}
    return _ComparedPaper(text, list(content_stretches(text)), title, counts)


def _shared_phrases(
    profile: Profile,
    weights: Mapping[str, float],
    distinctive: AbstractSet[str],
    paper: _ComparedPaper,
    other: _ComparedPaper,
) -> tuple[str, ...]:
    """Return the rarest phrases that both papers have, as both write them; no word twice.

    If no phrase is rare enough, it is the rarest subject: a known one, another phrase, or a word of a title.
    """
    rated: dict[tuple[str, ...], tuple[bool, float]] = {}
    forms: dict[tuple[str, ...], tuple[Sequence[Topic], Sequence[Topic]]] = {}
    for keys, one, same in _common_phrases(paper.runs, other.runs):
        parts = _parts(keys)
        is_rare = _is_notable(keys, profile, other.counts, weights) and not distinctive.isdisjoint(parts)
        if _names_subject(keys, paper.title | other.title, is_rare=is_rare):
            rated[keys] = (is_rare, _rarity(parts, profile, weights))
            forms[keys] = (one, same)
    shown: list[str] = []
    used: set[str] = set()
    for keys in sorted(rated, key=lambda keys: rated[keys], reverse=True):
        fits = used.isdisjoint(keys) and (rated[keys][0] or not shown)
        if fits and (written := _written((paper.text, other.text), *forms[keys])):
            shown.append(written)
            used.update(keys)
        if len(shown) == _MAX_SHARED:
            break
    return tuple(shown)


def _names_subject(keys: Sequence[str], titles: AbstractSet[str], *, is_rare: bool) -> bool:
    """True for a known subject, a phrase not all general, or a telling word that is rare or in a title."""
    if " ".join(keys) in subjects():
        return True
    if len(keys) > 1:
        return not all(map(is_general, keys))
    return not (is_general(keys[0]) or is_common(keys[0])) and (is_rare or keys[0] in titles)


def _common_phrases(
    text: Sequence[Sequence[Topic]], other: Sequence[Sequence[Topic]]
) -> Iterator[tuple[tuple[str, ...], Sequence[Topic], Sequence[Topic]]]:
    """Yield the longest phrases of up to five words that two texts have: its keys, and as each writes it."""
    others: dict[tuple[str, ...], Sequence[Topic]] = {}
    for run in other:
        keys = tuple(topic.key for topic in run)
        for start in range(len(run)):
            for end in range(start + 1, min(start + _MAX_PHRASE_WORDS, len(run)) + 1):
                others.setdefault(keys[start:end], run[start:end])
    for run in text:
        keys, start = tuple(topic.key for topic in run), 0
        while start < len(run):
            ends = range(min(start + _MAX_PHRASE_WORDS, len(run)), start, -1)
            end = next((end for end in ends if keys[start:end] in others), 0)
            if end:
                yield keys[start:end], run[start:end], others[keys[start:end]]
            start = end or start + 1


def _written(texts: Sequence[str], *forms: Sequence[Topic]) -> str:
    """Return the shortest form of a phrase that all texts contain, in the last one's spelling; "" for none."""
    for words in sorted(
        (tuple(topic.written for topic in form) for form in forms), key=lambda words: len("".join(words))
    ):
        pattern = re.compile(r"(?<!\w)" + r"[\s‐–/-]{1,3}".join(map(re.escape, words)), re.IGNORECASE)
        found = [match[0] for text in texts if (match := pattern.search(text))]
        if len(found) == len(texts):
            return " ".join(found[-1].split())
    return ""


def _is_notable(
    keys: Sequence[str], profile: Profile, other: Mapping[str, int], weights: Mapping[str, float]
) -> bool:
    """True for a rare phrase; not for one that both papers mention only once, or a word that one of them does."""
    single = len(keys) == 1
    parts = _parts(keys)
    often = all if single else any
    if not any(often((profile.counts[part] > 1, other[part] > 1)) for part in parts):
        return False
    bound = (  # about the weight of a term with this share of papers
        math.log(1 + 1 / (_MAX_WORD_SHARE if single else _MAX_PAIR_SHARE))
        if profile.total > _MIN_PAPERS_FOR_SHARES
        else 0.0
    )
    return _rarity(parts, profile, weights) >= bound


def _rarity(parts: Sequence[str], profile: Profile, weights: Mapping[str, float]) -> float:
    """Return the rarity of the rarest part of a phrase: its weight without the factors for counts and pairs."""
    rarest = max(weights.get(part, 0.0) / (1 + math.log(max(profile.counts[part], 1))) for part in parts)
    return rarest / (_PAIR_WEIGHT if " " in parts[0] else 1.0)


def _parts(keys: Sequence[str]) -> list[str]:
    """Return the keys of a phrase: its pairs of neighbours, or its only word."""
    return list(keys) if len(keys) == 1 else [f"{one} {two}" for one, two in pairwise(keys)]
