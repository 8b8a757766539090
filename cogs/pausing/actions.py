"""`/alerts pause` and `resume`, the form behind *Pause*, and what *Resume* and *Undo* do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.interactions.replies import answer, put_off_press
from bot.discord_io.render.custom_ids import RESUME_ALL_PATTERN
from bot.domain.subscription import Destination
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.pauses import pause_end
from cogs.pausing.buttons import (
    ALL,
    FORM_PREFIX,
    RESUME_PATTERN,
    UNTIL,
    pause_form,
    resume_all_button,
    resume_button,
)
from cogs.pausing.words import paused_text, resumed_text
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.layouts import buttons
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import resolve_target
from cogs.shared.undo import undo_buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.subscriptions.undo import Change
    from cogs.services import Services


class PauseHandler:
    """Acts for those who may manage alerts. `item_classes` are for the client.

    Each answer goes into what was deferred before, or into a reply of its own beside a message that is to stay.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        patterns = (RESUME_PATTERN, RESUME_ALL_PATTERN)
        self.item_classes = tuple(on_press(pattern, self._pressed, require_manager) for pattern in patterns)

    async def pause(self, interaction: discord.Interaction, ref: str | None, until: str | None) -> None:
        """Pause one, or all of this channel, until a moment in its time zone.

        An end that cannot be is answered with the way to the form for it.
        """
        if ref is None:
            key = f"{ALL}{await _here(interaction)}"
        else:
            key = (await self._services.subscriptions.get(owner_of(interaction), ref)).id
        await self._services.forms.take(interaction, f"{FORM_PREFIX}{key}", {UNTIL: until or ""})

    async def resume(self, interaction: discord.Interaction, ref: str | None) -> None:
        """Let one match again, or all of this channel."""
        await self._resumed(interaction, await _here(interaction) if ref is None else ref)

    async def opened(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """The form of a subscription or channel. Raises DeniedError and UnknownSubscriptionError."""
        if not key.startswith(ALL):
            await self._services.subscriptions.get(owner_of(interaction), key)
        return pause_form(key, typed.get(UNTIL, ""))

    async def answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Pause what the form is about. Raises PauseError before anything is answered."""
        owner, until = owner_of(interaction), typed.get(UNTIL, "").strip()
        where: str | int = key
        place = 0
        if key.startswith(ALL):
            number = key.removeprefix(ALL)
            where = place = int(number) if is_id(number) else 0  # where somebody forged it
        elif until:
            place = (await self._services.subscriptions.get(owner, key)).destination_id
        end: datetime | None = None
        if until:
            there = await self._services.preferences.holding(Destination(id=place, guild_id=None))
            end = pause_end(until, self._services.now(), there.schedule.times.zone)
        if not interaction.response.is_done():
            await interaction.response.defer()
        done = await self._services.subscriptions.pause(
            owner, where, until=end, may_post=partial(require_post, interaction)
        )
        text = paused_text(done, await self._waiting(done))
        resume = resume_button(done[0].subscription) if where == key else resume_all_button(place)
        await self._tell(interaction, text, resume, *undo_buttons(done[0]))

    async def _resumed(self, interaction: discord.Interaction, where: str | int) -> None:
        """One, by its id or name, or all of a channel."""
        may_post = partial(require_post, interaction)
        done = await self._services.subscriptions.resume(owner_of(interaction), where, may_post=may_post)
        await self._tell(interaction, resumed_text(done, await self._waiting(done)), *undo_buttons(done[0]))

    async def _waiting(self, done: Sequence[Change]) -> int:
        return await self._services.subscriptions.waiting(*(one.subscription for one in done))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await put_off_press(interaction)
        which = match.groupdict()
        await self._resumed(interaction, which.get("subscription") or int(match["destination"]))

    async def _tell(self, interaction: discord.Interaction, text: str, *items: discord.ui.Button[Any]) -> None:
        """In a reply beside a message that is to stay."""
        view = buttons(*items) if items else None
        if _stays(interaction):
            await answer(interaction, content=text, **({} if view is None else {"view": view}))
        else:
            await interaction.edit_original_response(content=text, embed=None, view=view)
        await self._services.open_answers.refresh(interaction)


async def _here(interaction: discord.Interaction) -> int:
    """Where alerts go that somebody asks for without naming a channel: this one, or their direct messages."""
    return (await resolve_target(interaction, None)).destination.id


def _stays(interaction: discord.Interaction) -> bool:
    """Whether what was put off would change a list or panel, which no text can take the place of."""
    if interaction.response.type is not discord.InteractionResponseType.deferred_message_update:
        return False
    return interaction.message is not None and interaction.message.flags.components_v2
