"""Split raw text into words with their offsets, in two forms.

`split` has every part of a compound as a word of its own (`text-to-image` is three words). `joined` has each
compound as one word (`texttoimage`), drops plus signs at the end of longer names (`controlnet`), and skips an
abbreviation in brackets (`large language model (LLM) agents`). A phrase can match either form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.normalize import normalize
from bot.query.analysis.phrases import split_fixed, tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, guarded, part_key, word_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLAUSE_STOP = re.compile(r"[,;:!?\u3001\u3002\u2014\u2026]|--")  # full-width ones are normalized to ASCII before
_LAST_CLAUSE_STOP = re.compile(rf"\.|{CLAUSE_STOP.pattern}")
_ABBREVIATION = re.compile(
    r"\W*(?:vs|v\.s|cf|e\.g|i\.e|i\.i\.d|a\.k\.a|al|approx|resp|w\.r\.t|dr|st)\.", re.IGNORECASE
)

# `large language model (LLM) agents` is also large language model agents. An abbreviation has two capitals.
_IN_BRACKETS = re.compile(r"\((?=[a-z0-9-]*[A-Z][a-z0-9-]*[A-Z])[A-Za-z0-9-]*\)[.,;:]?")
_LONGEST_IN_BRACKETS = 14  # characters, brackets included
_INITIAL = re.compile(r"[^\W\d_]\.?")  # `Diederik P. Kingma` is also Diederik Kingma

_CJK = (
    r"\u2e80-\u2fdf\u3005\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
CJK_CHARACTER = re.compile(f"[{_CJK}]")  # each is a word and a run of them a phrase, so they match by substring
_WORD = re.compile(
    rf"{CJK_CHARACTER.pattern}"
    r"|(?<![^\W_])[a-z]#(?![^\W_])"  # C#, F#
    rf"|[^\W_{_CJK}]+(?:(?:(?<=\d)\.(?=\d)|(?<=\d),(?=\d{{3}}(?!\d)))[^\W_{_CJK}]+)*"  # words; 2.5 and 1,000
    r"(?:\+\+(?![^\W_+]))?"  # C++, ControlNet++
)
_JOINER = re.compile(r"[-\u2010\u2011\u2013_'\u2019&.^]+")
_SWALLOWED_TIMES = re.compile(r"(?<=\d)times(?=\d|$)")
# A TeX sign that has lost its backslash, between a letter and a digit. `lesssim1`, without a letter before it, is
# read as l, the sign, and 1
_SWALLOWED_SIGN = re.compile(r"([a-z])(?:l?e?sssim|g?trsim|sim|approx|leq|geq|times)(\d[^\W_]*)")
TIED_MARK = "~"  # first character of the spelling of a fixed phrase, so that no prefix matches it

_OPENING_BRACKETS = frozenset("([")
_PLAIN_CHUNK = re.compile(
    r"(?!www\.)([a-z]+)[.,;:!?]?", re.IGNORECASE | re.ASCII
)  # one word, perhaps ending a clause


class Piece(NamedTuple):
    """A word with its offsets, and the characters before it."""

    spelling: str
    start: int
    end: int
    gap: str


def pieces(text: str) -> Iterator[Piece]:
    """Words of a normalized chunk, without the `s` of a possessive."""
    end = 0
    for match in _WORD.finditer(text):
        gap, spelling = text[end : match.start()], match[0].replace(",", "")
        end = match.end()
        if spelling == "s" and gap in {"'", "\u2019"}:  # a possessive
            continue
        if "times" in spelling:  # `256times256` is what stripping TeX makes of `256\times256`
            spelling = _SWALLOWED_TIMES.sub("x", spelling)
        swallowed = _SWALLOWED_SIGN.fullmatch(spelling)
        if swallowed:  # `zsim1` is what stripping TeX makes of `z\sim1`
            yield Piece(swallowed[1], match.start(), match.end(), gap)
            yield Piece(swallowed[2], match.start(), match.end(), " ")
            continue
        yield Piece(spelling, match.start(), match.end(), gap)


def compounds(found: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces in groups that joiners, such as hyphens, hold together; most groups have one piece."""
    group: list[Piece] = []
    for piece in found:
        if group and not _joins(group[-1], piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _joins(before: Piece, piece: Piece) -> bool:
    """True if a sign joins two words: a hyphen, or the slash of A/B and I/O."""
    if piece.gap == "/":
        return len(before.spelling) == len(piece.spelling) == 1
    return _JOINER.fullmatch(piece.gap) is not None and not CLAUSE_STOP.search(piece.gap)


def ends_clause(after: str, chunk: str) -> bool:
    """True if a clause ends with a chunk; `after` is the part after its last word."""
    return _LAST_CLAUSE_STOP.search(after) is not None and _ABBREVIATION.fullmatch(chunk) is None


def is_optional(chunk: str, *, people: bool) -> bool:
    """True if a phrase can skip a chunk: an abbreviation in brackets or, in names, an initial."""
    if people:
        return _INITIAL.fullmatch(chunk) is not None
    return len(chunk) <= _LONGEST_IN_BRACKETS and _IN_BRACKETS.fullmatch(chunk) is not None


class Word(NamedTuple):
    """One word: the key to compare, the normalized spelling, and its offsets in the raw text."""

    key: str
    spelling: str
    start: int
    end: int


class Words(NamedTuple):
    """The words of a chunk or text in both forms; of a chunk, `joined is split` if they do not differ."""

    split: tuple[Word, ...]
    joined: tuple[Word, ...]


def tokenize_text(text: str, *, people: bool = False) -> Words:
    """Return the words of a text, with offsets into it."""
    split: list[Word] = []
    joined: list[Word] = []
    for match in re.finditer(r"\S+", tie_fixed_phrases(text)):
        words = tokenize_chunk(match[0], people=people)
        split.extend(_moved(words.split, match.start()))
        joined.extend(_moved(words.joined, match.start()))
    return Words(tuple(split), tuple(joined))


def _moved(words: tuple[Word, ...], by: int) -> Iterator[Word]:
    return (Word(word.key, word.spelling, word.start + by, word.end + by) for word in words)


@lru_cache(maxsize=2048)  # 1 MB; more would keep chunks that are met once
def tokenize_chunk(chunk: str, *, people: bool = False) -> Words:
    """Return the words of one chunk; in names of `people` no word is a plural or a function word."""
    return read_chunk(chunk, people=people)


def read_chunk(chunk: str, *, people: bool = False) -> Words:
    """Return the words of one chunk, as `tokenize_chunk`, but without its cache."""
    plain = None if people else _PLAIN_CHUNK.fullmatch(chunk)
    return _tokenize_plain(plain) if plain else tokenize_any_chunk(chunk, people=people)


def _tokenize_plain(chunk: re.Match[str]) -> Words:
    """Return the words of a plain ASCII chunk, as most are; faster than `tokenize_any_chunk`."""
    spelling = chunk[1].lower()
    word = Word(word_key(spelling), spelling, 0, len(spelling))
    words = (word, _stop(chunk.end())) if ends_clause(chunk[0][len(spelling) :], chunk[0]) else (word,)
    return Words(words, words)


def tokenize_any_chunk(chunk: str, *, people: bool = False) -> Words:
    """Return the words of a chunk that need not be plain."""
    normalized = normalize(chunk)
    found = list(pieces(normalized.text))
    split: list[Word] = []
    joined: list[Word] = []
    for group in compounds(found):
        if CLAUSE_STOP.search(group[0].gap):
            split.append(_stop(len(chunk)))
            joined.append(split[-1])
        if group[0].gap[:1] in _OPENING_BRACKETS and not people:
            _guard_last(split)
            _guard_last(joined)
        _add_group(group, split, joined, people=people)
    after = normalized.text[found[-1].end if found else 0 :]
    if ends_clause(after, chunk) and not (people and found):  # in names a dot only abbreviates
        split.append(_stop(len(chunk)))
        joined.append(split[-1])
    if is_optional(chunk, people=people):
        joined = [word for word in joined if word.key == BREAK]
    raw = _with_raw_offsets(split, normalized.spans)
    return Words(raw, raw if joined == split else _with_raw_offsets(joined, normalized.spans))


def _stop(at: int) -> Word:
    """Return what stands for the end of a clause among words."""
    return Word(BREAK, BREAK, at, at)


def _guard_last(words: list[Word]) -> None:
    """Guard the key of the last word, if it can be: O(1) is not the model o1."""
    if words:
        words[-1] = words[-1]._replace(key=guarded(words[-1].key))


def _add_group(group: list[Piece], split: list[Word], joined: list[Word], *, people: bool) -> None:
    """Add the words of a compound: each of them to `split`, all as one to `joined`."""
    if len(group) == 1:
        _add_single(group[0], split, joined, people=people)
        return
    key_of: Callable[[str], str] = str if people else part_key
    parts = split_fixed(tuple(piece.spelling for piece in group))
    at = 0
    for words in parts:
        first, last = group[at], group[at + len(words) - 1]
        at += len(words)
        spelling = "".join(words)
        mark = TIED_MARK if len(words) > 1 else ""
        split.append(Word(key_of(spelling), mark + spelling, first.start, last.end))
    if len(parts) == 1:
        joined.append(split[-1])
        return
    spelling = "".join(piece.spelling for piece in group)
    key = "".join(key_of(piece.spelling) for piece in group)
    joined.append(Word(key, spelling, group[0].start, group[-1].end))


def _add_single(piece: Piece, split: list[Word], joined: list[Word], *, people: bool) -> None:
    """Add a word that is no part of a compound."""
    key = piece.spelling if people else word_key(piece.spelling)
    split.append(Word(key, piece.spelling, piece.start, piece.end))
    name = piece.spelling.removesuffix("++")
    # ControlNet++, but not C++, which is no C
    has_signs = len(name) > 1 and name != piece.spelling
    joined.append(Word(name, name, piece.start, piece.end) if has_signs else split[-1])


def _with_raw_offsets(words: list[Word], spans: list[tuple[int, int]]) -> tuple[Word, ...]:
    """Return the words with offsets into the raw chunk instead of the normalized one."""
    return tuple(
        word if word.key == BREAK else word._replace(start=spans[word.start][0], end=spans[word.end - 1][1])
        for word in words
    )
