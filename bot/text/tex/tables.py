"""What TeX names mean in Unicode, from `tables.toml`; the rules that use it are in `commands` and `repair`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES: Mapping[str, Any] = tomllib.loads((files("bot.text.tex") / "tables.toml").read_text("utf-8"))


def _pairs(name: str) -> dict[str, str]:
    words = _TABLES[name].split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _kinds(table: str) -> dict[str, str]:
    """Where each word of a table stands in it."""
    return {word: kind for kind, words in _TABLES[table].items() for word in words.split()}


GREEK = _pairs("greek")
LETTERS = GREEK | _pairs("letters")
INFIX = _pairs("infix")
KNOWN = LETTERS | INFIX | _pairs("signs")
TEXT_LETTERS, STRIPPED_WRAPPERS, WORD_SIGNS, LABEL_SIGNS = (
    frozenset(_TABLES[name].split()) for name in ("text_letters", "stripped_wrappers", "word_signs", "label_signs")
)
SHORTHANDS = _pairs("shorthands")
ABBREVIATIONS: Mapping[str, str] = _TABLES["abbreviations"]
PLACEHOLDERS = _kinds("placeholders")
ESCAPED = {
    **{char: char for char in "%&#_${}*@"},
    **dict.fromkeys((" ", "\n", "\t", ",", ";", ":", ">", "\\"), " "),
    **dict.fromkeys("!-/()[]", ""),
    "|": "‖",
}
ACCENTS = _pairs("accents")
SUPERSCRIPTS, SUBSCRIPTS = (dict[str, str](_TABLES[name].split()) for name in ("superscripts", "subscripts"))
SCRIPT_SIGNS = "".join({*SUPERSCRIPTS.values(), *SUBSCRIPTS.values()} - {"*"})
FONTS = {
    name: str.maketrans(dict(letters.split()))
    for names, letters in _TABLES["fonts"].items()
    for name in names.split()
}
KINDS: Mapping[str, str] = (
    dict.fromkeys(KNOWN, "signs")
    | dict.fromkeys(INFIX, "infix")
    | dict.fromkeys(ABBREVIATIONS, "abbreviations")
    | _kinds("kinds")
)
