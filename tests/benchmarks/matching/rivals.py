"""Other engines beside `QueryIndex`: a search library, fed with the terms of all queries, and what goes with it.

What is shared is the normalised text: the words of a paper in both forms, made by Paperboy's normaliser, in a
row with a space on either side. Each term is a pattern such as ` flow matching `, so that the borders of words are
checked by the search itself, which is the quickest way. A word that a paper has in two parts is a pattern of its
own; which those are is read off the papers beforehand, which no rival could do in life. What the search finds goes
through a filing of the rival's own (`filing.py`), not through that of the index: it is part of what is compared.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import ahocorasick
import ahocorasick_rs
import re2

from bot.query.analysis.document import chunk_keys, tied_chunks
from bot.query.analysis.phrases import phrase_of_chunks_may_end_in, tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, unguarded
from bot.query.analysis.words import tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

Patterns = dict[str, set[str]]  # pattern → the keys that a text with it has
_RE2_MEMORY = 4 << 30


class Finder(Protocol):
    """Finds the keys that a row of words has."""

    name: str

    def __init__(self, patterns: Mapping[str, set[str]]): ...

    def find(self, row: str) -> set[str]:
        """The keys."""
        ...


class AhoCorasickC:
    """pyahocorasick, in C."""

    name = "pyahocorasick"

    def __init__(self, patterns: Mapping[str, set[str]]):
        self._automaton = ahocorasick.Automaton()
        for pattern, keys in patterns.items():
            self._automaton.add_word(pattern, tuple(keys))
        self._automaton.make_automaton()

    def find(self, row: str) -> set[str]:
        return {key for _, keys in self._automaton.iter(row) for key in keys}


class AhoCorasickRust:
    """ahocorasick_rs, in Rust."""

    name = "ahocorasick_rs"

    def __init__(self, patterns: Mapping[str, set[str]]):
        self._keys = [tuple(keys) for keys in patterns.values()]
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns))

    def find(self, row: str) -> set[str]:
        keys = self._keys
        hits = {hit[0] for hit in self._automaton.find_matches_as_indexes(row, overlapping=True)}
        return {key for hit in hits for key in keys[hit]}


class Re2Set:
    """google-re2's Set, in C++."""

    name = "re2.Set"

    def __init__(self, patterns: Mapping[str, set[str]]):
        options = re2.Options()
        options.literal, options.max_mem, options.log_errors = True, _RE2_MEMORY, False
        self._keys = [tuple(keys) for keys in patterns.values()]
        self._set = re2.Set.SearchSet(options)
        for pattern in patterns:
            self._set.Add(pattern)
        self._set.Compile()

    def find(self, row: str) -> set[str]:
        keys = self._keys
        return {key for hit in self._set.Match(row) or () for key in keys[hit]}


class Rower:
    """Makes the row of words of a text, remembering chunks as the index does."""

    def __init__(self, texts: Iterable[str]):
        chunks = {chunk for text in texts for chunk in (*text.split(), *tied_chunks(text))}
        self._split = {chunk: _row(chunk, 0) for chunk in chunks}
        self._joined = {chunk: _row(chunk, 1) for chunk in chunks}
        self._tied = {chunk for chunk in chunks if phrase_of_chunks_may_end_in(chunk)}

    def row(self, text: str) -> str:
        chunks = text.split()
        if not self._tied.isdisjoint(chunks):
            chunks = tie_fixed_phrases(text).split()
        split, joined = self._split.__getitem__, self._joined.__getitem__
        return f" {''.join(map(split, chunks))}{BREAK} {''.join(map(joined, chunks))}"


def _row(chunk: str, form: int) -> str:
    return "".join(f"{unguarded(key)} " for key in chunk_keys(chunk)[form])


def patterns_for(asked: Collection[str], texts: Iterable[str]) -> Patterns:
    """The patterns that find the keys asked for in these texts."""
    patterns: defaultdict[str, set[str]] = defaultdict(set)
    for key in asked:
        shown = key if key[0] == " " else f" {key[:-1]}" if key[-1] == "*" else f" {unguarded(key)} "
        patterns[shown].add(key)
    chunks_of = [tied_chunks(text) for text in texts]
    for word in {
        word for chunks in chunks_of for chunk in chunks for form in tokenize_chunk(chunk) for word in form
    }:
        for end in range(3, len(word.spelling) + 1):
            prefix = word.spelling[:end]
            if f"{prefix}*" in asked and not word.key.startswith(prefix):  # `bases` has the key `bas`
                patterns[f" {unguarded(word.key)} "].add(f"{prefix}*")
    for chunks in chunks_of:
        for form in (0, 1):
            keys = [key for chunk in chunks for key in chunk_keys(chunk)[form]]
            for one, other in pairwise(keys):
                if one + other in asked:
                    patterns[f" {unguarded(one)} {unguarded(other)} "].add(one + other)
    return dict(patterns)


FINDERS: tuple[Callable[[Mapping[str, set[str]]], Finder], ...] = (AhoCorasickC, AhoCorasickRust, Re2Set)
