"""Cutting normalised characters into words, and finding which of them hold together and where a clause ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

STOP = re.compile(r"[,;:!?\u3001\u3002\u2014\u2026]|--")  # full-width ones are ASCII by now
_LAST_STOP = re.compile(rf"\.|{STOP.pattern}")
_ABBREVIATION = re.compile(
    r"\W*(?:vs|v\.s|cf|e\.g|i\.e|i\.i\.d|a\.k\.a|al|approx|resp|w\.r\.t|dr|st)\.", re.IGNORECASE
)

# `large language model (LLM) agents` is also large language model agents
_ASIDE = re.compile(r"\((?=[a-z0-9-]*[A-Z][a-z0-9-]*[A-Z])[A-Za-z0-9-]*\)[.,;:]?")
_LONGEST_ASIDE = 14
_INITIAL = re.compile(r"[^\W\d_]\.?")  # `Diederik P. Kingma` is also Diederik Kingma

_CJK = (
    r"\u2e80-\u2fdf\u3005\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(
    rf"[{_CJK}]"  # matched by substring: every character is a word, a run of them a phrase
    r"|(?<![^\W_])[a-z]#(?![^\W_])"  # C#, F#
    rf"|[^\W_{_CJK}]+(?:(?:(?<=\d)\.(?=\d)|(?<=\d),(?=\d{{3}}(?!\d)))[^\W_{_CJK}]+)*"  # words; 2.5 and 1,000
    r"(?:\+\+(?![^\W_+]))?"  # C++, ControlNet++
)
_JOINER = re.compile(r"[-\u2010\u2011\u2013_'\u2019&.^]+")
_SWALLOWED_TIMES = re.compile(r"(?<=\d)times(?=\d|$)")
_SWALLOWED_SIGN = re.compile(r"([a-z])(?:l?e?sssim|g?trsim|sim|approx|leq|geq|times)(\d[^\W_]*)")


class Piece(NamedTuple):
    """A word with its offsets, and what stands before it."""

    spelling: str
    start: int
    end: int
    gap: str


def pieces(text: str) -> Iterator[Piece]:
    """The words of a cleaned chunk; possessives are left out."""
    end = 0
    for match in _WORD.finditer(text):
        gap, spelling = text[end : match.start()], match[0].replace(",", "")
        end = match.end()
        if spelling == "s" and gap in {"'", "\u2019"}:  # a possessive
            continue
        if "times" in spelling:  # `256times256`, likewise
            spelling = _SWALLOWED_TIMES.sub("x", spelling)
        swallowed = _SWALLOWED_SIGN.fullmatch(spelling)
        if swallowed:  # `zsim1` is what stripping TeX makes of `z\sim1`
            yield Piece(swallowed[1], match.start(), match.end(), gap)
            yield Piece(swallowed[2], match.start(), match.end(), " ")
            continue
        yield Piece(spelling, match.start(), match.end(), gap)


def groups(found: list[Piece]) -> Iterator[list[Piece]]:
    """Runs of pieces that joiners hold together."""
    group: list[Piece] = []
    for piece in found:
        if group and not _joins(group[-1], piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _joins(before: Piece, piece: Piece) -> bool:
    """Whether a sign holds two words together: a hyphen, or the stroke of A/B and I/O."""
    if piece.gap == "/":
        return len(before.spelling) == len(piece.spelling) == 1
    return _JOINER.fullmatch(piece.gap) is not None and not STOP.search(piece.gap)


def ends_clause(after: str, chunk: str) -> bool:
    """Whether a clause ends with a chunk, of which `after` stands behind the last word."""
    return _LAST_STOP.search(after) is not None and _ABBREVIATION.fullmatch(chunk) is None


def is_aside(chunk: str, *, names: bool) -> bool:
    """Whether a chunk can be left out: an abbreviation in brackets; in names, an initial."""
    if names:
        return _INITIAL.fullmatch(chunk) is not None
    return len(chunk) <= _LONGEST_ASIDE and _ASIDE.fullmatch(chunk) is not None
