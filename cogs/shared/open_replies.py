"""Open replies that show current state, such as the settings panel: redrawn when their person changes something.

Only the person sees such a reply, and Discord lets its interaction edit it for 15 minutes. The replies are kept
in memory: after a restart, an old reply is redrawn at its next press.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cogs.shared.mistakes import FAILURES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

_log = logging.getLogger(__name__)
MAX_PEOPLE = 500  # with open replies in memory
MAX_PER_PERSON = 5  # open replies


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenReply:
    message_id: int
    interaction: discord.Interaction
    redraw: Callable[[], Awaitable[None]]


class OpenReplies:
    """The latest replies of each of the people who used a command most recently."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, list[_OpenReply]] = OrderedDict()

    def remember(
        self, interaction: discord.Interaction, message_id: int, redraw: Callable[[], Awaitable[None]]
    ) -> None:
        """Register a message that shows current state; `redraw` draws it again through the same interaction."""
        person = interaction.user.id
        others = [answer for answer in self._open.get(person, ()) if answer.message_id != message_id]
        answer = _OpenReply(message_id=message_id, interaction=interaction, redraw=redraw)
        self._open[person] = [*others, answer][-MAX_PER_PERSON:]
        self._open.move_to_end(person)
        while len(self._open) > MAX_PEOPLE:
            self._open.popitem(last=False)

    async def refresh(self, interaction: discord.Interaction) -> None:
        """Redraw the person's replies after a change, except the one that this interaction has drawn.

        Never raises: dismissed and expired replies are dropped.
        """
        for answer in self._open.pop(interaction.user.id, []):
            if answer.interaction is not interaction:
                if answer.interaction.is_expired():
                    continue
                try:
                    await answer.redraw()
                except FAILURES as error:
                    _log.info("An open reply could not be redrawn: %s", error)
                    continue
            # A redraw has registered its message again; the reply of this interaction is put back
            redrawn = [other.message_id for other in self._open.get(interaction.user.id, ())]
            if answer.message_id not in redrawn:
                self._open.setdefault(interaction.user.id, []).append(answer)
