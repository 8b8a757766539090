"""A text as what queries are compared with: a set of keys, and on demand its words in a row."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.phrases import tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, GUARD, bare
from bot.query.analysis.words import tokenize_chunk, tokenize_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query.analysis.words import Word, Words

Keys: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # of the split words, of the joined ones

SPELLED = "="  # begins the key of a word as it is spelled; no other key does
BETWEEN = " . "  # between texts that are analyzed as one: it becomes a break


class PhrasePrefix(NamedTuple):
    """Words (plain keys) in a row, and how the spelling of the word that follows begins."""

    row: tuple[str, ...]
    stem: str

    def spans(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Yield where it occurs among the words of one form."""
        length = len(self.row)
        for at in range(len(words) - length):
            begins = words[at + length].spelling.startswith(self.stem)  # seldom
            if begins and tuple(bare(word.key) for word in words[at : at + length]) == self.row:
                yield words[at].start, words[at + length].end


class AnalyzedText:
    """One text. In `names` (of people) nothing is a plural or a function word; `spelled` has keys of spellings."""

    def __init__(self, text: str, *, names: bool = False, spelled: bool = False) -> None:
        self._text, self._names, self._spelled = text, names, spelled

    @cached_property
    def _forms(self) -> list[list[str]]:
        """The keys of its words in a row, in the split form and in the joined one."""
        keys = [chunk_keys(chunk, names=self._names, spelled=self._spelled) for chunk in tied_chunks(self._text)]
        return [list(chain.from_iterable(map(itemgetter(form), keys))) for form in (0, 1)]

    @cached_property
    def keys(self) -> set[str]:
        """The keys of its words, and those of neighbours joined, in both forms."""
        keys: set[str] = set()
        for row in self._forms:
            keys.update(row, map(add, row, islice(row, 1, None)))
        return keys

    @cached_property
    def rows(self) -> str:
        """The words of both forms in a row, as plain keys with a space on either side."""
        split, joined = map(" ".join, self._forms)
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    @cached_property
    def words(self) -> Words:
        """Its words with their spellings."""
        return tokenize_text(self._text, names=self._names)

    @cached_property
    def spellings(self) -> set[str]:
        """Every word as it is spelled, compounds too."""
        return {word.spelling for form in self.words for word in form}


@lru_cache(maxsize=8192)
def term_keys(text: str, *, names: bool = False) -> tuple[str, ...]:
    """The plain keys of the words of a term."""
    words = (word for chunk in tied_chunks(text) for word in tokenize_chunk(chunk, names=names).split)
    return tuple(bare(word.key) for word in words if word.key != BREAK)


def tied_chunks(text: str) -> list[str]:
    """The text between white space, fixed phrases being one chunk each."""
    return tie_fixed_phrases(text).split()


@lru_cache(maxsize=8192)  # 3 MB; the words of a month of papers are four times as many, most of them met once
def chunk_keys(chunk: str, *, names: bool = False, spelled: bool = False) -> Keys:
    """The keys of one chunk in both forms, in names of people, or with words as they are `spelled`."""
    split, joined = (
        tuple(SPELLED + word.spelling if spelled else word.key for word in form)
        for form in tokenize_chunk(chunk, names=names)
    )
    return split, split if joined == split else joined
