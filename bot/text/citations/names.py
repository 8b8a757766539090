"""Split the name of an author as citations need it."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.text.safe import clean
from bot.text.tex import unicode_text

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Those that people also write with a capital
_PARTICLES = frozenset({"de", "del", "della", "di", "du", "el", "la", "le", "van", "von"})
_JOINTS = frozenset({"e", "i", "y"})  # between two family names: Ramón y Cajal
_BRACES = str.maketrans("", "", "{}")  # which no name has
# The ATLAS Collaboration, Institute of Physics, Google AI
_COLLECTIVE = re.compile(
    r"^The\b|\bAI\b|\b(?:for|of|the)\b|\b(?i:agency|alliance|association|authors|cent(?:er|re)|collaborations?|committee|consortium|council|federation|foundation|group|"
    r"initiative|institute|investigators|labs?|ministry|network|organi[sz]ation|panel|project|research|society|teams?|university|and)\b"
)


class Name(NamedTuple):
    """`van Beethoven`, `Ludwig`, `""`. Of a collective, and of a person with one name, only `family` is given."""

    family: str
    given: str = ""
    suffix: str = ""


OTHERS = Name("others")  # the word of BibTeX for "et al."


def split_name(author: str) -> Name:
    """Return the parts of a name, written as `Ludwig van Beethoven` or `van Beethoven, Ludwig`.

    Particles before the family name belong to it.
    """
    text = clean(unicode_text(author).translate(_BRACES)).strip(" ,;*†‡")
    if _COLLECTIVE.search(text):
        return Name(text.replace(",", ""))
    first, *parts = [part.strip() for part in text.split(",")]
    suffix = next((part for part in parts if _is_suffix(part)), "")
    if given := [part for part in parts if part and part != suffix]:
        return Name(first, " ".join(given), suffix)
    words = first.split()
    if len(words) > 2 and _is_suffix(words[-1]):  # noqa: PLR2004 - a person with a suffix has two names
        suffix = words.pop()
    start = next((at for at, word in enumerate(words) if at and _is_particle(word)), len(words))
    start = min(start, len(words) - 1)
    if start > 1 and words[start] in _JOINTS:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _is_particle(word: str) -> bool:
    return word.lstrip("'’")[:1].islower() or word.casefold() in _PARTICLES


def _is_suffix(word: str) -> bool:
    return word.rstrip(".").casefold() in _SUFFIXES
