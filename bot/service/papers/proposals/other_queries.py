"""Other queries in place of one that finds nothing, or one paper alone: what was meant, and less of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bot.query import parse
from bot.query.rewriting.parts import (
    is_only_function_words,
    joined,
    names_topic,
    respelled,
    with_phrases_as_words,
    words,
)
from bot.query.rewriting.rewrite import minimum_upvotes, replace_min_upvotes
from bot.query.syntax.tree import Comparison, Not, Or, TextTerm, conjuncts, leaves

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Iterator

    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.query.rewriting.parts import TypedWord

_WORDS = 8  # of a query that are looked at
_LONGEST = 30  # letters of a word
_MISSPELT, _CLOSE = 4, 3  # words that are looked up among all words, and what each of them may have been
_RARE, _OFTENER = 2, 50  # papers up to which a word may be misspelt, too, if another is in so many times more
_QUESTIONS = 24  # asked of the index for a query that finds some
_MINIMUMS = (200, 100, 50, 20, 10)  # upvotes
_TRIED, _SHOWN = 8, 4  # queries with less in them


class Count(NamedTuple):
    """A word, a term or a whole query, and how many papers have it."""

    term: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """Proposals for a query that finds nothing.

    `papers` were searched, of which `counts` have each term; `meant` are likely corrections of words. `query`
    matches `matches` of them, more than none; it is None where none was found that keeps a word of the topic.
    """

    papers: int
    counts: tuple[Count, ...] = ()
    meant: tuple[Count, ...] = ()
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
    index = _Index(past, since, among)
    index.known[query.canonical] = 0  # also where some has come since: a button offers another one still
    told = {
        str(leaf): None
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and not is_only_function_words(leaf)
    }
    meant = await index.meant(query)
    other = respelled(query, {typed: one.term for typed, one in meant.items()}) if meant else None
    found = await index.first(filter(None, (other, query)))
    return SecondTry(
        papers=searched,
        counts=tuple([Count(term, await index.count(parse(term))) for term in list(told)[:_WORDS]]),
        meant=tuple(meant.values()),
        query=found,
        matches=await index.count(found) if found else 0,
    )


async def shorter(past: PastPapers, query: Query, among: Collection[str] | None = None) -> tuple[Count, ...]:
    """Queries with less in them for one that finds a single paper of all stored ones of some sources.

    Those that find fewest come first, as they are closest to it; none where it finds more itself, or nothing.
    Raises NotReadyError.
    """
    index = _Index(past, date.min, among)
    if await index.count(query) != 1:
        return ()
    others = [one for one, _ in zip(_less(query), range(_TRIED), strict=False)]
    found = [Count(one.canonical, await index.count(one)) for one in others]
    return tuple(sorted((one for one in found if one.papers > 1), key=lambda one: one.papers)[:_SHOWN])


class _Index:
    """Asks how many papers of some days and sources match."""

    def __init__(self, past: PastPapers, since: date, among: Collection[str] | None) -> None:
        self._past = past
        self._since = since
        self._among = among
        self.known: dict[str, int] = {}

    async def count(self, query: Query) -> int:
        """Number of papers that match."""
        if query.canonical not in self.known:
            found = await self._past.find(query.canonical, since=self._since, among=self._among)
            self.known[query.canonical] = found.total
        return self.known[query.canonical]

    async def meant(self, query: Query) -> dict[TypedWord, Count]:
        """The words that no paper has, or next to none, and what they seem to be meant for.

        That is far more frequent, since of two that are both next to unheard of, either may be right; unless they
        have the very same letters: then it is a swap, or one too many or too few.
        """
        found: dict[TypedWord, Count] = {}
        short = [typed for typed in words(query)[:_WORDS] if len(typed.word) <= _LONGEST]
        having = {typed: await self.count(_term(typed.word, typed.field)) for typed in short}
        for typed in [typed for typed in short if having[typed] <= _RARE][:_MISSPELT]:
            for close in await self._past.spellings(typed.word, typed.field, most=_CLOSE):
                other = _term(close.word, typed.field)
                papers = await self.count(other)
                is_slip = papers > _RARE or set(typed.word) == set(close.word)
                if is_slip and papers > having[typed] * _OFTENER and names_topic(other.tree):
                    found[typed] = Count(close.word, papers)
                    break
        return found

    async def first(self, queries: Iterator[Query]) -> Query | None:
        """The first query that finds something; those that leave out a number come before those without a word."""
        left = _QUESTIONS
        for query in queries:
            async for other in self._weaker(query):
                if await self.count(other):
                    return other
                left -= 1
                if not left:
                    return None
        return None

    async def _weaker(self, query: Query) -> AsyncGenerator[Query]:
        """The query with lower numbers and none; then without one word after the other, the rarest first."""
        ways = query.tree.children if isinstance(query.tree, Or) else (query.tree,)
        wholes = [whole for way in ways if (alone := joined([way], query)) for whole in _wholes(alone)]
        for whole in wholes:
            for other in _with_lower_numbers(whole):
                yield other
        for whole in wholes:
            nodes = [node for node in conjuncts(whole.tree) if not isinstance(node, Comparison)]
            having = {node: await self.count(alone) for node in nodes if (alone := joined([node], whole))}
            nodes = [node for node in nodes if isinstance(node, Not) or having.get(node)]
            wanted = sorted((node for node in nodes if node in having), key=lambda node: having[node])
            while wanted:
                for left_out in (None, *wanted):
                    fewer = joined([node for node in nodes if node is not left_out], whole)
                    if fewer and names_topic(fewer.tree):
                        yield fewer
                nodes.remove(wanted.pop(0))


def _term(word: str, field: str) -> Query:
    return parse(f'{field}:"{word}"' if field else f'"{word}"')


def _wholes(query: Query) -> Iterator[Query]:
    """The query, also without function words, and with the words of its phrases anywhere."""
    told = [node for node in conjuncts(query.tree) if not is_only_function_words(node)]
    for one in (query, joined(told, query), with_phrases_as_words(query)):
        if one and names_topic(one.tree):
            yield one


def _with_lower_numbers(query: Query) -> Iterator[Query]:
    """The query, with a lower bar in place of its own, and with no number at all."""
    yield query
    minimum = minimum_upvotes(query)
    yield from (replace_min_upvotes(query, lower) for lower in _MINIMUMS if lower < minimum)
    words_alone = joined([node for node in conjuncts(query.tree) if not isinstance(node, Comparison)], query)
    if words_alone and words_alone != query:
        yield words_alone


def _less(query: Query) -> Iterator[Query]:
    """The query with the words of its phrases anywhere, and without each of its parts."""
    if apart := with_phrases_as_words(query):
        yield apart
    parts = conjuncts(query.tree)
    told = [node for node in parts if not isinstance(node, Not | Comparison) and not is_only_function_words(node)]
    for left_out in told if len(told) > 1 else ():
        other = joined([node for node in parts if node is not left_out], query)
        if other is not None and names_topic(other.tree):
            yield other
