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


def _to_terminal(line: str) -> None:
    """At once, also when the output goes to a file or another program."""
    sys.stdout.write(f"{one_line(line)}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The terminal, which takes lines, and the browser, which opens addresses and may take its time."""

    say: Callable[[str], object] = _to_terminal
    browse: Callable[[str], object] = webbrowser.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line has for it: the `port` of the page (0 takes a free one), and what is shown."""

    port: int
    open_browser: bool
    sample: bool
    language: Language = ENGLISH
