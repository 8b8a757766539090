"""`/alerts pause` and `resume`, the form behind *Pause*, and what *Resume* and *Undo* do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.interactions.replies import answer, put_off_press
from bot.discord_io.render.custom_ids import RESUME_ALL_PATTERN
from bot.service.subscriptions.pauses import pause_end
from cogs.pausing.buttons import (
    RESUME_PATTERN,
    buttons,
    resume_all_button,
    resume_button,
)
from cogs.pausing.form import ALL, FORM_PREFIX, UNTIL, pause_all_form, pause_form, paused_by
from cogs.pausing.words import (
    all_moved_text,
    all_paused_text,
    all_resumed_text,
    paused_text,
    resumed_text,
    running_text,
)
from cogs.shared.again import again_offered
from cogs.shared.forms import form_id, submitted_values
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import resolve_target
from cogs.shared.undo import undo_button

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.subscription import Subscription
    from cogs.services import Services
    from cogs.shared.open_answers import OpenAnswers


class PauseHandler:
    """Acts for those who may manage alerts. `item_classes` are for the client.

    Each answer goes into what was deferred before, or into a reply of its own beside a message that is to stay.
    """

    def __init__(self, services: Services, open_answers: OpenAnswers) -> None:
        self._services = services
        self._open = open_answers
        self.item_classes = (
            on_press(RESUME_PATTERN, self._resume_pressed, require_manager),
            on_press(RESUME_ALL_PATTERN, self._resume_all_pressed, require_manager),
        )

    async def pause(self, interaction: discord.Interaction, ref: str | None, until: str | None) -> None:
        """Pause one, or all of this channel, until a moment in its time zone.

        An end that cannot be is answered with the way to the form for it.
        """
        owner = owner_of(interaction)
        until = (until or "").strip() or None
        found = None if ref is None else await self._services.subscriptions.get(owner, ref)
        here = await _here(interaction) if found is None else found.destination_id
        key = f"{ALL}{here}" if found is None else found.id
        async with again_offered(interaction, f"{FORM_PREFIX}{key}", {UNTIL: until or ""}):
            end = await self._end(here, until)
            if found is None:
                await self._pause_all(interaction, here, end)
            else:
                await self._pause_one(interaction, found, end)

    async def resume(self, interaction: discord.Interaction, ref: str | None) -> None:
        """Let one match again, or all of this channel."""
        if ref is None:
            await self._resume_all(interaction, await _here(interaction))
        else:
            await self._resume_one(interaction, ref)

    async def submitted(self, interaction: discord.Interaction) -> str | None:
        """Do what the form asks, and say so; the key of the form, None when it is another one.

        Raises PauseError, and what else `pause` raises, before anything is answered where what was typed is wrong.
        """
        key = form_id(interaction, FORM_PREFIX)
        if key is None:
            return None
        owner = owner_of(interaction)
        channel = paused_by(key)
        found = await self._services.subscriptions.get(owner, key) if channel is None else None
        until = next(iter(submitted_values(interaction).get(UNTIL, ())), "").strip() or None
        end = await self._end(found.destination_id if found else channel or 0, until)
        await interaction.response.defer()
        if found is None:
            await self._pause_all(interaction, channel or 0, end)
        else:
            await self._pause_one(interaction, found, end)
        return key

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed; None when it is another one. Raises as `form` does."""
        if not form.startswith(FORM_PREFIX):
            return None
        key = form.removeprefix(FORM_PREFIX)
        if (channel := paused_by(key)) is None:
            return await self.form(interaction, key, typed.get(UNTIL, ""))
        return pause_all_form(channel, typed.get(UNTIL, ""))

    async def form(self, interaction: discord.Interaction, ref: str, typed: str = "") -> discord.ui.Modal:
        """Asks until when one is to be paused. Raises DeniedError and UnknownSubscriptionError."""
        owner = owner_of(interaction)
        return pause_form(await self._services.subscriptions.get(owner, ref), typed)

    async def _pause_one(
        self, interaction: discord.Interaction, found: Subscription, end: datetime | None
    ) -> None:
        owner = owner_of(interaction)
        may_post = partial(require_post, interaction)
        done = await self._services.subscriptions.pause(owner, found.id, until=end, may_post=may_post)
        text = paused_text(done, await self._services.subscriptions.waiting(done.subscription))
        undo = [undo_button(done.key)] if done.key else []
        await self._tell(interaction, text, buttons(resume_button(done.subscription), *undo))

    async def _pause_all(
        self, interaction: discord.Interaction, destination_id: int, end: datetime | None
    ) -> None:
        owner = owner_of(interaction)
        changed = await self._services.channel_pauses.pause(
            owner, destination_id, partial(require_post, interaction), end
        )
        if changed.moved:
            text = all_moved_text(changed.subscriptions)
        else:
            waiting = await self._services.subscriptions.waiting(*changed.subscriptions)
            text = all_paused_text(changed.subscriptions, waiting, paused_before=changed.others)
        await self._tell(interaction, text, buttons(resume_all_button(destination_id), undo_button(changed.key)))

    async def _resume_one(self, interaction: discord.Interaction, ref: str) -> None:
        owner = owner_of(interaction)
        may_post = partial(require_post, interaction)
        done = await self._services.subscriptions.resume(owner, ref, may_post=may_post)
        if not done.key:
            await self._tell(interaction, running_text(done.subscription))
            return
        text = resumed_text(done.subscription, await self._services.subscriptions.waiting(done.subscription))
        await self._tell(interaction, text, buttons(undo_button(done.key)))

    async def _resume_all(self, interaction: discord.Interaction, destination_id: int) -> None:
        owner = owner_of(interaction)
        await require_post(interaction, destination_id)
        changed = await self._services.channel_pauses.resume(owner, destination_id)
        waiting = await self._services.subscriptions.waiting(*changed.subscriptions)
        text = all_resumed_text(changed.subscriptions, waiting)
        await self._tell(interaction, text, buttons(undo_button(changed.key)))

    async def _resume_pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await put_off_press(interaction)
        await self._resume_one(interaction, match["subscription"])

    async def _resume_all_pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await put_off_press(interaction)
        await self._resume_all(interaction, int(match["destination"]))

    async def _tell(
        self, interaction: discord.Interaction, text: str, view: discord.ui.View | None = None
    ) -> None:
        """In a reply beside a message that is to stay."""
        if _stays(interaction):
            await answer(interaction, content=text, **({} if view is None else {"view": view}))
        else:
            await interaction.edit_original_response(content=text, embed=None, view=view)
        await self._open.refresh(interaction)

    async def _end(self, destination_id: int, until: str | None) -> datetime | None:
        if until is None:
            return None
        zone = (await self._services.preferences.holding(destination_id)).schedule.times.zone
        return pause_end(until, self._services.now(), zone)


async def _here(interaction: discord.Interaction) -> int:
    """Where alerts go that somebody asks for without naming a channel: this one, or their direct messages."""
    return (await resolve_target(interaction, None)).destination.id


def _stays(interaction: discord.Interaction) -> bool:
    """Whether what was put off would change a list or panel, which no text can take the place of."""
    if interaction.response.type is not discord.InteractionResponseType.deferred_message_update:
        return False
    return interaction.message is not None and interaction.message.flags.components_v2
