r"""Write text in LaTeX that every engine reads: `Erdős` as `Erd{\H{o}}s`, `α` as `{$\alpha$}`.

It is the inverse of `bot.text.tex`, and uses its tables. Signs and scripts that they lack stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNDEFINED = frozenset({"P", "eth", "euler", "xmark"})  # not of signs in LaTeX with amssymb
# `BERT`, `iPhone`, `3D`, `T5`, `U-Net`: words that need their capitals
_NAME = re.compile(r"[^\W_][A-Z]|[A-Z][^\W_a-z]|(?<!\w)[B-Z](?!\w)")
_BETWEEN_WORDS = re.compile(r"([\s:;,()\[\]]+)")


def latex(text: str) -> str:
    """Return plain text as LaTeX."""
    signs, _ = _tables()
    return "".join(signs.get(char) or (char if char.isascii() else _accented(char)) for char in text)


def latex_title(title: str) -> str:
    """Return a title as LaTeX; braces keep the capitals of names in styles that write titles in lower case."""
    if title.isupper():
        return latex(title)
    words = ((word, latex(word)) for word in _BETWEEN_WORDS.split(title))
    return "".join(f"{{{written}}}" if _NAME.search(word) else written for word, written in words)


def _accented(char: str) -> str:
    letter, *marks = unicodedata.normalize("NFD", char)
    _, accents = _tables()
    if not marks or not letter.isascii() or any(mark not in accents for mark in marks):
        return char
    for mark in marks:
        letter = f"{{\\{accents[mark]}{letter if len(letter) > 1 else f'{{{letter}}}'}}}"
    return letter


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the LaTeX of signs, and the names of accents by combining mark."""
    # Loaded with the first citation, as they are in `bot.text.tex`
    from bot.text.tex.glyphs import ACCENTS, FONTS, KNOWN, SUBSCRIPTS, SUPERSCRIPTS, TEXT_LETTERS

    signs = {
        **{sign: f"\\{sign}" for sign in "$&%#_"},
        "{": r"{$\lbrace$}",
        "}": r"{$\rbrace$}",
        "\\": r"{\textbackslash}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "<": r"{\textless}",
        ">": r"{\textgreater}",
        "|": r"{\textbar}",
    }
    for name in sorted(KNOWN, key=lambda name: not name.startswith("text")):
        if not KNOWN[name].isascii() and name not in _UNDEFINED:
            is_text = name.startswith("text") or name in TEXT_LETTERS
            signs.setdefault(KNOWN[name], f"{{\\{name}}}" if is_text else f"{{$\\{name}$}}")
    for mark, table in (("^", SUPERSCRIPTS), ("_", SUBSCRIPTS)):
        for plain, script in table.items():
            if plain.isascii() and not script.isascii():
                signs.setdefault(script, f"{{${mark}{{{plain}}}$}}")
    for name in ("mathbb", "mathcal", "mathfrak"):
        for plain, letter in FONTS[name].items():
            signs.setdefault(str(letter), f"{{$\\{name}{{{chr(plain)}}}$}}")
    return signs, {mark: name for name, mark in reversed(ACCENTS.items()) if len(name) == 1}
