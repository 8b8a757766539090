"""Errors in what people typed, collected so that a form reports all of them at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
import discord
from typing_extensions import override

from bot.discord_io.interactions.errors import explain
from bot.domain.errors import MistakeError, PaperboyError

if TYPE_CHECKING:
    from collections.abc import Generator


class SeveralMistakesError(MistakeError):
    """Several typed values are invalid. The text has a sentence for each.

    wrong = SeveralMistakesError()
    with wrong.collecting():
        query = parse(typed)
    wrong.raise_if_any()
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Exception] = []

    @contextmanager
    def collecting(self) -> Generator[None]:
        """Collect a mistake that is raised inside instead of propagating it."""
        try:
            yield
        except MistakeError as error:
            self._found.append(error)

    def raise_if_any(self) -> None:
        """Raise the mistake that was collected, or several as one."""
        if self._found:
            raise self if len(self._found) > 1 else self._found[0]

    @override
    def __str__(self) -> str:
        return "\n".join(filter(None, map(explain, self._found)))


# Errors in sending or redrawing a message that nobody asked for; they are only logged
FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, PaperboyError)
