"""From a paper to a query for similar papers, and to words that a subscription can exclude."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import NotReadyError
from bot.query import Query, QueryError, parse
from bot.query.explain import spans
from bot.query.paper_view import PaperView
from bot.query.rewriting.rewrite import without
from bot.service.papers.proposals.terms import Measured, Term, measured, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers
    from bot.service.papers.archive import Archive

# Terms searched, each twice in some milliseconds; those of them that are paired
_MAX_SEARCHED, _MAX_PAIRED = 30, 20
_PAPERS_PER_QUARTER = 2700  # papers of three months, of which a subscriber wants `_WANTED_MATCHES` matches
_WANTED_MATCHES = (12, 50)
# Standard deviations of the logarithm of the number of matches beyond these
_SPREAD_BELOW, _SPREAD_ABOVE = 0.8, 0.6
_PRIOR_PAPERS, _UNKNOWN_SHARE = 150, 0.002  # papers; the share of papers that have a term that is no known subject
_SMOOTHING = 4  # added to the number of matches, so that few matches score less
_MAX_TRIED, _MAX_SHOWN = 16, 12  # words to exclude
_MIN_REMAINING_SHARE = 0.5  # the part of a query's matches that must remain without a word
_MIN_SUBJECT_SCORE = 0.6  # minimum `Measured.subject_score` of a term that is not in the title
_MIN_MATCHES_FOR_SHARE = 10  # matches, below which shares mean little
_PAPER_KINDS = ("survey", "review", "tutorial")  # of papers, which some people exclude in general
_UNTITLED_FACTOR = 0.45  # factor for a subject that is not in the title


class _Candidate(NamedTuple):
    """A possible query, how much the paper is about it, the ids of its other matches, and their usual share."""

    query: str
    about: float
    ids: frozenset[str]
    share: float


async def query_for_similar_papers(archive: Archive, sighting: Sighting) -> Query | None:
    """Return a query for the paper's subject that finds similar papers; None if there is none.

    The query is one term (`"anomaly detection"`) or two, of which a paper has both or either (`attention OR RNN`).
    The best one finds many near papers, and neither very few papers nor a whole field. Raises NotReadyError.
    """
    past, since = archive.past, archive.since()
    total = (await past.find(None, since=since)).searched
    near = {
        key: 1 / (1 + rank / 15)  # 1 for the nearest, half of it for the one 15 places below
        for rank, key in enumerate(await past.roughly_similar(sighting.paper, since=since))
    }
    view = PaperView(sighting.paper, sighting.signals)
    # Terms with very many papers have incomplete ids, so their nearness is unknown
    found = [
        await measured(past, view, term, since, only_rare=True) for term in terms(sighting.paper)[:_MAX_SEARCHED]
    ]

    def score(candidate: _Candidate) -> float:
        nearness = (
            sum(weight for key, weight in near.items() if key in candidate.ids)
            / (len(candidate.ids) + _SMOOTHING) ** 0.5
            / 3
        )
        # Without near papers, the other factors decide
        return candidate.about * _size_score(len(candidate.ids), total, candidate.share) * (0.06 + nearness)

    candidates = _candidates([one for one in found if one])
    # What only this paper has is a last resort, unless it is known that others will have it
    best = max(candidates, key=lambda one: (bool(one.ids or one.share), score(one)), default=None)
    return parse(best.query) if best else None


def _candidates(found: Sequence[Measured]) -> Iterator[_Candidate]:
    """Yield queries of one term, and of two terms with at least one in the title."""
    for one in found:
        term = one.term
        is_subject = term.share or not term.is_word or (term.titled and one.in_titles)
        if is_subject and not term.is_general:
            yield _Candidate(
                term.query, one.about * (1.0 if term.titled else _UNTITLED_FACTOR), one.ids, term.share
            )
    for one, other in combinations([one for one in found if not one.term.is_general][:_MAX_PAIRED], 2):
        titled = (one.term.titled, other.term.titled)
        if not any(titled) or one.ids <= other.ids or other.ids <= one.ids:
            continue  # if one implies the other, a query with both is that with one
        about = (one.about * other.about) ** 0.5
        shares = one.term.share, other.term.share
        single_words = one.term.is_word + other.term.is_word
        if set(one.term.keys).isdisjoint(other.term.keys):
            query = f"{one.term.query} {other.term.query}"
            # Single words have more senses. A fourth of the papers with the rarer term are taken to have both.
            yield _Candidate(query, about * (0.8, 0.7, 0.4)[single_words], one.ids & other.ids, min(shares) / 4)
        if all(titled) and (all(shares) or not single_words):
            yield _Candidate(
                f"{one.term.query} OR {other.term.query}", about * 0.8, one.ids | other.ids, sum(shares)
            )


def _size_score(others: int, total: int, share: float) -> float:
    """Return the score of a number of matches among `total` papers: low for very few and for very many.

    Few papers say little about a term's frequency, so its usual `share` counts as `_PRIOR_PAPERS` papers.
    """
    fewest, most = _WANTED_MATCHES
    expected = (
        (others + max(share, _UNKNOWN_SHARE) * _PRIOR_PAPERS) / (total + _PRIOR_PAPERS) * _PAPERS_PER_QUARTER
    )
    # With more papers than usual, the geometric mean of this number and the one among all that are stored
    expected *= max(total / _PAPERS_PER_QUARTER, 1.0) ** 0.5
    beyond = (
        math.log(min(expected / fewest, 1.0)) / _SPREAD_BELOW + math.log(max(expected / most, 1.0)) / _SPREAD_ABOVE
    )
    return math.exp(-(beyond**2) / 2) + 0.002  # never 0: of poor candidates the least poor is best


async def words_to_exclude(past: PastPapers, query: Query, sighting: Sighting, since: date) -> tuple[str, ...]:
    """Return words of a paper that a query can exclude: first its kind ("survey"), then its subjects.

    Subjects come first that exclude most matches and that the paper is most about. A subject whose exclusion
    leaves less than half of the query's matches is left out, unless the query has very few. While the index is not
    ready, the subjects are those in the title.
    """
    candidates = [
        term for term in terms(sighting.paper) if term.phrase_end_share and (term.titled or term.mentions > 1)
    ]
    candidates = [term for term in candidates if _is_excludable(query, term.written)][:_MAX_TRIED]
    try:
        candidates = await _ranked(past, query, sighting, candidates, since)
    except NotReadyError:
        candidates = [term for term in candidates if term.titled]
    title = [word.strip(".,:;?!()") for word in sighting.paper.title.casefold().split()]
    words = [kind for kind in _PAPER_KINDS if kind in title and _is_excludable(query, kind)]
    used: set[str] = set()
    for term in candidates:
        if used.isdisjoint(term.keys):
            used.update(term.keys)
            words.append(term.written)
    return tuple(words[:_MAX_SHOWN])


async def _ranked(
    past: PastPapers, query: Query, sighting: Sighting, candidates: Sequence[Term], since: date
) -> list[Term]:
    """Return the candidates that leave enough matches, those first that exclude most and are most its subject."""
    matches = await past.count(query.canonical, since=since)
    ranked: list[tuple[float, Term]] = []
    view = PaperView(sighting.paper, sighting.signals)
    for term in candidates:
        one = await measured(past, view, term, since)
        if one is None or not (term.titled or one.subject_score > _MIN_SUBJECT_SCORE):
            continue
        if one.in_titles or term.mentions or matches < _MIN_MATCHES_FOR_SHARE:
            rest = await past.count(without(query, term.written).canonical, since=since)
            if matches < _MIN_MATCHES_FOR_SHARE or rest >= _MIN_REMAINING_SHARE * matches:
                ranked.append((one.about * math.log2(2 + matches - rest), term))
    return [term for _, term in sorted(ranked, key=lambda pair: -pair[0])]


def _is_excludable(query: Query, word: str) -> bool:
    """True if the query does not search for a word, and stays valid without it."""
    try:
        return not spans(query, word) and bool(without(query, word))
    except QueryError:
        return False
