r"""Commands: what `\name` and its arguments become."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from bot.text.tex_glyphs import accented, fraction, in_font, root
from bot.text.tex_reader import Frame, Mode, Reader
from bot.text.tex_tables import (
    ABBREVIATIONS,
    ACCENTS,
    DECLARATIONS,
    DISCARDED,
    ESCAPED,
    FONT_ALIASES,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    INFIX,
    LETTERS,
    PROSE_WRAPPERS,
    SECOND_ONLY,
    SIGNS,
    SPACES,
    TEXT_LETTERS,
    WRAPPERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_AFTER_FUNCTION = (
    "(",
    "[",
    "{",
    "^",
    "_",
    "\\{",
    "\\left",
    "\\big",
    "\\Big",
    "|",
    ")",
    ",",
    ".",
    "}",
    "$",
    " ",
    "-",
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MOST_OPTIONS = 40  # tokens within [ ] after a command
_PLAIN = frozenset(",;:>!|()[]")  # mean something in a formula; in prose the character itself


class Commands(Reader):
    """A reader that knows commands."""

    def _command(self, index: int, frame: Frame) -> int:
        name = self._texts[index].removeprefix("\\").removesuffix("*")
        if name in ACCENTS and (after := self._accent(name, index, frame)) > index:
            return after
        if len(name) == 1 and not name.isalpha():
            return self._escaped(name, index, frame)
        if name in FUNCTIONS:
            return self._function(name, index, frame)
        if name in INFIX:
            return self._infix(INFIX[name], index, frame)
        if name in LETTERS or name in SIGNS:
            return self._sign(name, index, frame)
        if name in DECLARATIONS or name in SPACES:
            return self._declaration(name, index, frame)
        if name in ABBREVIATIONS:
            text = ABBREVIATIONS[name]
            frame.push(text.removesuffix(".") if self._at(index + 1) == "." else text)
            return index + 1
        return self._with_arguments(name, index, frame)

    # --- without arguments --------------------------------------------------------------------------------

    def _escaped(self, char: str, index: int, frame: Frame) -> int:
        text = char if frame.mode is Mode.PROSE and char in _PLAIN else ESCAPED.get(char, char)
        if text.isspace():
            if not self._at(index + 1).isspace():
                frame.push_space()
        else:
            frame.push(text)
        return index + 1

    def _function(self, name: str, index: int, frame: Frame) -> int:
        if frame.last.isalnum() or frame.last in {")", "]"}:
            frame.push_space()
        frame.push(name)
        if index + 1 < frame.end and not self._at(index + 1).startswith(_AFTER_FUNCTION):
            frame.push_space()
            return index + (2 if self._at(index + 1).isspace() else 1)
        return index + 1

    def _infix(self, sign: str, index: int, frame: Frame) -> int:
        """In a formula an operator has the space after it that the author typed before it."""
        spaced = frame.last.isspace()
        frame.push(sign)
        if frame.mode is Mode.PROSE:
            return index + 1
        if spaced:
            frame.push_space()
        return index + (2 if self._at(index + 1).isspace() else 1)

    def _sign(self, name: str, index: int, frame: Frame) -> int:
        if name in GREEK:
            self.greek.add(name)
        frame.push(LETTERS.get(name) or SIGNS[name])
        separated = self._at(index + 1).isspace() and self._at(index + 2)[:1].isalnum()
        joined = name in TEXT_LETTERS if frame.mode is Mode.PROSE else name in LETTERS
        return index + (2 if separated and joined else 1)

    def _declaration(self, name: str, index: int, frame: Frame) -> int:
        if name in SPACES:
            frame.push_space()
        following = self._at(index + 1)
        if name in {"left", "right"} and following == ".":
            return index + 2
        swallowed = following.isspace() and frame.mode is Mode.PROSE and name != "xspace"
        return index + (2 if swallowed else 1)

    # --- with arguments -----------------------------------------------------------------------------------

    def _with_arguments(self, name: str, index: int, frame: Frame) -> int:
        after = index + 1
        if name in DISCARDED or name.startswith("cite"):
            return self._discarded(self._argument(self._after_options(after, frame), frame)[1], frame)
        if name in SECOND_ONLY:
            return self._second(name, after, frame)
        if name in WRAPPERS:
            return self._wrapped(str, after, frame, Mode.PROSE if name in PROSE_WRAPPERS else frame.mode)
        if name in FONT_ALIASES:
            return self._wrapped(lambda content: in_font(name, content), after, frame)
        if name == "unicode":
            return self._wrapped(_code_point, after, frame)
        if name in FRACTIONS:
            return self._fraction(after, frame)
        if name == "sqrt":
            return self._root(after, frame)
        if name == "not":
            return self._wrapped(lambda content: unicodedata.normalize("NFC", f"{content}\u0338"), after, frame)
        frame.push(name)  # an author's macro: its name is all that we know
        return after

    def _wrapped(self, change: Callable[[str], str], index: int, frame: Frame, mode: Mode | None = None) -> int:
        content, after = self._argument(index, frame, mode)
        frame.push(change(content))
        return after

    def _second(self, name: str, index: int, frame: Frame) -> int:
        first, after = self._argument(index, frame)
        if name == "href" and not self._opens(after, frame):
            frame.push(first)
            return after
        return self._wrapped(str, after, frame)

    def _discarded(self, after: int, frame: Frame) -> int:
        """Close the gap that a citation or a footnote leaves."""
        following = self._at(after)[:1]
        if frame.last.isspace() and (not following or following.isspace() or following in ".,;:!?)]"):
            frame.out[-1] = frame.out[-1].rstrip()
            if not frame.out[-1]:
                frame.out.pop()
        return after

    def _after_options(self, index: int, frame: Frame) -> int:
        if self._at(index) != "[":
            return index
        for place in range(index, min(frame.end, index + _MOST_OPTIONS)):
            if self._texts[place] == "]":
                return place + 1
        return index

    def _accent(self, name: str, index: int, frame: Frame) -> int:
        """The index after an accented letter; `index` itself when there is nothing to put the accent on."""
        following = self._at(index + 1)
        alone = name.isalpha() and len(name) == 1 and not following.isspace()
        applies = (
            self._opens(index + 1, frame)
            or following[:1] == "\\"
            or (not alone and following.strip()[:1].isalpha())
        )
        if name.isalpha() and following.isspace():
            applies = self._at(index + 2)[:1].isalpha()
        if index + 1 >= frame.end or not applies:
            return index
        content, after = self._argument(index + 1, frame)
        frame.push(accented(content, ACCENTS[name]))
        return after

    def _fraction(self, index: int, frame: Frame) -> int:
        above, after = self._argument(index, frame)
        below, after = self._argument(after, frame)
        text = fraction(above, below) if above or below else "frac"
        frame.push(f"({text})" if frame.last.isalnum() else text)
        return after

    def _root(self, index: int, frame: Frame) -> int:
        start = self._after_options(index, frame)
        degree = "".join(self._texts[index + 1 : start - 1]) if start > index else ""
        return self._wrapped(lambda content: root(content, degree), start, frame)


def _code_point(content: str) -> str:
    r"""`\unicode{x2013}`; nothing for what is no visible character."""
    try:
        char = chr(int(f"0{content}" if content.startswith("x") else content, 0))
    except (ValueError, OverflowError):
        return ""
    return "" if unicodedata.category(char) in _INVISIBLE else char
