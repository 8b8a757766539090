"""Mistakes in what somebody typed, all told at once: nobody sends a form again for each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from typing_extensions import override

from bot.discord_io.interactions.errors import DeniedError, explain
from bot.domain.errors import PaperboyError
from bot.query import QueryError
from bot.service.papers.papers import UnknownPaperError
from bot.service.preferences.parse import PreferenceError
from bot.service.subscriptions.chosen_sources import SourceChoiceError
from bot.service.subscriptions.pauses import PauseError
from bot.service.subscriptions.rules import DuplicateSubscriptionError, SubscriptionLimitError
from cogs.shared.targets import UnfitChannelError

if TYPE_CHECKING:
    from collections.abc import Generator


class SeveralMistakesError(PaperboyError):
    """Several things that were typed cannot be read. The text has the sentences of all.

    wrong = SeveralMistakesError()
    with wrong.collecting():
        query = parse(typed)
    wrong.tell()
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Exception] = []

    @contextmanager
    def collecting(self) -> Generator[None]:
        """Keep what somebody typed wrongly for later."""
        try:
            yield
        except MISTAKES as error:
            self._found.append(error)

    def tell(self) -> None:
        """Raise if anything was wrong."""
        if self._found:
            raise self

    @override
    def __str__(self) -> str:
        return "\n".join(filter(None, map(explain, self._found)))


MISTAKES: Final = (
    SeveralMistakesError,
    QueryError,
    PreferenceError,
    PauseError,
    DuplicateSubscriptionError,
    SubscriptionLimitError,
    SourceChoiceError,
    UnfitChannelError,
    UnknownPaperError,
)
# What keeps a message from coming that nobody waits for: it is logged, no more.
FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError, PaperboyError, DeniedError)
