"""What commands print: texts, JSON, an error in how they were used, and a bar while work takes long."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from bot.domain.errors import PaperboyError
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self


_WIDTH = 30
_EVERY = 0.1  # seconds between two drawings


class UsageError(PaperboyError):
    """A command cannot be used like this here; the exit code is 2."""


def show(*texts: str) -> None:
    """Print texts of one or more lines, whatever strangers put into them."""
    any_text()
    print(*map(terminal.lines, texts), sep="\n")


def show_json(text: str) -> None:
    """Print JSON."""
    any_text()
    print(terminal.json_text(text))


def any_text() -> None:
    """Let titles be printed whatever signs they have: not every terminal knows all of them."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")


class Progress:
    """A bar on a terminal, called with the number of things done so far; silent when the stream is no terminal.

    A `total` of 0 shows the number alone.
    """

    def __init__(
        self,
        what: str,
        total: int,
        *,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._stream = stream or sys.stderr
        self._clock = clock
        self._drawn_at = clock() - _EVERY if self._stream.isatty() else None
        self._drawn = False

    def __call__(self, done: int) -> None:
        """So many are done; drawn ten times a second at most."""
        if self._drawn_at is not None and self._clock() - self._drawn_at >= _EVERY:
            self._drawn_at = self._clock()
            self._drawn = True
            self._stream.write(f"\r{self._line(done)}\x1b[K")
            self._stream.flush()

    def _line(self, done: int) -> str:
        if not self._total:
            return f"{self._what} {done:,}"
        share = min(done / self._total, 1.0)
        bar = "#" * round(_WIDTH * share)
        return f"{self._what} [{bar:<{_WIDTH}}] {share:4.0%} {done:,}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
