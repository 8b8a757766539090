"""The demo's terminal and browser, and the options of its command."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH
from bot.text.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.language.languages import Language


def to_terminal(line: str) -> None:
    """Say it at once, also when the output goes to a file or another program."""
    sys.stdout.write(f"{one_line(line)}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is shown, on which `port` (0 takes a free one), and how.

    `say` gives the terminal a line; `browse` opens an address, and may take its time.
    """

    port: int = 0
    sample: bool = True
    language: Language = ENGLISH
    say: Callable[[str], object] = to_terminal
    browse: Callable[[str], object] | None = webbrowser.open
