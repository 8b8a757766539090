r"""Commands: what `\name` and its arguments become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.tex_frames import Mode
from bot.text.tex_glyphs import accented, code_point, fraction, in_font, negated, root
from bot.text.tex_symbols import Symbols
from bot.text.tex_tables import (
    ABBREVIATIONS,
    ACCENTS,
    DECLARATIONS,
    DISCARDED,
    FONT_ALIASES,
    FRACTIONS,
    FUNCTIONS,
    INFIX,
    LETTERS,
    PROSE_WRAPPERS,
    SECOND_ONLY,
    SIGNS,
    SPACES,
    WRAPPERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import TypeAlias

    from bot.text.tex_frames import Frame
    from bot.text.tex_tokens import Tokens

    Write: TypeAlias = Callable[[str, int, Frame], int]

_OTHERS = frozenset({"sqrt", "unicode", "not"})
_MOST_OPTIONS = 40  # tokens within [ ] after a command


class Commands(Symbols):
    """A reader that knows commands."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self._rules: tuple[tuple[Container[str], Write], ...] = (
            (FUNCTIONS, self._function),
            (INFIX, self._infix),
            (LETTERS, self._sign),
            (SIGNS, self._sign),
            (DECLARATIONS, self._declaration),
            (SPACES, self._declaration),
            (ABBREVIATIONS, self._abbreviation),
            (DISCARDED, self._discarded),
            (SECOND_ONLY, self._second),
            (WRAPPERS, self._wrapper),
            (FONT_ALIASES, self._font),
            (FRACTIONS, self._fraction),
            (_OTHERS, self._other),
        )

    def _command(self, index: int, frame: Frame) -> int:
        name = self._texts[index].removeprefix("\\").removesuffix("*")
        if name in ACCENTS and (after := self._accent(name, index, frame)) > index:
            return after
        if len(name) == 1 and not name.isalpha():
            return self._escaped(name, index, frame)
        for names, write in self._rules:
            if name in names:
                return write(name, index, frame)
        if name.startswith("cite"):
            return self._discarded(name, index, frame)
        return self._unknown(name, index, frame)

    def _unknown(self, name: str, index: int, frame: Frame) -> int:
        """An author's macro: its name, unless it wraps a passage of prose."""
        if not self._opens(index + 1, frame):
            frame.push(name)
            return index + 1
        content, after = self._group(index + 1, frame, frame.mode)
        if frame.mode is not Mode.PROSE:
            content = f"{name}({content})" if content else name
        elif " " not in content:
            content = f"{name} {content}" if content else name
        frame.push(content)
        return after

    def _changed(self, change: Callable[[str], str], index: int, frame: Frame, mode: Mode | None = None) -> int:
        content, after = self._argument(index, frame, mode)
        frame.push(change(content))
        return after

    def _discarded(self, _name: str, index: int, frame: Frame) -> int:
        """Nothing, with the gap closed that a citation or a footnote leaves."""
        _, after = self._argument(self._after_options(index + 1, frame), frame)
        following = self._at(after)[:1]
        if not following or following.isspace() or following in ".,;:!?)]":
            frame.drop_space()
        return after

    def _second(self, name: str, index: int, frame: Frame) -> int:
        first, after = self._argument(index + 1, frame)
        if name == "href" and not self._opens(after, frame):
            frame.push(first)
            return after
        return self._changed(str, after, frame)

    def _wrapper(self, name: str, index: int, frame: Frame) -> int:
        return self._changed(str, index + 1, frame, Mode.PROSE if name in PROSE_WRAPPERS else None)

    def _font(self, name: str, index: int, frame: Frame) -> int:
        return self._changed(lambda content: in_font(name, content), index + 1, frame)

    def _other(self, name: str, index: int, frame: Frame) -> int:
        if name == "sqrt":
            start = self._after_options(index + 1, frame)
            degree = "".join(self._texts[index + 2 : start - 1])
            return self._changed(lambda content: root(content, degree), start, frame)
        change = code_point if name == "unicode" else negated
        return self._changed(change, index + 1, frame)

    def _fraction(self, name: str, index: int, frame: Frame) -> int:
        above, after = self._argument(index + 1, frame)
        below, after = self._argument(after, frame)
        text = fraction(above, below) if above or below else name
        frame.push(f"({text})" if frame.last.isalnum() else text)
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
        if name.isalpha() and following.isspace():
            applies = self._at(index + 2)[:1].isalpha()  # \c c
        elif following[:1].isalpha():
            applies = not name.isalpha()  # \'e, but not \vector
        else:
            applies = self._opens(index + 1, frame) or (following[:1] == "\\" and following[1:].isalpha())
        if index + 1 >= frame.end or not applies:
            return index
        return self._changed(lambda content: accented(content, ACCENTS[name]), index + 1, frame)
