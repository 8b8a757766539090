"""What several commands share."""

from __future__ import annotations

import sys

from bot.domain.errors import PaperboyError


class UsageError(PaperboyError):
    """A command cannot be used like this here; the exit code is 2."""


def any_text() -> None:
    """Let titles be printed whatever signs they have: not every terminal knows all of them."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(errors="backslashreplace")
