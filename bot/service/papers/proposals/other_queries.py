"""Other queries in place of one that finds nothing, or one paper alone: what was meant, and less of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.rewriting.parts import as_words, is_about, joined, respelled, says_nothing, words
from bot.query.rewriting.rewrite import barred, upvotes_bar
from bot.query.syntax.tree import Comparison, Not, Or, TextTerm, conjuncts, leaves

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.query.rewriting.parts import TypedWord
    from bot.query.syntax.tree import Node

_WORDS = 8  # of a query that are looked at
_LONGEST = 30  # letters of a word
_MISSPELT, _CLOSE = 4, 3  # words that are looked up among all words, and what each of them may have been
_RARE, _OFTENER = 2, 50  # papers up to which a word may be misspelt, too, if another is in so many times more
_QUESTIONS = 24  # asked of the index for a query that finds some
_BARS = (200, 100, 50, 20, 10)  # upvotes
_TRIED, _SHOWN = 8, 4  # queries with less in them
_LONG = 3  # words of a phrase; of two, either one tells another subject: "domain generalization"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A term of a query, or a word of one, and how many papers have it."""

    term: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A likely correction of a word, and the number of papers that have it."""

    typed: str
    word: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorter:
    """A query with less in it, and how many stored papers match that: more than one."""

    query: Query
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """Proposals for a query that finds nothing.

    `papers` were searched, of which `counts` have each word. `query` matches `matches` of them, more than none; it
    is None where none was found that keeps a word of the topic.
    """

    papers: int
    counts: tuple[Count, ...] = ()
    meant: tuple[Meant, ...] = ()
    query: Query | None = None
    matches: int = 0


async def second_try(
    past: PastPapers, query: Query, since: date, among: Collection[str] | None = None
) -> SecondTry:
    """Help with a query that matches nothing of list day `since` and later among the papers of some sources.

    Raises NotReadyError.
    """
    searched = (await past.find(None, since=since, among=among)).papers
    if not searched:
        return SecondTry(papers=0)
    seeker = _Seeker(past, since, among, {query.canonical: 0})
    told = (
        str(leaf)
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and not says_nothing(leaf)
    )
    counts = [
        Count(term=term, papers=await seeker.count(parse(term))) for term in list(dict.fromkeys(told))[:_WORDS]
    ]
    meant = await seeker.meant(query)
    other = respelled(query, {typed: one.word for typed, one in meant.items()}) if meant else None
    found = await seeker.weaker([*filter(None, (other, query))])
    return SecondTry(
        papers=searched,
        counts=tuple(counts),
        meant=tuple(meant.values()),
        query=found,
        matches=await seeker.count(found) if found else 0,
    )


async def shorter(past: PastPapers, query: Query, among: Collection[str] | None = None) -> tuple[Shorter, ...]:
    """Proposals for a query that finds a single paper among all stored papers of some sources.

    Those that find fewest come first, as they are closest to it; none where it finds more itself, or nothing.
    Raises NotReadyError.
    """
    seeker = _Seeker(past, date.min, among)
    if await seeker.count(query) != 1:
        return ()
    others = [one for one, _ in zip(_less(query), range(_TRIED), strict=False)]
    found = [Shorter(query=one, matches=await seeker.count(one)) for one in others]
    return tuple(sorted((one for one in found if one.matches > 1), key=lambda one: one.matches)[:_SHOWN])


class _Seeker:
    """Asks how many papers match, a bounded number of times."""

    def __init__(
        self,
        past: PastPapers,
        since: date,
        among: Collection[str] | None,
        known: Mapping[str, int] | None = None,
    ) -> None:
        self._past = past
        self._since = since
        self._among = among
        self._left = _QUESTIONS
        self._known = dict(known or {})

    async def count(self, query: Query) -> int:
        """Number of papers that match."""
        if query.canonical not in self._known:
            found = await self._past.find(query.canonical, since=self._since, among=self._among)
            self._known[query.canonical] = found.total
        return self._known[query.canonical]

    async def meant(self, query: Query) -> dict[TypedWord, Meant]:
        """The words that no paper has, or next to none, and what they seem to be meant for."""
        found: dict[TypedWord, Meant] = {}
        short = [typed for typed in words(query)[:_WORDS] if len(typed.word) <= _LONGEST]
        having = {typed: await self._having(typed.word, typed.field) for typed in short}
        for typed in [typed for typed in short if having[typed] <= _RARE][:_MISSPELT]:
            for close in await self._past.spellings(typed.word, typed.field, most=_CLOSE):
                papers = await self._having(close.word, typed.field)
                likelier = _is_likelier(typed.word, having[typed], close.word, papers)
                if likelier and is_about(_term(close.word, typed.field).tree):
                    found[typed] = Meant(typed=typed.word, word=close.word, papers=papers)
                    break
        return found

    async def _having(self, word: str, field: str) -> int:
        return await self.count(_term(word, field))

    async def weaker(self, queries: Sequence[Query]) -> Query | None:
        """The first of some queries that finds something, be it with less: rather without a number than a word."""
        for query in queries:
            for way in query.tree.children if isinstance(query.tree, Or) else (query.tree,):
                wholes = list(_wholes(joined([way], query)))
                for whole in wholes:
                    if found := await self._first(_with_lower_numbers(whole)):
                        return found
                for whole in wholes:
                    if found := await self._with_fewer(whole):
                        return found
        return None

    async def _first(self, queries: Iterator[Query]) -> Query | None:
        for query in queries:
            self._left -= 1
            if self._left < 0:
                return None
            if await self.count(query):
                return query
        return None

    async def _with_fewer(self, query: Query) -> Query | None:
        """Queries without one word after the other, the rarest first; each word is tried alone before."""
        kept = [node for node in conjuncts(query.tree) if not isinstance(node, Comparison)]
        having = {node: await self.count(alone) for node in kept if (alone := joined([node], query))}
        nodes = [node for node in kept if isinstance(node, Not) or having.get(node)]
        wanted = sorted((node for node in nodes if not isinstance(node, Not)), key=lambda node: having[node])
        while wanted:
            ways = (nodes, *(_without(nodes, node) for node in wanted if len(wanted) > 1))
            about = (other for way in ways if (other := joined(way, query)) and is_about(other.tree))
            if found := await self._first(about):
                return found
            nodes = _without(nodes, wanted.pop(0))
        return None


def _term(word: str, field: str) -> Query:
    return parse(f'{field}:"{word}"' if field else f'"{word}"')


def _is_likelier(typed: str, papers: int, word: str, having: int) -> bool:
    """True if another word is far more frequent. Of two that are both next to unheard of, either may be right.

    Unless they have the very same letters: then it is a swap, or one too many or too few.
    """
    return having > papers * _OFTENER and (having > _RARE or set(typed) == set(word))


def _without(nodes: Sequence[Node], left_out: Node) -> list[Node]:
    return [node for node in nodes if node is not left_out]


def _wholes(query: Query | None) -> Iterator[Query]:
    """The query, also without function words, and with the words of its phrases anywhere."""
    if query is None:
        return
    parts = conjuncts(query.tree)
    for one in (query, joined([node for node in parts if not says_nothing(node)], query), as_words(query)):
        if one and is_about(one.tree):
            yield one


def _with_lower_numbers(query: Query) -> Iterator[Query]:
    """The query, with a lower bar in place of its own, and with no number at all."""
    yield query
    bar = upvotes_bar(query)
    yield from (barred(query, lower) for lower in _BARS if lower < bar)
    words_alone = joined([node for node in conjuncts(query.tree) if not isinstance(node, Comparison)], query)
    if words_alone and words_alone != query:
        yield words_alone


def _less(query: Query) -> Iterator[Query]:
    """The query without each of its parts; of a long phrase alone, without its first and its last word."""
    parts = conjuncts(query.tree)
    told = [node for node in parts if not isinstance(node, Not | Comparison) and not says_nothing(node)]
    for left_out in told if len(told) > 1 else ():
        other = joined(_without(parts, left_out), query)
        if other is not None and is_about(other.tree):
            yield other
    field, quote, phrase = query.canonical.partition('"')
    spelled = phrase.rstrip('"').split()
    if len(parts) > 1 or not quote or '"' in phrase[:-1] or len(spelled) < _LONG:
        return
    for fewer in (spelled[1:], spelled[:-1]):
        try:
            other = parse(f'{field}"{" ".join(fewer)}"', query.catalogue)
        except QueryError:  # what is left can't be asked for
            continue
        if is_about(other.tree):
            yield other
