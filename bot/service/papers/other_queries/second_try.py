"""When a query finds nothing: how many papers each of its words has, what was meant, and what finds some."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.query import explain, parse, relaxed
from bot.query.rewriting.parts import as_words, conjuncts, is_about, joined, respelled, says_nothing, words
from bot.query.syntax.tree import Comparison, Not, TextTerm, leaves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers, Store
    from bot.query import Query
    from bot.query.rewriting.parts import TypedWord
    from bot.query.syntax.tree import Node

_WORDS = 8  # of a query that are looked at
_LONGEST = 30  # letters of a word
_MISSPELT = 4  # of them that are looked up among all words
_CLOSE = 3  # words that each of those may have been
_RARE = 2  # papers up to which a word may be misspelt, too,
_OFTENER = 50  # if another one is in so many times more
_QUESTIONS = 24  # asked of the index for a query that finds some
_TRIED = 40  # papers that an easier query is sought among, those that have most of what is asked for
_SLICE = 5  # of them between two event-loop yields; each takes two milliseconds or so


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A term of a query, or a word of one, and how many papers have it."""

    term: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What somebody seems to have meant by a word, and how many papers have that."""

    typed: str
    word: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """What helps whoever found nothing.

    `papers` were searched, of which `counts` have each word. `query` matches `matches` of them, more than none; it
    is None where none was found that keeps a word of the topic.
    """

    papers: int
    counts: tuple[Count, ...] = ()
    meant: tuple[Meant, ...] = ()
    query: Query | None = None
    matches: int = 0


async def second_try(
    store: Store, past: PastPapers, query: Query, since: date, among: Collection[str] | None = None
) -> SecondTry:
    """Help with a query that matches nothing of list day `since` and later among the papers of some sources.

    Raises NotReadyError.
    """
    seeker = _Seeker(past, since, query, among)
    searched = (await past.find(None, since=since, among=among)).papers
    if not searched:
        return SecondTry(papers=0)
    counts = [Count(term=term, papers=await seeker.count(parse(term))) for term in _terms(query)]
    meant = await seeker.meant()
    other = respelled(query, {typed: one.word for typed, one in meant.items()}) if meant else None
    found = await _weaker(store, past, other, since, seeker) if other else None
    found = found or await _weaker(store, past, query, since, seeker)
    matches = await seeker.count(found, asked_for=True) if found else 0
    return SecondTry(
        papers=searched,
        counts=tuple(counts),
        meant=tuple(meant.values()),
        query=found if matches else None,
        matches=matches,
    )


async def _weaker(store: Store, past: PastPapers, query: Query, since: date, seeker: _Seeker) -> Query | None:
    """The query if it finds something, else what gives up little of it: rather a number than a word."""
    if await seeker.count(query):
        return query
    found = None
    if any(isinstance(node, Comparison) for node in conjuncts(query.tree)):
        found = await _from_near_papers(store, past, query, since)
    return found or await seeker.with_less(query) or await _from_near_papers(store, past, query, since)


def _terms(query: Query) -> list[str]:
    """The terms that are worth a number: each word that must be found, and what says more than function words."""
    found = dict.fromkeys(
        str(leaf)
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and not says_nothing(leaf)
    )
    return list(found)[:_WORDS]


class _Seeker:
    """Asks how many papers match, a bounded number of times."""

    def __init__(self, past: PastPapers, since: date, query: Query, among: Collection[str] | None) -> None:
        self._among = among
        self._past = past
        self._since = since
        self._query = query
        self._left = _QUESTIONS
        self._known: dict[str, int] = {query.canonical: 0}

    async def count(self, query: Query, *, asked_for: bool = False) -> int:
        """How many papers match; 0 also for what need not be asked any more."""
        if query.canonical not in self._known:
            if not asked_for:
                self._left -= 1
                if self._left < 0:
                    return 0
            found = await self._past.find(query.canonical, since=self._since, among=self._among)
            self._known[query.canonical] = found.total
        return self._known[query.canonical]

    async def meant(self) -> dict[TypedWord, Meant]:
        """The words that no paper has, or next to none, and what they seem to be meant for."""
        found: dict[TypedWord, Meant] = {}
        looked_up = 0
        for typed in words(self._query)[:_WORDS]:
            if len(typed.word) > _LONGEST:
                continue
            alone = parse(f'{typed.field}:"{typed.word}"' if typed.field else f'"{typed.word}"')
            papers = await self.count(alone, asked_for=True)
            if papers > _RARE or looked_up == _MISSPELT:
                continue
            looked_up += 1
            close = await self._past.spellings(typed.word, typed.field, most=_CLOSE)
            for spelling in close:
                other = parse(f'{typed.field}:"{spelling.word}"' if typed.field else f'"{spelling.word}"')
                having = await self.count(other, asked_for=True)
                if is_about(other.tree) and _is_likelier(typed.word, papers, spelling.word, having):
                    found[typed] = Meant(typed=typed.word, word=spelling.word, papers=having)
                    break
        return found

    async def with_less(self, query: Query) -> Query | None:
        """The query without function words; else also without one term after the other, the rarest first.

        Before one goes for good, each is tried alone. What compares numbers stays, as does what is excluded.
        """
        for whole in filter(None, (query, as_words(query))):
            if found := await self._shortened(whole):
                return found
        return None

    async def _shortened(self, query: Query) -> Query | None:
        parts = [node for node in conjuncts(query.tree) if not says_nothing(node)]
        having = {str(node): await self._alone(node) for node in parts if not _stays(node)}
        nodes = [node for node in parts if having.get(str(node), 1)]
        wanted = sorted((node for node in nodes if not _stays(node)), key=lambda node: having[str(node)])
        if not any(map(is_about, nodes)):
            return None
        while True:
            if found := await self._matching(nodes):
                return found
            for node in wanted:
                if found := await self._matching([one for one in nodes if one is not node]):
                    return found
            if len(wanted) <= 1:
                return None
            rarest = wanted.pop(0)
            nodes = [one for one in nodes if one is not rarest]

    async def _alone(self, node: Node) -> int:
        alone = joined([node], self._query)
        return 0 if alone is None else await self.count(alone, asked_for=True)

    async def _matching(self, nodes: Sequence[Node]) -> Query | None:
        """The query of these conjuncts if it has a word of some topic and matches."""
        found = joined(nodes, self._query)
        if found is None or not is_about(found.tree):
            return None
        return found if await self.count(found) else None


def _is_likelier(typed: str, papers: int, word: str, having: int) -> bool:
    """Whether another word is far more frequent. Of two that are both next to unheard of, either may be right.

    Unless they have the very same letters: then it is a swap, or one too many or too few.
    """
    return having > papers * _OFTENER and (having > _RARE or set(typed) == set(word))


def _stays(node: Node) -> bool:
    return isinstance(node, Not | Comparison)


async def _from_near_papers(store: Store, past: PastPapers, query: Query, since: date) -> Query | None:
    """What a paper that has most of what is asked for would match: with lower numbers, and one of several ways."""
    near = await past.nearest(query.canonical, since=since, most=_TRIED)
    known = await store.sightings(near)
    return await _easiest(query, [known[key] for key in near if key in known])


async def _easiest(query: Query, papers: Iterable[Sighting]) -> Query | None:
    """The query that finds a paper and gives up least; of equal ones that of the most upvoted paper."""
    best: tuple[int, int] = (0, -1)
    chosen: Query | None = None
    for number, sighting in enumerate(papers, start=1):
        weaker = relaxed(query, sighting.paper, sighting.signals)
        if weaker is not None:
            asked = len(explain(weaker, sighting.paper, sighting.signals).terms)
            if (asked, sighting.signals.upvotes) > best:
                best, chosen = (asked, sighting.signals.upvotes), weaker
        if number % _SLICE == 0:
            await asyncio.sleep(0)
    return chosen
