"""What somebody may have typed wrongly, of which all is told at once: nobody sends a form again for each."""

from __future__ import annotations

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
    from collections.abc import Callable, Sequence


class SeveralMistakesError(PaperboyError):
    """Several things that were typed cannot be read. The text has the sentences of all."""

    def __init__(self, mistakes: Sequence[Exception]) -> None:
        super().__init__()
        self._mistakes = mistakes

    @override
    def __str__(self) -> str:
        return "\n".join(filter(None, map(explain, self._mistakes)))


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


def all_mistakes(*reads: Callable[[], object]) -> Sequence[Exception]:
    """What each of these raises, of those that do: in the order in which a form asks."""
    found: list[Exception] = []
    for read in reads:
        try:
            read()
        except MISTAKES as error:
            found.append(error)
    return found


def as_one(mistakes: Sequence[Exception]) -> Exception:
    """What to raise for one mistake at least."""
    return mistakes[0] if len(mistakes) == 1 else SeveralMistakesError(mistakes)
