"""Words that become others before some sounds: Spanish `y` and `o`."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Joints: TypeAlias = "tuple[tuple[str, str, re.Pattern[str]], ...]"

_MARKS: Final = r"[^\w<]{0,9}"  # bold, code, quotation marks; what a mention sounds like nobody knows
# `padres e hijos`, but `agua y hielo`: there the i only leads to another vowel. Acronyms are spelled: `e IA`.
_LIKE_I: Final = re.compile(rf"{_MARKS}(?:I[A-Z]+\b|[Hh]?[IiÍí](?![aeouáéóú])|H?[IÍ](?![AEOUÁÉÓÚaeouáéóú]))")
# `siete u ocho`, also in figures: 8, 80, 800, 11 and 11,000 begin with an o.
_LIKE_O: Final = re.compile(rf"{_MARKS}(?:[Hh]?[OoÓó]|8|11(?![0-9])|11(?=[.\s][0-9]{{3}}(?![0-9])))")

SPANISH: Final[Joints] = (("y", "e", _LIKE_I), ("o", "u", _LIKE_O))


def euphonic(text: str, last: str, joints: Joints) -> str:
    """A list that ends with its `last` item, with the word before that as its first sound asks for."""
    for word, other, sound in joints:
        if text.endswith(end := f" {word} {last}") and sound.match(last):
            return f"{text.removesuffix(end)} {other} {last}"
    return text
