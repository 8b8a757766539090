"""The draft that a press or a form is about: it waits in memory, or its message carries it over a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from cogs.alerts.dry_run.waiting import Pending
from cogs.reading.carried import carried, drafted

if TYPE_CHECKING:
    from bot.domain.ports.catalogue import Catalogue
    from bot.service.subscriptions.subscriptions import Subscriptions
    from cogs.alerts.dry_run.waiting import WaitingDrafts

TOKEN: Final = 16  # characters of a dry run's own in its key; what its message carries comes behind them


class DraftGoneError(PaperboyError):
    """A button or form belongs to a dry run that is over, was ended by a restart, or by a newer one."""


class DraftFinder:
    """Finds drafts by the keys that buttons and forms have."""

    def __init__(self, waiting: WaitingDrafts, subscriptions: Subscriptions, catalogue: Catalogue) -> None:
        self._waiting = waiting
        self._subscriptions = subscriptions
        self._catalogue = catalogue

    async def find(self, interaction: discord.Interaction, key: str) -> Pending:
        """The draft that waits, or a dry run's from before a restart. Raises DraftGoneError and DeniedError."""
        token, state = key[:TOKEN], key[TOKEN:]
        pending = self._waiting.get(token)
        if self.is_forgotten(token):
            pending = await self._restored(interaction, state)
        if pending is None:
            raise DraftGoneError(
                gettext(
                    "That dry run is over (I may have been restarted), nothing was saved: "
                    "use `/alerts subscribe` again."
                )
            )
        if pending.draft.creator_id != interaction.user.id:
            raise DeniedError(
                gettext("Only the person who asked can decide: use `/alerts subscribe` again yourself.")
            )
        return pending

    def is_forgotten(self, token: str) -> bool:
        """Whether it neither waits nor is over: then its message knows more."""
        return self._waiting.get(token) is None and not self._waiting.is_over(token)

    def require_known(self, interaction: discord.Interaction, key: str) -> None:
        """Raise DraftGoneError where a restart has come between a dry run and a form that Try again opens."""
        token, state = key[:TOKEN], key[TOKEN:]
        if self.is_forgotten(token) and carried(interaction.message, state) is None:
            raise DraftGoneError(
                gettext("I was restarted meanwhile: press Edit under the dry run and write the query there again.")
            )

    async def _restored(self, interaction: discord.Interaction, state: str) -> Pending | None:
        """What a message from before a restart says was asked for; None when it does not say enough."""
        told = carried(interaction.message, state)
        if told is None:
            return None
        draft, problems = await drafted(interaction, told, self._subscriptions, self._catalogue)
        return Pending(
            draft=draft,
            problems=problems,
            view=discord.ui.View(timeout=None),
            offers=(),
            interaction=interaction,
        )
