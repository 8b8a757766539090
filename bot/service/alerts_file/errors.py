"""What is wrong with an alerts file, for whoever brought it."""

from __future__ import annotations

from bot.domain.errors import PaperboyError


class FileError(PaperboyError):
    """The file cannot be read. The text lists what is wrong where."""
