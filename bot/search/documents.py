"""Turn a paper into the index's columns of tokens.

Each text field has two columns: one of keys, by which queries match, and one of words as spelled. Both have the
words of the split form, then those clauses of the joined form that differ. Other clauses need no second copy,
because no phrase crosses the end of a clause.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.word_keys import BREAK, unguarded
from bot.query.analysis.words import read_chunk
from bot.query.fields import ANYWHERE, NAMES_OF_PEOPLE, TEXT_FIELDS
from bot.query.paper_view import fact_key, facts_of, raw_text
from bot.text.abbreviations import definitions, initials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.query.analysis.words import Word

CLAUSE_END = "."  # the token at the end of a clause, which is no key
SPELLED_SUFFIX = "_spelled"  # of columns with words as spelled
FACTS = "facts"
COLUMNS = (*TEXT_FIELDS, *(f"{name}{SPELLED_SUFFIX}" for name in TEXT_FIELDS), FACTS)
SHORTEST_WORD, LONGEST_WORD = 4, 30  # letters of a word that can be suggested as a spelling
# Vocabularies of short forms that abstracts define, and of initials of organizations. A row has the short form in
# lower case, as written, and the long form: `pg PG paper glue`
SHORT_FORMS = {ANYWHERE: "short forms", "org": "short forms of organizations"}
_MAX_SHORT_FORMS, _MAX_LONG_FORM_LENGTH = 20, 80  # short forms of a paper, and characters of a long form
# With 20,000, building a large index takes a tenth less time and 10 MB more.
_CHUNKS_CACHED = 4_000


_key: Callable[[Word], str] = attrgetter("key")
_spelling: Callable[[Word], str] = attrgetter("spelling")


_SpellingAndKey: TypeAlias = "tuple[str, str]"
_Clauses: TypeAlias = "tuple[str, ...]"


class Document(NamedTuple):
    """The texts of `COLUMNS`, and a `digest` that changes with them.

    `spellings_and_keys` are pairs of a word's spelling and its key, where they differ. `words` are, by vocabulary,
    the spelled words that can be suggested (`vocabulary_of`), and the rows of `SHORT_FORMS`.
    """

    columns: tuple[str, ...]
    spellings_and_keys: frozenset[_SpellingAndKey]
    words: Mapping[str, set[str]]
    digest: int


def vocabulary_of(field: str) -> str:
    """Return the name of the vocabulary for a text field's words: one for all content, or the field's own."""
    return ANYWHERE if field == ANYWHERE or TEXT_FIELDS[field].about_content else field


def can_be_suggested(word: str) -> bool:
    """True if a word is counted in a vocabulary, and so can be suggested: one of 4 to 30 ASCII letters."""
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word.isascii() and word.isalpha()


# The clauses of a chunk as tokens: split keys, joined keys, split spelled, joined spelled; then pairs and words.
# The first clause continues the previous chunk's last one. A chunk is a plain tuple, because Python's garbage
# collector stops tracking plain tuples of strings, not named ones: 40,000 of these made a collection take 50 ms.
_Chunk: TypeAlias = "tuple[_Clauses, _Clauses, _Clauses, _Clauses, tuple[_SpellingAndKey, ...], tuple[str, ...]]"


class Documents:
    """Makes documents, and caches the analysis of chunks until `forget` is called."""

    def __init__(self) -> None:
        self._chunk = lru_cache(_CHUNKS_CACHED)(_analysed)
        self.forget = self._chunk.cache_clear

    def of(self, paper: Paper) -> Document:
        """Return the document of a paper."""
        pairs: set[_SpellingAndKey] = set()
        words: dict[str, set[str]] = {}
        both = [self._column_pair(field, raw_text(paper, field), pairs, words) for field in TEXT_FIELDS]
        keys, spelled = zip(*both, strict=True)
        name = paper.organization or ""
        words[SHORT_FORMS[ANYWHERE]] = _short_form_rows(definitions(" ".join(paper.abstract.split())))
        words[SHORT_FORMS["org"]] = _short_form_rows((*definitions(name), *initials(name)))
        columns = (*keys, *spelled, " ".join(_facts(paper)))
        return Document(columns, frozenset(pairs), words, zlib.crc32("\n".join(columns).encode()))

    def _column_pair(
        self, field: str, text: str, pairs: set[_SpellingAndKey], words: dict[str, set[str]]
    ) -> tuple[str, str]:
        """Return a field's columns of keys and of spellings; add to `pairs` and `words`."""
        people, vocabulary = field in NAMES_OF_PEOPLE, words.setdefault(vocabulary_of(field), set())
        chunks = [self._chunk(chunk, people) for chunk in tied_chunks(text)]
        for *_, of_chunk, spelled in chunks:
            pairs.update(of_chunk)
            vocabulary.update(spelled)
        keys = _column((chunk[0] for chunk in chunks), (chunk[1] for chunk in chunks))
        return keys, _column((chunk[2] for chunk in chunks), (chunk[3] for chunk in chunks))


def _analysed(text: str, people: bool) -> _Chunk:  # noqa: FBT001 - by position, as lru_cache treats keywords as other calls
    """Return the clauses, pairs and words of a chunk (see `_Chunk`)."""
    words = read_chunk(text, people=people)
    pairs = {(word.spelling, unguarded(word.key)) for word in chain(*words) if word.key != BREAK}
    return (
        _clauses(words.split, _key),
        _clauses(words.joined, _key),
        _clauses(words.split, _spelling),
        _clauses(words.joined, _spelling),
        tuple(pair for pair in pairs if pair[0] != pair[1]),
        tuple({word.spelling for word in words.split if can_be_suggested(word.spelling)}),
    )


def _clauses(words: Iterable[Word], token: Callable[[Word], str]) -> tuple[str, ...]:
    """Join the tokens of each clause; the first and last one may be empty."""
    clauses: list[list[str]] = [[]]
    for word in words:
        if word.key == BREAK:
            clauses.append([])
        else:
            clauses[-1].append(token(word))
    return tuple(map(" ".join, clauses))


def _column(split: Iterable[Sequence[str]], joined: Iterable[Sequence[str]]) -> str:
    """Join all clauses of the split form and those of the joined form that differ. Both have equally many."""
    whole = list(_whole_clauses(split))
    more = (other for one, other in zip(whole, list(_whole_clauses(joined)), strict=True) if other != one)
    return f" {CLAUSE_END} ".join(filter(None, (*whole, *more)))


def _whole_clauses(chunks: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the clauses of a text, put together from the clauses of its chunks."""
    words: list[str] = []
    for first, *others in chunks:
        words.append(first)
        for other in others:
            yield " ".join(filter(None, words))
            words = [other]
    yield " ".join(filter(None, words))


def _short_form_rows(found: Iterable[tuple[str, str]]) -> set[str]:
    """Return rows of a vocabulary of short forms: the short form in lower case, as written, and its long form."""
    short = ((short.removesuffix("s"), long) for short, long in islice(found, _MAX_SHORT_FORMS))
    return {f"{one.lower()} {one} {long}" for one, long in short if len(long) <= _MAX_LONG_FORM_LENGTH}


def _facts(paper: Paper) -> Iterator[str]:
    """Yield the keys of facts that a query can ask for; a query's value never has white space."""
    for name, value in facts_of(paper):
        if value.isprintable() and " " not in value:
            yield fact_key(name, value)
