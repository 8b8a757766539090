"""Print texts and JSON; the error for invalid usage."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.text import terminal

if TYPE_CHECKING:
    from bot.cli.arguments import Arguments


class UsageError(PaperboyError):
    """The command cannot be used like this; the exit code is 2."""


def show(*texts: str) -> None:
    """Print texts of one or more lines; a stranger's text cannot steer the terminal."""
    escape_unprintable()
    print(*map(terminal.escaped, texts), sep="\n")


def show_json(value: object) -> None:
    """Print JSON; times and other unknown values become texts."""
    escape_unprintable()
    print(terminal.json_text(json.dumps(value, indent=2, default=str)))


def answer(arguments: Arguments, facts: object, *texts: str) -> None:
    """Print the facts with --json, else the texts for people."""
    if arguments.json:
        show_json(facts)
    else:
        show(*texts)


def escape_unprintable() -> None:
    """Make stdout print characters that the terminal's encoding lacks as escapes, instead of failing."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
