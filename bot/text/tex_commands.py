r"""Commands: what `\name` and its arguments become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.tex_arguments import CHANGES, Arguments
from bot.text.tex_frames import Mode
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
    SECOND_ONLY,
    SHORTHANDS,
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


class Commands(Arguments):
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
            (CHANGES, self._other),
            (("sqrt",), self._root),
        )

    def _command(self, index: int, frame: Frame) -> int:
        name = self._texts[index].removeprefix("\\").removesuffix("*")
        if name in ACCENTS and (after := self._accent(name, index, frame)) > index:
            return after
        if len(name) == 1 and not name.isalpha():
            return self._escaped(name, index, frame)
        if frame.mode is not Mode.PROSE and name in SHORTHANDS:
            frame.push(SHORTHANDS[name])
            return index + 1
        for names, write in self._rules:
            if name in names:
                return write(name, index, frame)
        if name.startswith("cite"):
            return self._cited(name, index, frame)
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
