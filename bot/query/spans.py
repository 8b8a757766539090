"""Where in a raw text a term is found, as spans: (start, end) offsets."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import add
from typing import TYPE_CHECKING

from bot.query.analysis.document import SPELLED
from bot.query.analysis.word_keys import bare
from bot.query.analysis.words import tokenize_text
from bot.query.errors import QueryError
from bot.query.fields import ANYWHERE, CONTENT_FIELDS, NAMES_OF_PEOPLE
from bot.query.query import parse
from bot.query.syntax.tree import TextTerm, leaves
from bot.text.spans import merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query.analysis.requirements import Needs
    from bot.query.analysis.words import Word, Words
    from bot.query.query import Query

_ABOUT_CONTENT = frozenset({ANYWHERE, *(field.name for field in CONTENT_FIELDS)})


def spans(query: Query, text: str) -> list[tuple[int, int]]:
    """The spans of a raw text in which what the query asks for is found, in order, apart.

    Excluded terms, and terms about people and organizations, have none.
    """
    found: list[tuple[int, int]] = []
    words = tokenize_text(text)
    for leaf, excluded in leaves(query.tree):
        if isinstance(leaf, TextTerm) and not excluded and leaf.field in _ABOUT_CONTENT:
            found += _of_term(leaf, words)
    return merged(found, touching=False)


@lru_cache(1024)  # a digest is measured before it is made
def spans_of_stored(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """The same of a stored query; none for one that cannot be read any more, as what it brought is posted yet."""
    try:
        return tuple(spans(_stored(query), text))
    except QueryError:
        return ()


@lru_cache(64)  # what one channel gets, of many papers, the same few queries brought
def _stored(query: str) -> Query:
    return parse(query)


def spans_of_term(term: TextTerm, text: str) -> list[tuple[int, int]]:
    """The spans of one term in a raw text of its field, in order, apart."""
    words = tokenize_text(text, names=term.field in NAMES_OF_PEOPLE)
    return merged(_of_term(term, words), touching=False)


def _of_term(term: TextTerm, both: Words) -> list[tuple[int, int]]:
    """In no order; they may overlap."""
    found: list[tuple[int, int]] = []
    for words in (both.split, both.joined):
        if term.prefix is not None:
            found += [(word.start, word.end) for word in words if word.spelling.startswith(term.prefixes)]
        elif term.phrase_prefixes:
            found += chain.from_iterable(prefix.spans(words) for prefix in term.phrase_prefixes)
        else:
            keys = [SPELLED + word.spelling if term.literal else word.key for word in words]
            found += _of_needs(term.literal or term.needs, keys, words)
    return found


def _of_needs(needs: Needs, keys: Sequence[str], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """`keys` are those of the words."""
    joined = map(add, keys, keys[1:])
    for length, row in ((1, keys), (2, joined)):
        yield from (
            (words[at].start, words[at + length - 1].end) for at, key in enumerate(row) if key in needs.keys
        )
    plain = list(map(bare, keys))
    for asked in map(str.split, needs.rows):
        for at in range(len(plain) - len(asked) + 1):
            if plain[at : at + len(asked)] == asked:
                yield words[at].start, words[at + len(asked) - 1].end
