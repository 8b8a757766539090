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

# Names in `KNOWN` that LaTeX with amssymb lacks. Also `\P`, which `bot.text.tex` reads as ℙ in a formula, and
# `\eth`, which is a sign and not the letter ð.
_NOT_WRITTEN = frozenset({"P", "coloneqq", "eth", "euler", "iint", "lVert", "rVert", "textdots", "xmark"})
_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)  # with its accents
# `BERT`, `iPhone`, `3D`, `T5`, `U-Net`: words that need their capitals
_NAME = re.compile(r"[^\W_][A-Z]|[A-Z][^\W_a-z]|(?<!\w)[B-Z](?!\w)")
_BETWEEN_WORDS = re.compile(r"([\s:;,()\[\]]+)")


def latex(text: str) -> str:
    """Return plain text as LaTeX."""
    signs, _ = _tables()
    return "".join(signs.get(one) or (one if one.isascii() else _accented(one)) for one in _LETTER.findall(text))


def latex_title(title: str) -> str:
    """Return a title as LaTeX; braces keep the capitals of names in styles that write titles in lower case."""
    if title.isupper():
        return latex(title)
    words = ((word, latex(word)) for word in _BETWEEN_WORDS.split(title))
    return "".join(f"{{{written}}}" if _NAME.search(word) else written for word, written in words)


def _accented(text: str) -> str:
    """Return a letter with accents as LaTeX: of text, or else of a formula, as for `ψ̄`."""
    letter, *marks = unicodedata.normalize("NFD", text)
    signs, accents = _tables()
    sign = signs.get(letter, letter)
    in_formula = sign.startswith("{$")
    names = [accents.get((mark, in_formula)) for mark in marks]
    if not (letter.isalpha() and sign.isascii() and all(names)):
        return unicodedata.normalize("NFC", "".join((sign, *marks)))
    for name in names:
        if in_formula:
            sign = f"{{$\\{name}{{{sign[2:-2]}}}$}}"
        else:
            sign = f"{{\\{name}{sign if len(sign) > 1 else f'{{{sign}}}'}}}"
    return sign


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[tuple[str, bool], str]]:
    r"""Return the LaTeX of signs, and the names of accents by (combining mark, whether it is for formulas).

    Accents of text have short names (`\H`), those of formulas words (`\hat`); of several the first one is taken.
    """
    # Imported late, because most runs write no citation
    from bot.text.tex.unicode_symbols import ACCENTS, FONTS, KNOWN, SUBSCRIPTS, SUPERSCRIPTS, TEXT_LETTERS

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
        if not KNOWN[name].isascii() and name not in _NOT_WRITTEN:
            is_text = name.startswith("text") or name in TEXT_LETTERS
            signs.setdefault(KNOWN[name], f"{{\\{name}}}" if is_text else f"{{$\\{name}$}}")
    for mark, table in (("^", SUPERSCRIPTS), ("_", SUBSCRIPTS)):
        for plain, script in table.items():
            if plain.isascii() and not script.isascii():
                signs.setdefault(script, f"{{${mark}{{{plain}}}$}}")
    for name in ("mathbb", "mathcal", "mathfrak"):
        for plain, letter in FONTS[name].items():
            signs.setdefault(str(letter), f"{{$\\{name}{{{chr(plain)}}}$}}")
    return signs, {(mark, len(name) > 1): name for name, mark in reversed(ACCENTS.items())}
