"""The commands `/alerts pause` and `/alerts resume`, the form behind *Pause*, and the *Resume* buttons."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.replies import answer, change_later
from bot.discord_io.render.custom_ids import RESUME_ALL_PATTERN
from bot.domain.subscription import Destination
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.pauses import parse_pause_end
from cogs.pausing.buttons import (
    FORM_PREFIX,
    RESUME_PATTERN,
    held_sentence,
    missed_sentence,
    resume_all_button,
    resume_button,
)
from cogs.shared.channel_option import resolve_target
from cogs.shared.forms import modal, text_field
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import mention_of
from cogs.shared.posting_rights import require_post
from cogs.shared.undo import some_names, undo_buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.service.subscriptions.undo import Change
    from cogs.services import Services
    from cogs.shared.layouts import Item

_CHANNEL_KEY_PREFIX = "all-"  # before a channel's id in the form's key; ids of subscriptions have no dash
_UNTIL_FIELD = "until"
_UNTIL_LENGTH = 40  # characters


class PauseHandler:
    """Pauses and resumes, for people who can manage alerts.

    Methods but `build_form` fill in the deferred reply. A press on a list, which stays, gets a new reply instead.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(RESUME_PATTERN, self._pressed)
        services.presses.on(RESUME_ALL_PATTERN, self._pressed)

    async def pause(self, interaction: discord.Interaction, ref: str | None, until: str | None) -> None:
        """Pause a subscription, or without `ref` this whole channel, until a time in the channel's time zone.

        The reply to an invalid time has a button that opens the form.
        """
        if ref is None:
            key = f"{_CHANNEL_KEY_PREFIX}{await _this_channel(interaction)}"
        else:
            key = (await self._services.subscriptions.get(owner_of(interaction), ref)).id
        await self._services.forms.handle(interaction, f"{FORM_PREFIX}{key}", {_UNTIL_FIELD: until or ""})

    async def resume(self, interaction: discord.Interaction, ref: str | None) -> None:
        """Resume a subscription, or without `ref` this whole channel."""
        target = await _this_channel(interaction) if ref is None else ref
        await self._resume(interaction, target, again=False)

    async def build_form(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """Return the form to pause a subscription or channel. Raises UnknownSubscriptionError."""
        title = pgettext("form", "Pause this channel")
        if not key.startswith(_CHANNEL_KEY_PREFIX):
            await self._services.subscriptions.get(owner_of(interaction), key)
            title = pgettext("button", "Pause")
        # NOTE: below a field: 75 characters at most; tomorrow, Monday, 12h and 3 days are typed as here
        hint = pgettext("command", "Tomorrow, Monday, 12h, 3 days or a date. Default: until resumed")
        until = typed.get(_UNTIL_FIELD, "")[:_UNTIL_LENGTH]
        field = text_field(_UNTIL_FIELD, pgettext("form", "Until"), until, hint, max_length=_UNTIL_LENGTH)
        return modal(title, f"{FORM_PREFIX}{key}", discord.ui.TextDisplay[Any](missed_sentence()), field)

    async def on_submit(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Pause the subscription or channel of the form. Raises PauseError before it answers."""
        owner, until = owner_of(interaction), typed.get(_UNTIL_FIELD, "").strip()
        target: str | int = key
        channel = 0
        if key.startswith(_CHANNEL_KEY_PREFIX):
            number = key.removeprefix(_CHANNEL_KEY_PREFIX)
            target = channel = int(number) if is_id(number) else 0  # 0 for a forged key
        elif until:
            channel = (await self._services.subscriptions.get(owner, key)).destination_id
        end: datetime | None = None
        if until:
            settings = await self._services.preferences.read_or_default(Destination(id=channel, guild_id=None))
            end = parse_pause_end(until, self._services.now(), settings.schedule.times.zone)
        if not interaction.response.is_done():
            await interaction.response.defer()
        changes = await self._services.subscriptions.pause(
            owner, target, until=end, may_post=partial(require_post, interaction)
        )
        resume = resume_button(changes[0].subscription) if target == key else resume_all_button(channel)
        text = _paused_text(changes, await self._pending(changes))
        await self._reply(interaction, text, resume, *undo_buttons(changes[0]))

    async def _resume(self, interaction: discord.Interaction, target: str | int, *, again: bool = True) -> None:
        """Resume a subscription by id or name, or a whole channel by id; `again` as in `Subscriptions.resume`."""
        changes = await self._services.subscriptions.resume(
            owner_of(interaction), target, may_post=partial(require_post, interaction), again=again
        )
        text = _resumed_text(changes, await self._pending(changes))
        await self._reply(interaction, text, *undo_buttons(changes[0]))

    async def _pending(self, changes: Sequence[Change]) -> int:
        return await self._services.subscriptions.waiting(*(change.subscription for change in changes))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction, keep_layout=True)
        groups = match.groupdict()
        await self._resume(interaction, groups.get("subscription") or int(match["destination"]))

    async def _reply(self, interaction: discord.Interaction, text: str, *items: Item) -> None:
        """Edit the message of the press, or reply beside it if it is a list."""
        message, later = interaction.message, discord.InteractionResponseType.deferred_message_update
        if interaction.response.type is later and message is not None and message.flags.components_v2:
            await answer(interaction, content=text, view=buttons(*items))
        else:
            await interaction.edit_original_response(content=text, embed=None, view=buttons(*items))
        await self._services.open_replies.refresh(interaction)


async def _this_channel(interaction: discord.Interaction) -> int:
    """Return the id of this channel, or of the person's DMs."""
    return (await resolve_target(interaction, None)).destination.id


def _paused_text(changes: Sequence[Change], pending: int) -> str:
    """Confirm a pause: the subscriptions, its end, and for a new pause that papers are skipped or held."""
    first = changes[0]
    head = gettext("Paused in {channel}: {subscriptions}.", **_placeholders(changes))
    if end := first.subscription.paused_until:
        time = format_dt(end, "f")
        head = gettext("Paused in {channel} until {time}: {subscriptions}.", time=time, **_placeholders(changes))
    if not first.key or (first.was and first.was.paused):
        return head
    return sentences(head, missed_sentence(), held_sentence(pending))


def _resumed_text(changes: Sequence[Change], pending: int) -> str:
    """Confirm a resumption, and say what is posted now; or say that nothing was paused."""
    if not changes[0].key:
        return gettext("Already active: {subscriptions}.", subscriptions=_placeholders(changes)["subscriptions"])
    head = gettext("Resumed in {channel}: {subscriptions}.", **_placeholders(changes))
    released = ngettext(
        "{number} earlier match will be posted.", "{number} earlier matches will be posted.", pending
    )
    skipped = gettext("Papers that matched during the pause are skipped.")
    return sentences(head, skipped, released if pending else "")


def _placeholders(changes: Sequence[Change]) -> dict[str, str]:
    """Return the placeholders of a message: the channel, and the names of the changed subscriptions."""
    found = [one.subscription for one in changes]
    return {"channel": mention_of(found[0]), "subscriptions": some_names(found)}
