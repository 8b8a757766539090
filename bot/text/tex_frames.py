"""One range of TeX tokens while it is being converted."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Mode(Enum):
    """How bare words are read: as prose, as a formula, or as a formula that has lost its backslashes."""

    PROSE = "prose"
    MATHS = "maths"
    STRIPPED = "stripped"


@dataclass(slots=True, kw_only=True)
class Frame:
    """A range that ends before the token at `end`, and what it has become so far."""

    end: int
    mode: Mode = Mode.PROSE
    depth: int = 0
    out: list[str] = field(default_factory=list[str])

    @property
    def last(self) -> str:
        """The last character written, or nothing."""
        return self.out[-1][-1] if self.out else ""

    def push(self, text: str) -> None:
        """Write."""
        if text:
            self.out.append(text)

    def push_space(self) -> None:
        """Write a space, unless one stands there or nothing does."""
        if self.out and not self.last.isspace():
            self.out.append(" ")

    def push_mark(self, mark: str) -> None:
        """Write what is no word in a formula."""
        if mark.isspace() or mark in {"~", "&"}:
            self.push_space()
        elif mark[:1] != "$":
            self.push("\N{PRIME}" if mark == "'" else mark)

    def drop_space(self) -> None:
        """Take back the white space written last."""
        if self.last.isspace():
            kept = self.out.pop().rstrip()
            self.push(kept)
