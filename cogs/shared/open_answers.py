"""Answers that show how things are, such as the settings panel: drawn anew when their person changes something.

Only whoever asked sees such an answer, and Discord lets it be changed by the interaction that made it, for a
quarter of an hour. That is remembered in memory; after a restart an old answer changes again with its next press.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cogs.shared.mistakes import FAILURES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

_log = logging.getLogger(__name__)
PEOPLE: Final = 500
EACH: Final = 5  # answers of one person


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    message_id: int
    interaction: discord.Interaction
    redraw: Callable[[], Awaitable[None]]


class OpenAnswers:
    """The last answers of each of the people who used a command most recently."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, list[_Open]] = OrderedDict()

    def remember(
        self, interaction: discord.Interaction, message_id: int, redraw: Callable[[], Awaitable[None]]
    ) -> None:
        """The message shows how things are; `redraw` draws it again, by the same interaction."""
        person = interaction.user.id
        others = [one for one in self._open.get(person, ()) if one.message_id != message_id]
        made = _Open(message_id=message_id, interaction=interaction, redraw=redraw)
        self._open[person] = [*others, made][-EACH:]
        self._open.move_to_end(person)
        while len(self._open) > PEOPLE:
            self._open.popitem(last=False)

    async def refresh(self, interaction: discord.Interaction) -> None:
        """Something has changed: draw the person's answers again, but that which this interaction has drawn.

        Never raises: what was dismissed, or is too old to be changed, is left alone.
        """
        for one in self._open.pop(interaction.user.id, []):
            if one.interaction is not interaction:
                if one.interaction.is_expired():
                    continue
                try:
                    await one.redraw()
                except FAILURES as error:
                    _log.info("An answer that shows how things were could not be drawn again: %s", error)
                    continue
            known = [other.message_id for other in self._open.get(interaction.user.id, ())]
            if one.message_id not in known:
                self._open.setdefault(interaction.user.id, []).append(one)
