"""Alternatives to a query: its probable meaning; without matches also corrected spelling, or looser terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from bot.query import parse
from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_general
from bot.query.query import try_parse
from bot.query.rewriting.parts import (
    is_only_function_words,
    names_topic,
    query_of,
    respelled,
    with_phrases_as_words,
    words,
)
from bot.query.rewriting.plain_english import from_plain_english
from bot.query.rewriting.rewrite import minimum_upvotes, replace_min_upvotes, with_names
from bot.query.syntax.tree import Comparison, Or, TextTerm, conjuncts, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query import Query
    from bot.query.rewriting.parts import TypedWord
    from bot.service.papers.proposals.counts import Counts

_MAX_WORDS = 8  # of a query that are considered
_MAX_WORD_LENGTH = 30  # letters of a word
_MAX_CHECKED_WORDS, _MAX_SPELLINGS = 4, 3  # words whose spelling is checked; spellings tried for each
# A word in up to 2 papers is misspelt if another spelling has 50 times as many
_RARE_WORD_PAPERS, _MIN_FREQUENCY_RATIO = 2, 50
_MAX_NAMES = 4  # authors that are looked for
_MAX_AUTHOR_SEARCHES = 24  # for one author among the words of a query
# In a part of an OR that is more than plain words
_OPERATOR = re.compile(r'[":=*(]|\B-')
_MINIMUMS = (200, 100, 50, 20, 10)  # upvotes


class Count(NamedTuple):
    """A word, term or query, with its number of papers."""

    term: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondTry:
    """Help for a query without matches, or another one that finds more.

    - `searched`: the number of papers searched; 1 if there were some and nobody needs the number.
    - `counts`: how many of them have each term.
    - `suggestions`: likely corrections of misspelt words.
    - `query`: an alternative with its `matches`; 0 only if it says in operators what the typed one says in words.
      None if there is none with every subject.
    """

    searched: int
    counts: tuple[Count, ...] = ()
    suggestions: tuple[Count, ...] = ()
    query: Query | None = None
    matches: int = 0


async def query_with_more_matches(counts: Counts, query: Query, since: date, matches: int) -> SecondTry | None:
    """Return the probably meant query if it has more than `matches` papers on list day `since` and later.

    Also if it has fewer, because it says `not` or `20 upvotes` in operators: `flow, but not bees` is meant as
    `flow -bees`, though `flow OR but not bees` has more matches. Raises NotReadyError.
    """
    finder = _Finder(counts, since)
    intended = await finder.intended(query, matches)
    more = await finder.count(intended) if intended else 0
    is_better = more > matches or (matches and intended and _limits(intended) > _limits(query))
    return SecondTry(searched=1, query=intended, matches=more) if is_better else None


async def second_try(counts: Counts, query: Query, since: date) -> SecondTry:
    """Return help for a query without matches on list day `since` and later. Raises NotReadyError."""
    searched = await counts.past.count(None, since=since, among=counts.among)
    if not searched:
        return SecondTry(searched=0)
    finder = _Finder(counts, since)
    written, intended = from_plain_english(query), await finder.intended(query)
    query = intended or query
    terms = {
        str(leaf): None
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and not is_only_function_words(leaf)
    }
    suggestions = await finder.suggestions(query)
    corrections = {typed: one.term for typed, one in suggestions.items()}
    corrected = respelled(query, corrections) if suggestions else None
    is_found = intended is not None and await finder.count(intended, 1)
    found = intended if is_found else await finder.first(filter(None, (corrected, query))) or written
    return SecondTry(
        searched=searched,
        counts=tuple([Count(term, await finder.count(parse(term))) for term in list(terms)[:_MAX_WORDS]]),
        suggestions=tuple(suggestions.values()),
        query=found,
        matches=await finder.count(found) if found else 0,
    )


async def correction(counts: Counts, query: Query) -> Query | None:
    """Return the query with likely corrections of misspelt words; None if there are none. Raises NotReadyError."""
    suggestions = await _Finder(counts, date.min).suggestions(query)
    return respelled(query, {typed: one.term for typed, one in suggestions.items()}) if suggestions else None


class _Finder:
    """Looks for other queries with matches on list day `since` and later."""

    def __init__(self, counts: Counts, since: date) -> None:
        self._counts = counts
        self._since = since

    async def count(self, query: Query, most: int | None = None) -> int:
        """Return the number of matches, up to `most`."""
        return await self._counts.of(query, self._since, most)

    async def intended(self, query: Query, matches: int = 0) -> Query | None:
        """Return the query without words of requests, and with `author:` for names; None if that is the same.

        A single word is a name if no text has it; it is only looked for without `matches`. If the people of two
        names wrote nothing together, papers of either are meant.
        """
        written = from_plain_english(query)
        found = written or query
        for _ in range(_MAX_NAMES):
            named = (one for one in with_names(found) if matches == 0 or " " in one[0])
            for name, text in islice(named, _MAX_AUTHOR_SEARCHES):
                if other := await self._with_author(name, text, found):
                    found = other
                    break
            else:
                break
        parts = conjuncts(found.tree)
        are_people = all(isinstance(part, TextTerm) and part.field == "author" for part in parts)
        if are_people and not await self.count(found):
            found = query_of([Or(tuple(parts))], found) or found
        if written:
            found = await self._with_phrases(found)
        return None if found == query else found

    async def _with_phrases(self, query: Query) -> Query:
        """Return the query with phrases for alternatives of several words, as far as papers have the phrase.

        `flow matching OR diffusion` becomes `"flow matching" OR diffusion`.
        """
        text = query.canonical
        for way in [str(way) for part in conjuncts(query.tree) if isinstance(part, Or) for way in part.children]:
            if " " in way and not _OPERATOR.search(way) and await self.count(_term(way, ""), 1):
                text = text.replace(way, f'"{way}"')
        return try_parse(text, query) or query

    async def _with_author(self, name: str, text: str, query: Query) -> Query | None:
        """Return the rewritten query if a paper has the author, else None.

        A single word that texts have is no author.
        """
        # General words are no name, and slow to find: `learning model`
        if all(map(is_general, term_keys(name))) or not await self._counts.past.may_know(name.split(), "author"):
            return None
        found = try_parse(text, query)
        if found is None or (" " not in name and await self.count(_term(name, ""), 1)):
            return None
        return found if await self.count(_term(name, "author"), 1) else None

    async def suggestions(self, query: Query) -> dict[TypedWord, Count]:
        """Return corrections of the words that hardly any paper has.

        A correction must be far more frequent, because of two rare words either may be right. Words of the same
        letters are an exception: `difusion`, which no paper has, is a typing error even if `diffusion` is rare.
        """
        found: dict[TypedWord, Count] = {}
        short = [typed for typed in words(query)[:_MAX_WORDS] if len(typed.word) <= _MAX_WORD_LENGTH]
        having = {
            typed: await self.count(_term(typed.word, typed.field), _RARE_WORD_PAPERS + 1) for typed in short
        }
        for typed in [typed for typed in short if having[typed] <= _RARE_WORD_PAPERS][:_MAX_CHECKED_WORDS]:
            for close in await self._counts.past.spellings(typed.word, typed.field, most=_MAX_SPELLINGS):
                other = _term(close.word, typed.field)
                papers = await self.count(other)
                is_slip = papers > _RARE_WORD_PAPERS or set(typed.word) == set(close.word)
                if is_slip and papers > having[typed] * _MIN_FREQUENCY_RATIO and names_topic(other.tree):
                    found[typed] = Count(close.word, papers)
                    break
        return found

    async def first(self, queries: Iterator[Query]) -> Query | None:
        """Return the first query with matches, if needed with looser terms and lower numbers; None if none has."""
        for whole in chain.from_iterable(map(_looser, queries)):
            # If the weakest, the last, finds nothing, the others do not either
            weaker = list(_with_lower_numbers(whole))
            for other in weaker if await self.count(weaker[-1], 1) else ():
                if await self.count(other, 1):
                    return other
        return None


def _limits(query: Query) -> int:
    """Return the number of exclusions and of comparisons with numbers."""
    return sum(excluded or isinstance(leaf, Comparison) for leaf, excluded in leaves(query.tree))


def _term(word: str, field: str) -> Query:
    return parse(f'{field}:"{word}"' if field else f'"{word}"')


def _looser(query: Query) -> Iterator[Query]:
    """Yield the query, then without function words, then with phrases as single words."""
    content = [node for node in conjuncts(query.tree) if not is_only_function_words(node)]
    for one in (query, query_of(content, query), with_phrases_as_words(query)):
        if one and names_topic(one.tree):
            yield one


def _with_lower_numbers(query: Query) -> Iterator[Query]:
    """Yield the query, then with lower minimum upvotes, then without numbers."""
    yield query
    minimum = minimum_upvotes(query)
    yield from (replace_min_upvotes(query, lower) for lower in _MINIMUMS if lower < minimum)
    words_alone = query_of([node for node in conjuncts(query.tree) if not isinstance(node, Comparison)], query)
    if words_alone and words_alone != query:
        yield words_alone
