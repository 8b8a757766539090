"""A text as what queries are compared with: a set of keys, and on demand its words in a row."""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.phrases import tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, GUARD, bare
from bot.query.analysis.words import tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.query.analysis.words import Words

Keys: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # of the split words, of the joined ones

SPELLED = "="  # begins the key of a word as it is spelled; no other key does
BETWEEN = " . "  # between texts that are analyzed as one: it becomes a break


class PhrasePrefix(NamedTuple):
    """Words (plain keys) in a row, and how the spelling of the word that follows begins."""

    row: tuple[str, ...]
    stem: str


class AnalyzedText:
    """One text. In `names` (of people) nothing is a plural or a function word."""

    def __init__(self, text: str, *, names: bool = False) -> None:
        self._names = names
        self._chunks = tied_chunks(text)

    @cached_property
    def keys(self) -> set[str]:
        """The keys of its words, and those of neighbours joined, in both forms."""
        keys: set[str] = set()
        for row in key_rows(self._chunks, names=self._names):
            keys.update(row)
            keys.update(map(add, row, islice(row, 1, None)))
        return keys

    @cached_property
    def rows(self) -> str:
        """The words of both forms in a row, as plain keys with a space on either side."""
        split, joined = map(" ".join, key_rows(self._chunks, names=self._names))
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    @cached_property
    def literal_rows(self) -> str:
        """The same as they are spelled."""
        chunks = [tokenize_chunk(chunk, names=self._names) for chunk in self._chunks]
        split = " ".join(word.spelling for words in chunks for word in words.split)
        joined = " ".join(word.spelling for words in chunks for word in words.joined)
        return f" {split} {BREAK} {joined} "

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every word as it is spelled, compounds too."""
        return frozenset(self.literal_rows.split())

    def has_phrase_prefix(self, prefix: PhrasePrefix) -> bool:
        """Whether the words stand in a row, and the next begins with the stem."""
        length = len(prefix.row)
        return any(
            spellings[at + length].startswith(prefix.stem) and keys[at : at + length] == prefix.row
            for keys, spellings in self._spelled_keys
            for at in range(len(keys) - length)
        )

    @cached_property
    def _spelled_keys(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The plain keys of either form in a row, beside how they are spelled."""
        chunks = [tokenize_chunk(chunk, names=self._names) for chunk in self._chunks]
        rows = ([word for words in chunks for word in words[form]] for form in (0, 1))
        return [(tuple(bare(word.key) for word in row), tuple(word.spelling for word in row)) for row in rows]


@lru_cache(maxsize=8192)
def term_keys(text: str, *, names: bool = False) -> tuple[str, ...]:
    """The plain keys of the words of a term."""
    words = (word for chunk in tied_chunks(text) for word in tokenize_chunk(chunk, names=names).split)
    return tuple(bare(word.key) for word in words if word.key != BREAK)


def tied_chunks(text: str) -> list[str]:
    """The text between white space, fixed phrases being one chunk each."""
    return tie_fixed_phrases(text).split()


def key_rows(chunks: Iterable[str], *, names: bool) -> tuple[list[str], list[str]]:
    """The keys of chunks in a row, in the split form and in the joined one."""
    keys = list(map(keys_function(names=names), chunks))
    split, joined = (list(chain.from_iterable(map(itemgetter(form), keys))) for form in (0, 1))
    return split, joined


def keys_function(*, names: bool, spelled: bool = False) -> Callable[[str], Keys]:
    """`chunk_keys`, or the same for names of people, or for words as they are spelled.

    It is for loops that do not ask which each time.
    """
    if spelled:
        return partial(_spelled_chunk_keys, names=names)
    return name_chunk_keys if names else chunk_keys


@lru_cache(maxsize=8192)  # 3 MB; the words of a month of papers are four times as many, most of them met once
def chunk_keys(chunk: str) -> Keys:
    """The keys of one chunk, in both forms."""
    return _keys_of(tokenize_chunk(chunk))


@lru_cache(maxsize=1024)
def name_chunk_keys(chunk: str) -> Keys:
    """The same in names of people."""
    return _keys_of(tokenize_chunk(chunk, names=True))


def _spelled_chunk_keys(chunk: str, *, names: bool) -> Keys:
    """The spelling of each word as a key, in both forms; not remembered, as few queries are literal."""
    words = tokenize_chunk(chunk, names=names)
    split, joined = (tuple(SPELLED + word.spelling for word in form) for form in words)
    return split, joined


def _keys_of(words: Words) -> Keys:
    split = tuple(word.key for word in words.split)
    joined = tuple(word.key for word in words.joined)
    return split, split if joined == split else joined
