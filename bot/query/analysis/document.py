"""A text as the set of its keys, which queries are compared with, and on demand its words in order."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.phrases import tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, GUARD, unguarded
from bot.query.analysis.words import Word, Words, tokenize_chunk, tokenize_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


Keys: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # of the split words, of the joined ones

SPELLED_MARK = "="  # first character of the key of a word as spelled, and of no other key
TEXT_SEPARATOR = " . "  # separates texts that are analyzed as one: it becomes a break


class PhrasePrefix(NamedTuple):
    """Words before a `*`: a row of plain keys (without guards), and the beginning of the next word's spelling."""

    row: tuple[str, ...]
    beginning: str

    def spans(self, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Yield the spans of its occurrences among the words of one form."""
        length = len(self.row)
        for at in range(len(words) - length):
            begins = words[at + length].spelling.startswith(self.beginning)  # rarely true, so checked first
            if begins and tuple(unguarded(word.key) for word in words[at : at + length]) == self.row:
                yield words[at].start, words[at + length].end


class AnalyzedText:
    """One text. In names of `people` no word is a plural or a function word; if `spelled`, keys are as typed."""

    def __init__(self, text: str, *, people: bool = False, spelled: bool = False) -> None:
        self._text, self._people, self._spelled = text, people, spelled

    @cached_property
    def _forms(self) -> list[list[str]]:
        """Keys of its words in order, in the split form and in the joined form."""
        keys = [chunk_keys(chunk, people=self._people, spelled=self._spelled) for chunk in tied_chunks(self._text)]
        return [list(chain.from_iterable(map(itemgetter(form), keys))) for form in (0, 1)]

    @cached_property
    def keys(self) -> set[str]:
        """Keys of its words and of joined neighbours, in both forms."""
        keys: set[str] = set()
        for row in self._forms:
            keys.update(row, map(add, row, islice(row, 1, None)))
        return keys

    @cached_property
    def rows(self) -> str:
        """Words of both forms in order, as plain keys with a space on either side."""
        split, joined = map(" ".join, self._forms)
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    @cached_property
    def words(self) -> Words:
        """Its words with their spellings."""
        return tokenize_text(self._text, people=self._people)

    @cached_property
    def spellings(self) -> set[str]:
        """Spellings of all words and compounds."""
        return {word.spelling for form in self.words for word in form}


@lru_cache(maxsize=8192)
def term_keys(text: str, *, people: bool = False) -> tuple[str, ...]:
    """Return the plain keys of the words of a term."""
    words = (word for chunk in tied_chunks(text) for word in tokenize_chunk(chunk, people=people).split)
    return tuple(unguarded(word.key) for word in words if word.key != BREAK)


def tied_chunks(text: str) -> list[str]:
    """Split a text at white space, with each fixed phrase as one chunk."""
    return tie_fixed_phrases(text).split()


@lru_cache(maxsize=8192)  # 3 MB; a month of papers has four times as many chunks, most of them only once
def chunk_keys(chunk: str, *, people: bool = False, spelled: bool = False) -> Keys:
    """Return the keys of one chunk in both forms; `people` and `spelled` as for `AnalyzedText`."""
    split, joined = (
        tuple(SPELLED_MARK + word.spelling if spelled else word.key for word in form)
        for form in tokenize_chunk(chunk, people=people)
    )
    return split, split if joined == split else joined
