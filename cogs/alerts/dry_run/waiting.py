"""Dry runs that wait for a decision, in memory. What is asked for waits in one message alone, the newest.

The oldest of many are let go of as by a restart: then their messages tell what they were.

A mistake in the form of a draft is answered in a message of its own, where *Try again* goes on: without this the
older message would keep buttons that save something else than it shows.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.language.translating import gettext
from cogs.alerts.dry_run.newest import Newest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.subscriptions.subscriptions import Draft
    from cogs.alerts.dry_run.offers import Offer

_log = logging.getLogger(__name__)
EACH: Final = 5  # of one person
ALTOGETHER: Final = 300
_REMEMBERED: Final = 1000
_FAILURES: Final = (discord.DiscordException, aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A draft with what its dry run offers. `interaction` can change the message that shows it.

    The id of that message is None until Discord has told it.
    """

    draft: Draft
    problems: Sequence[str]
    view: discord.ui.View
    offers: Sequence[Offer]
    interaction: discord.Interaction
    message_id: int | None = None

    def stands_in(self, message: discord.Message | None) -> bool:
        """Whether this message is the one that shows it, as far as is known."""
        return self.message_id is None or message is None or message.id == self.message_id


class WaitingDrafts:
    """Drafts by their tokens, and the tokens of those that were decided lately, or had their time."""

    def __init__(self) -> None:
        self._pending = Newest[Pending](each=EACH, altogether=ALTOGETHER)
        self._over: deque[str] = deque(maxlen=_REMEMBERED)

    def get(self, token: str) -> Pending | None:
        """The draft, if it waits."""
        return self._pending.get(token)

    def is_over(self, token: str) -> bool:
        """Whether nothing can be decided any more, for all that is remembered."""
        return token in self._over

    async def show(self, token: str, pending: Pending, content: str, embed: discord.Embed) -> int:
        """Show it in its interaction's answer and let it wait; the message's id.

        Every other message loses its buttons that shows this draft, or another change of the same subscription by
        the same person. Raises what discord.py's call raises.
        """
        before = self._pending.get(token)
        self._keep(token, pending)  # a press may come before Discord's answer does
        message = await pending.interaction.edit_original_response(content=content, embed=embed, view=pending.view)
        if self._pending.get(token) is pending:
            self._keep(token, replace(pending, message_id=message.id))
        others = [key for key, one in self._pending.items() if key != token and _is_same(one, pending)]
        for older in (before, *map(self.close, others)):
            if older is not None:
                older.view.stop()
                if older.message_id not in {None, message.id}:
                    text = gettext("A newer dry run has taken the place of this one: save or cancel that one.")
                    await end_message(older.interaction, text)
        return message.id

    def _keep(self, token: str, pending: Pending) -> None:
        for gone in self._pending.put(token, pending.draft.creator_id, pending):
            gone.view.stop()

    def close(self, token: str) -> Pending | None:
        """It is decided, or its time is up; what it was, if it waited."""
        self._over.append(token)
        pending = self._pending.pop(token)
        if pending is not None:
            pending.view.stop()
        return pending


async def end_message(interaction: discord.Interaction, text: str) -> None:
    """Say `text` in place of the dry run. Never raises: the person may have dismissed it."""
    try:
        await interaction.edit_original_response(content=text, embed=None, view=None)
    except _FAILURES as error:
        _log.info("A dry run ended unseen: %s", error)


def _is_same(one: Pending, other: Pending) -> bool:
    """Whether both change the same subscription for the same person."""
    first, second = one.draft, other.draft
    if first.replaces is None or second.replaces is None:
        return False
    return (first.replaces.id, first.creator_id) == (second.replaces.id, second.creator_id)
