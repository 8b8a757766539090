"""Which words of a paper could be left out of a subscription that it came by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.query import QueryError
from bot.query.rewriting.rewrite import without
from bot.query.spans import spans
from bot.service.papers.proposals.measured import Among
from bot.service.papers.proposals.terms import terms

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.paper import Paper
    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.service.papers.proposals.terms import Term

_LOOKED_UP, _MOST = 16, 12
_LEFT = 0.5  # of what a query finds, that stays without a word
_FEW = 10  # papers that a query finds, of which shares say little
_KINDS = ("survey", "review", "tutorial")  # of papers, which some want to leave out whatever they are of
_SUBJECT = 0.6


async def words_to_go(past: PastPapers, query: Query, paper: Paper, since: date) -> tuple[str, ...]:
    """Words of the paper to exclude, first those that exclude most of what is like it.

    Nothing without which hardly anything of the query is left. While the index is not ready, what its title says.
    """
    told = [term for term in terms(paper) if _may_go(term) and not spans(query, term.written)][:_LOOKED_UP]
    try:
        told = await _ranked(past, query, paper, told, since)
    except NotReadyError:
        told = [term for term in told if term.titled]
    kinds = [kind for kind in _KINDS if kind in paper.title.casefold().split() and not spans(query, kind)]
    found = [*kinds]
    said: set[str] = set()
    for term in told:
        if said.isdisjoint(term.keys):
            said.update(term.keys)
            found.append(term.written)
    return tuple(word for word in found if _leaves_some(query, word))[:_MOST]


async def _ranked(past: PastPapers, query: Query, paper: Paper, told: list[Term], since: date) -> list[Term]:
    among = Among(past, paper, since, (await past.find(None, since=since)).papers)
    finds = await among.count(query)
    ranked: list[tuple[float, Term]] = []
    for term in told:
        one = await among.measured(term)
        if one is None or one.is_generic or not (one.in_titles or term.said):
            continue
        if term.titled or one.subject > _SUBJECT:
            rest = await among.count(without(query, term.written))
            if rest >= _LEFT * finds or finds < _FEW:
                ranked.append((one.about * math.log2(2 + finds - rest), term))
    return [term for _, term in sorted(ranked, key=lambda pair: -pair[0])]


def _may_go(term: Term) -> bool:
    if term.is_modifier or (term.is_compound and not term.titled):
        return False
    return term.titled or term.said > 1


def _leaves_some(query: Query, word: str) -> bool:
    """True if enough is left without a word: of "consistency model" neither can go."""
    try:
        return bool(without(query, word))
    except QueryError:
        return False
