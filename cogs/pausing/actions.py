"""`/alerts pause` and `resume`, the form behind *Pause*, and what *Resume* and *Undo* do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.replies import answer, change_later
from bot.discord_io.render.custom_ids import RESUME_ALL_PATTERN
from bot.domain.subscription import Destination
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.pauses import pause_end
from cogs.pausing.buttons import (
    FORM_PREFIX,
    RESUME_PATTERN,
    cost_of_pausing,
    resume_all_button,
    resume_button,
)
from cogs.shared.forms import modal, text_field
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import mention_of
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import resolve_target
from cogs.shared.undo import some_names, undo_buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.subscriptions.undo import Change
    from cogs.services import Services
    from cogs.shared.layouts import Item

_ALL: Final = "all-"  # begins the key of a channel; no id of a subscription has a dash
_UNTIL: Final = "until"
_LONGEST: Final = 40  # characters


class PauseHandler:
    """Acts for those who may manage alerts.

    Each answer goes into what was deferred before, or into a reply of its own beside a message that is to stay.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(RESUME_PATTERN, self._pressed)
        services.presses.on(RESUME_ALL_PATTERN, self._pressed)

    async def pause(self, interaction: discord.Interaction, ref: str | None, until: str | None) -> None:
        """Pause one, or all of this channel, until a moment in its time zone.

        An end that cannot be is answered with the way to the form for it.
        """
        if ref is None:
            key = f"{_ALL}{await _here(interaction)}"
        else:
            key = (await self._services.subscriptions.get(owner_of(interaction), ref)).id
        await self._services.forms.handle(interaction, f"{FORM_PREFIX}{key}", {_UNTIL: until or ""})

    async def resume(self, interaction: discord.Interaction, ref: str | None) -> None:
        """Let one match again, or all of this channel."""
        await self._resumed(interaction, await _here(interaction) if ref is None else ref)

    async def opened(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """The form of a subscription or channel. Raises DeniedError and UnknownSubscriptionError."""
        title = pgettext("form", "Pause the whole channel")
        if not key.startswith(_ALL):
            await self._services.subscriptions.get(owner_of(interaction), key)
            title = pgettext("form", "Pause the subscription")
        # NOTE: below a field: 75 characters at most; tomorrow, Monday, 12h and 3 days are typed as here
        hint = gettext("tomorrow, Monday, 12h, 3 days or a date. Empty: until resumed.")
        until = typed.get(_UNTIL, "")[:_LONGEST]
        field = text_field(_UNTIL, pgettext("form", "Until"), until, hint, most=_LONGEST)
        return modal(title, f"{FORM_PREFIX}{key}", discord.ui.TextDisplay[Any](cost_of_pausing()), field)

    async def answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Pause what the form is about. Raises PauseError before anything is answered."""
        owner, until = owner_of(interaction), typed.get(_UNTIL, "").strip()
        where: str | int = key
        channel = 0
        if key.startswith(_ALL):
            number = key.removeprefix(_ALL)
            where = channel = int(number) if is_id(number) else 0  # where somebody forged it
        elif until:
            channel = (await self._services.subscriptions.get(owner, key)).destination_id
        end: datetime | None = None
        if until:
            there = await self._services.preferences.holding(Destination(id=channel, guild_id=None))
            end = pause_end(until, self._services.now(), there.schedule.times.zone)
        if not interaction.response.is_done():
            await interaction.response.defer()
        done = await self._services.subscriptions.pause(
            owner, where, until=end, may_post=partial(require_post, interaction)
        )
        resume = resume_button(done[0].subscription) if where == key else resume_all_button(channel)
        await self._tell(
            interaction, _paused_text(done, await self._waiting(done)), resume, *undo_buttons(done[0])
        )

    async def _resumed(self, interaction: discord.Interaction, where: str | int) -> None:
        """One, by its id or name, or all of a channel."""
        may_post = partial(require_post, interaction)
        done = await self._services.subscriptions.resume(owner_of(interaction), where, may_post=may_post)
        await self._tell(interaction, _resumed_text(done, await self._waiting(done)), *undo_buttons(done[0]))

    async def _waiting(self, done: Sequence[Change]) -> int:
        return await self._services.subscriptions.waiting(*(one.subscription for one in done))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction, keep_layout=True)
        which = match.groupdict()
        await self._resumed(interaction, which.get("subscription") or int(match["destination"]))

    async def _tell(self, interaction: discord.Interaction, text: str, *items: Item) -> None:
        """In a reply beside a message that is to stay."""
        message, later = interaction.message, discord.InteractionResponseType.deferred_message_update
        if interaction.response.type is later and message is not None and message.flags.components_v2:
            await answer(interaction, content=text, view=buttons(*items))
        else:
            await interaction.edit_original_response(content=text, embed=None, view=buttons(*items))
        await self._services.open_answers.refresh(interaction)


async def _here(interaction: discord.Interaction) -> int:
    """The destination for alerts without a named channel: this channel, or the person's DMs."""
    return (await resolve_target(interaction, None)).destination.id


def _paused_text(done: Sequence[Change], waiting: int) -> str:
    """Confirm a pause: which subscriptions, until when, what it costs, and what *Undo* does."""
    first = done[0]
    told = gettext("Paused in {channel}: {subscriptions}.", **_places(done))
    if end := first.subscription.paused_until:
        time = format_dt(end, "f")
        lasts = gettext("The pause lasts until {time}, or until somebody ends it.", time=time)
    else:
        lasts = gettext("The pause lasts until somebody ends it.")
    if not first.key:
        return sentences(told, lasts)
    if first.was and first.was.paused:
        return sentences(told, lasts, gettext("Undo works for an hour."))
    held = ngettext(
        "Not posted yet and held until then: {number} paper.",
        "Not posted yet and held until then: {number} papers.",
        waiting,
    )
    # NOTE: Undo is a button below
    undo = gettext("You can undo this for an hour; then no paper is missed.")
    return sentences(told, lasts, cost_of_pausing(), held if waiting else "", undo)


def _resumed_text(done: Sequence[Change], waiting: int) -> str:
    """Confirm a resumption, and say what is posted now; or that there was no pause."""
    if not done[0].key:
        return gettext("Not paused: {subscriptions}. New matches go to {channel}.", **_places(done))
    told = gettext("Resumed in {channel}: {subscriptions}.", **_places(done))
    missed = gettext("What matched during the pause is not posted.")
    released = ngettext(
        "Waiting from before it, and posted now: {number} paper.",
        "Waiting from before it, and posted now: {number} papers.",
        waiting,
    )
    return sentences(told, missed, released if waiting else "", gettext("Undo works for an hour."))


def _places(done: Sequence[Change]) -> dict[str, str]:
    """Named places of a message about some in one channel."""
    found = [one.subscription for one in done]
    return {"channel": mention_of(found[0]), "subscriptions": some_names(found)}
