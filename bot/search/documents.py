"""The index's rows of a paper's texts: tokens, which are the keys that queries are compared by.

Two columns for each text field, one of keys and one of words as they are spelled. Either has the words of the
split form in a row, and of the joined form the clauses in which that differs: no phrase goes across the end of a
clause, so a clause that is the same in both forms would only be found twice.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import read_chunk
from bot.query.fields import ANYWHERE, NAMES_OF_PEOPLE, TEXT_FIELDS
from bot.query.paper_view import fact_key, facts_of, raw_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.query.analysis.words import Word

END = "."  # the token at the end of a clause; no key is like it
SPELLED = "_spelled"  # ends the names of columns of words as they are spelled
FACTS = "facts"
COLUMNS = (*TEXT_FIELDS, *(f"{name}{SPELLED}" for name in TEXT_FIELDS), FACTS)
SHORTEST_WORD, LONGEST_WORD = 4, 30  # letters of a word that others can be mistaken for
# Chunks: with 20,000 an index of many papers is made in a tenth less time, and takes 10 MB more.
_REMEMBERED = 4_000


_key: Callable[[Word], str] = attrgetter("key")
_spelling: Callable[[Word], str] = attrgetter("spelling")


_Form: TypeAlias = "tuple[str, str]"
_Clauses: TypeAlias = "tuple[str, ...]"


class Document(NamedTuple):
    """The texts of `COLUMNS`, and a number that tells whether anything has changed.

    `forms` are the spellings in them that are not their keys, each with its key; `words` those of Latin
    letters alone, as they are spelled, by where they are counted (`vocabulary_of`).
    """

    columns: tuple[str, ...]
    forms: frozenset[_Form]
    words: Mapping[str, set[str]]
    digest: int


def vocabulary_of(field: str) -> str:
    """The count that a text field's words go into: that of bare words, or the field's own."""
    return ANYWHERE if field == ANYWHERE or TEXT_FIELDS[field].about_content else field


def is_spelled(word: str) -> bool:
    """True if a word is counted, so that other spellings of it can be found."""
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isascii() and word.isalpha()


# The clauses of a chunk as tokens: split keys, joined keys, split spelled, joined spelled, where the first clause
# goes on from the chunk before; then its forms, and its words. A plain tuple, as Python's garbage collector stops
# looking at tuples of texts, but never at those of a class of their own: with 40,000 of these, each of its rounds
# held everybody up for 50 ms.
_Chunk: TypeAlias = "tuple[_Clauses, _Clauses, _Clauses, _Clauses, tuple[_Form, ...], tuple[str, ...]]"


class Documents:
    """Makes documents. What chunks are made of is remembered, until `forget`."""

    def __init__(self) -> None:
        self._chunk = lru_cache(_REMEMBERED)(_read)
        self.forget = self._chunk.cache_clear

    def of(self, paper: Paper) -> Document:
        """The document of a paper."""
        forms: set[_Form] = set()
        words: dict[str, set[str]] = {}
        rows = [self._rows(field, raw_text(paper, field), forms, words) for field in TEXT_FIELDS]
        keys, spelled = zip(*rows, strict=True)
        columns = (*keys, *spelled, " ".join(_facts(paper)))
        return Document(columns, frozenset(forms), words, zlib.crc32("\n".join(columns).encode()))

    def _rows(self, field: str, text: str, forms: set[_Form], words: dict[str, set[str]]) -> tuple[str, str]:
        """The tokens of keys, and of spellings; forms and words are added to the others."""
        names, counted = field in NAMES_OF_PEOPLE, words.setdefault(vocabulary_of(field), set())
        chunks = [self._chunk(chunk, names) for chunk in tied_chunks(text)]
        for *_, of_chunk, spelled in chunks:
            forms.update(of_chunk)
            counted.update(spelled)
        keys = _row((chunk[0] for chunk in chunks), (chunk[1] for chunk in chunks))
        return keys, _row((chunk[2] for chunk in chunks), (chunk[3] for chunk in chunks))


def _read(text: str, names: bool) -> _Chunk:  # noqa: FBT001 - by position: a cache takes names for more
    words = read_chunk(text, names=names)
    forms = {(word.spelling, bare(word.key)) for word in chain(*words) if word.key != BREAK}
    return (
        _clauses(words.split, _key),
        _clauses(words.joined, _key),
        _clauses(words.split, _spelling),
        _clauses(words.joined, _spelling),
        tuple(form for form in forms if form[0] != form[1]),
        tuple({word.spelling for word in words.split if is_spelled(word.spelling)}),
    )


def _clauses(words: Iterable[Word], token: Callable[[Word], str]) -> tuple[str, ...]:
    """The tokens of words by clause, those before the first end and after the last one included: perhaps none."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if word.key == BREAK:
            clauses.append([])
        else:
            clauses[-1].append(token(word))
    return tuple(map(" ".join, clauses))


def _row(split: Iterable[Sequence[str]], joined: Iterable[Sequence[str]]) -> str:
    """All clauses of the split form, and those of the joined one that differ: either has as many."""
    whole = list(_merged(split))
    more = (other for one, other in zip(whole, list(_merged(joined)), strict=True) if other != one)
    return f" {END} ".join(filter(None, (*whole, *more)))


def _merged(chunks: Iterable[Sequence[str]]) -> Iterator[str]:
    """The clauses of a text from those of its chunks."""
    words: list[str] = []
    for first, *others in chunks:
        words.append(first)
        for other in others:
            yield " ".join(filter(None, words))
            words = [other]
    yield " ".join(filter(None, words))


def _facts(paper: Paper) -> Iterator[str]:
    """The facts that can be asked for: no value that a query can have holds white space."""
    for name, value in facts_of(paper):
        if value.isprintable() and " " not in value:
            yield fact_key(name, value)
