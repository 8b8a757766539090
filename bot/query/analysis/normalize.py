"""Normalize raw characters for comparison, with a map back to raw offsets.

NFKC, casefold, accents folded for Latin and Greek letters, Chinese characters simplified, invisible characters
dropped, TeX reduced to words, addresses dropped. Everything works on one chunk (text between white space), so that
results can be cached per chunk.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.tables import pair_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opencc import OpenCC  # pyright: ignore[reportMissingTypeStubs] - it has no types

_TEX_COMMAND = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<accent>['`^\"~=.])|\\(?P<other>.)|[{}$]")

TIMES = "\u00d7"  # the sign ×
# A domain alone needs a path after it, unless it ends in .com, .org or .edu: names end in others, such as fast.ai.
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)\S*"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|co|ai|dev|app|me|ac\.uk)(?:/\S*|(?<=\.com|\.org|\.edu))"
    r"(?![\w-])",
    re.IGNORECASE,
)
# `32×32` is 32x32 and `2×` is 2x, also alone between numbers; `8×A100` is two words.
_TIMES_SIGN = re.compile(rf"(?<=\d){TIMES}(?![^\W\d_])|(?<!.){TIMES}(?!.)")
# A character with what combines with it: marks, and the conjoining letters of Hangul.
_CLUSTER = re.compile(
    r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*", re.DOTALL
)


def has_tex(text: str) -> bool:
    """True if the text has TeX to reduce."""
    return _TEX_COMMAND.search(text) is not None


def parts_without_tex(text: str) -> Iterator[tuple[str, int, int]]:
    r"""Parts of a text without TeX, as (part, start, end): `z\sim1` is `z=1`, `Schr{\"o}dinger` Schrodinger."""
    at = 0
    for match in _TEX_COMMAND.finditer(text):
        yield from ((text[plain], plain, plain + 1) for plain in range(at, match.start()))
        yield _tex_word(match), match.start(), match.end()
        at = match.end()
    yield from ((text[plain], plain, plain + 1) for plain in range(at, len(text)))


def _tex_word(match: re.Match[str]) -> str:
    """Return what stands for a match of `_TEX_COMMAND`: a word, a space, or nothing for accents and braces."""
    command = match["command"]
    if command is None:
        return " " if match["other"] else ""
    if command in pair_table("tex"):
        return pair_table("tex")[command]
    name = command.removeprefix("var")
    # The `_` ends a Greek letter's name, so that `\pi0` is two words, as `\pi_0` and `\pi 0` are
    return f"{name}_" if name.lower() in pair_table("letters").values() else command


class Normalized(NamedTuple):
    """Characters to compare, each with its raw span (start, end)."""

    text: str
    spans: list[tuple[int, int]]


def normalize(chunk: str) -> Normalized:
    """Return the characters of one raw chunk in the form that is compared."""
    chunk = _without_addresses(chunk)
    if chunk.isascii():
        folded = Normalized(chunk, [(at, at + 1) for at in range(len(chunk))])
        if not has_tex(chunk):
            return Normalized(chunk.lower(), folded.spans)
    else:
        folded = _put_together((_fold_cluster(match[0]), match.span()) for match in _CLUSTER.finditer(chunk))
    if has_tex(folded.text):
        folded = _put_together(
            (part, (folded.spans[start][0], folded.spans[end - 1][1]))
            for part, start, end in parts_without_tex(folded.text)
        )
    text = _TIMES_SIGN.sub("x", folded.text) if TIMES in folded.text else folded.text
    return _put_together((char.casefold(), span) for char, span in zip(text, folded.spans, strict=True))


def _without_addresses(chunk: str) -> str:
    """Return the chunk with spaces in place of addresses, in equal length; closing punctuation is kept."""
    if "." not in chunk and "://" not in chunk:
        return chunk

    def blank(match: re.Match[str]) -> str:
        address = match[0]
        closing = len(address) - len(address.rstrip(".,;:!?)]}\"'"))
        return " " * (len(address) - closing) + address[len(address) - closing :]

    return _ADDRESS.sub(blank, chunk)


def _put_together(parts: Iterable[tuple[str, tuple[int, int]]]) -> Normalized:
    """Join parts of a text, each character with the span of its part."""
    text: list[str] = []
    spans: list[tuple[int, int]] = []
    for part, span in parts:
        text.append(part)
        spans.extend([span] * len(part))
    return Normalized("".join(text), spans)


def _fold_cluster(cluster: str) -> str:
    """Return a character with its marks in the form that is compared."""
    if cluster.isascii():
        return cluster
    composed = unicodedata.normalize("NFKC", cluster)
    parts = unicodedata.normalize("NFD", composed)
    base = parts[:1]
    if _is_latin_or_greek(base):
        composed = "".join(char for char in parts if not unicodedata.combining(char))
    composed = "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Cc"})
    if composed.isascii():
        return composed
    if unicodedata.category(base) == "Lo":
        return _simplified(composed)
    # Plain letters for a Latin letter without decomposition, the name of a Greek one (`π0` is `pi0`)
    return "".join(pair_table("letters").get(char.casefold(), char) for char in composed)


@lru_cache(maxsize=4096)
def _simplified(text: str) -> str:
    """Return simplified Chinese characters for traditional ones; other letters stay."""
    return _chinese().convert(text)  # pyright: ignore[reportUnknownMemberType] - as above


@cache
def _chinese() -> OpenCC:
    """Load the library and its table with the first such letter, as most papers have none."""
    from opencc import OpenCC  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs] - as above

    return OpenCC("t2s")


def _is_latin_or_greek(letter: str) -> bool:
    """True for a Latin or Greek letter; ASCII is decided first, as Unicode's names take half a megabyte."""
    if letter.isascii():
        return letter.isalpha()
    name = unicodedata.name(letter, "")
    return "LATIN" in name or "GREEK" in name
