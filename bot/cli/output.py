"""Printing: texts, JSON, and errors about invalid usage."""

from __future__ import annotations

import json
import sys

from bot.domain.errors import PaperboyError
from bot.text import terminal


class UsageError(PaperboyError):
    """A command cannot be used like this here; the exit code is 2."""


def show(*texts: str) -> None:
    """Print texts of one or more lines, whatever strangers put into them."""
    any_text()
    print(*map(terminal.lines, texts), sep="\n")


def show_json(value: object) -> None:
    """Print JSON; times and other values that it does not know are texts."""
    any_text()
    print(terminal.json_text(json.dumps(value, indent=2, default=str)))


def any_text() -> None:
    """Let titles be printed whatever signs they have: not every terminal knows all of them."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
