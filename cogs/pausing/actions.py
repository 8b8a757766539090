"""`/alerts pause` and `resume`, the form behind *Pause*, and what *Resume* and *Undo* do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.replies import answer, change_later
from bot.discord_io.render.custom_ids import RESUME_ALL_PATTERN
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.channel_pauses import Changed
from bot.service.subscriptions.pauses import pause_end
from cogs.pausing.buttons import (
    FORM_PREFIX,
    RESUME_PATTERN,
    cost_of_pausing,
    resume_all_button,
    resume_button,
)
from cogs.shared.forms import text_field, titled
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import place
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import resolve_target
from cogs.shared.undo import names, undo_button

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.domain.subscription import Subscription
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
        await self._services.forms.take(interaction, f"{FORM_PREFIX}{key}", {_UNTIL: until or ""})

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
        return titled(title, f"{FORM_PREFIX}{key}", discord.ui.TextDisplay[Any](cost_of_pausing()), field)

    async def answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Pause what the form is about. Raises PauseError before anything is answered."""
        owner, until = owner_of(interaction), typed.get(_UNTIL, "").strip()
        found: Subscription | None = None
        if key.startswith(_ALL):
            number = key.removeprefix(_ALL)
            channel = int(number) if is_id(number) else 0  # where somebody forged it
        else:
            found = await self._services.subscriptions.get(owner, key)
            channel = found.destination_id
        zone = (await self._services.preferences.holding(channel)).schedule.times.zone if until else None
        end = pause_end(until, self._services.now(), zone) if zone is not None else None
        if not interaction.response.is_done():
            await interaction.response.defer()
        may_post = partial(require_post, interaction)
        if found is None:
            done = await self._services.channel_pauses.pause(owner, channel, may_post, end)
            resume = resume_all_button(channel)
        else:
            one = await self._services.subscriptions.pause(owner, found.id, until=end, may_post=may_post)
            done = Changed(key=one.key, subscriptions=(one.subscription,), moved=found.paused)
            resume = resume_button(found)
        text = _paused_text(done, await self._services.subscriptions.waiting(*done.subscriptions))
        await self._tell(interaction, text, resume, *([undo_button(done.key)] if done.key else ()))

    async def _resumed(self, interaction: discord.Interaction, ref: str | int) -> None:
        """One, by its id or name, or all of a channel."""
        owner, may_post = owner_of(interaction), partial(require_post, interaction)
        if isinstance(ref, int):
            await require_post(interaction, ref)
            done = await self._services.channel_pauses.resume(owner, ref)
        else:
            one = await self._services.subscriptions.resume(owner, ref, may_post=may_post)
            if not one.key:
                name, channel = names([one.subscription]), place(one.subscription)
                running = gettext(
                    "{subscription} was not paused: new matches go to {channel}.",
                    subscription=name,
                    channel=channel,
                )
                await self._tell(interaction, running)
                return
            done = Changed(key=one.key, subscriptions=(one.subscription,))
        text = _resumed_text(done, await self._services.subscriptions.waiting(*done.subscriptions))
        await self._tell(interaction, text, undo_button(done.key))

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
    """Where alerts go that somebody asks for without naming a channel: this one, or their direct messages."""
    return (await resolve_target(interaction, None)).destination.id


def _paused_text(done: Changed, waiting: int) -> str:
    """Confirm a pause: which subscriptions, until when, and what *Undo* does."""
    first = done.subscriptions[0]
    told = gettext(
        "Paused in {channel}: {subscriptions}.", channel=place(first), subscriptions=names(done.subscriptions)
    )
    if first.paused_until:
        end = format_dt(first.paused_until, "f")
        lasts = gettext("The pause lasts until {time}, or until somebody ends it.", time=end)
    else:
        lasts = gettext("The pause lasts until somebody ends it.")
    if done.moved:
        return sentences(told, lasts, gettext("Undo works for an hour."))
    # NOTE: Undo and Resume all are buttons
    both = gettext(
        "Undo works for an hour and resumes only these; Resume all also resumes what was paused before."
    )
    # NOTE: Undo is a button below
    alone = gettext("You can undo this for an hour; then no paper is missed.")
    held = ngettext(
        "Not posted yet and held until then: {number} paper.",
        "Not posted yet and held until then: {number} papers.",
        waiting,
    )
    undo = both if done.others else alone
    return sentences(told, lasts, cost_of_pausing(), held if waiting else "", undo)


def _resumed_text(done: Changed, waiting: int) -> str:
    """Confirm a resumption, and say what is posted now."""
    told = gettext(
        "Resumed in {channel}: {subscriptions}.",
        channel=place(done.subscriptions[0]),
        subscriptions=names(done.subscriptions),
    )
    missed = gettext("What matched during the pause is not posted.")
    released = ngettext(
        "Waiting from before it, and posted now: {number} paper.",
        "Waiting from before it, and posted now: {number} papers.",
        waiting,
    )
    return sentences(told, missed, released if waiting else "", gettext("Undo works for an hour."))
