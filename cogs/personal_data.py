"""`/paperboy data`: show and delete what is stored about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code_blocks import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import EVERY_PAPER
from bot.language.formats import some_of
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clip, safe
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import shown_name

if TYPE_CHECKING:
    import re

    from bot.service.personal_data import PersonalData
    from cogs.services import Services

_BUTTON_PREFIX = "paperboy:data:"
_PATTERN = rf"{_BUTTON_PREFIX}(?P<action>delete|confirm|keep)"
_MAX_SERVERS = 10  # that are named
_MAX_OWN = 5  # subscriptions in direct messages that are named
_NAME_LENGTH, _QUERY_LENGTH = 60, 100  # UTF-16 code units


class PersonalDataHandler:
    """Shows each person their own data only, and deletes it on request."""

    def __init__(self, services: Services) -> None:
        self._records = services.personal
        services.presses.for_all(_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction) -> None:
        """Show the stored data in the deferred reply."""
        data = await self._records.read(interaction.user.id, await _dm_channel_id(interaction))
        if data.is_empty:
            await interaction.edit_original_response(content=gettext("I store nothing about you."))
            return
        text = clip("\n".join(_stored_text(interaction, data)), MESSAGE_LENGTH)
        view = buttons(button(pgettext("button", "Delete…"), f"{_BUTTON_PREFIX}delete"))  # asks first
        await interaction.edit_original_response(content=text, view=view)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        if match["action"] == "delete":
            danger = discord.ButtonStyle.danger
            confirm = button(pgettext("button", "Delete"), f"{_BUTTON_PREFIX}confirm", danger)
            view = buttons(confirm, button(pgettext("button", "Cancel"), f"{_BUTTON_PREFIX}keep"))
            await interaction.edit_original_response(content=_question(), view=view)
            return
        text = gettext("Nothing was deleted.")
        if match["action"] == "confirm":
            await self._records.forget(interaction.user.id, await _dm_channel_id(interaction))
            text = gettext("Your data was deleted.")
        await interaction.edit_original_response(content=text, view=None)


def _question() -> str:
    """List what will be deleted and what will be kept."""
    deleted = gettext(
        "**Will be deleted:** your user ID, e-mail address, likes, saved papers, feeds, sources, notices and"
        " drafts; your subscriptions in direct messages, with their settings and pending alerts. This cannot"
        " be undone."
    )
    kept = gettext(
        "**Will be kept:** subscriptions in servers, without your ID; posted messages; the "
        "record of posted papers (for up to 400 days)."
    )
    return "\n".join((deleted, kept, gettext("Deleted data may remain in this bot's backups for a while.")))


def _stored_text(interaction: discord.Interaction, data: PersonalData) -> list[str]:
    items: list[str] = []
    if data.made_by_server:
        most = sorted(data.made_by_server, key=lambda guild_id: (-data.made_by_server[guild_id], guild_id))[
            :_MAX_SERVERS
        ]
        guilds = [(interaction.client.get_guild(guild_id), guild_id) for guild_id in most]
        names = [safe(guild.name, _NAME_LENGTH) if guild else str(guild_id) for guild, guild_id in guilds]
        # NOTE: an item of a list that begins "Stored about you"; {servers} are names
        items.append(
            ngettext(
                "{number} subscription created in {servers}",
                "{number} subscriptions created in {servers}",
                sum(data.made_by_server.values()),
                servers=some_of(names, len(data.made_by_server)),
            )
        )
    if data.own:
        queries = [
            shown_name(one) if one.query == EVERY_PAPER else inline_code(clip(one.query, _QUERY_LENGTH))
            for one in data.own[:_MAX_OWN]
        ]
        # NOTE: an item of a list that begins "Stored about you"
        items.append(
            gettext("subscriptions in direct messages: {queries}", queries=some_of(queries, len(data.own)))
        )
    if data.has_direct_messages:
        # NOTE: an item of a list that begins "Stored about you"
        items.append(gettext("settings for your direct messages with me, and the papers I posted there"))
    if data.deleted:
        # NOTE: an item of a list that begins "Stored about you"
        items.append(
            ngettext(
                "{number} deleted subscription (undo within an hour)",
                "{number} deleted subscriptions (undo within an hour)",
                data.deleted,
            )
        )
    # Most reminders are of a notice that is counted: a sum would count those twice.
    if notices := max(data.notices, data.reminders):
        # NOTE: an item of a list that begins "Stored about you"
        items.append(ngettext("{number} notice sent to you", "{number} notices sent to you", notices))
    if data.drafts:
        # NOTE: an item of a list that begins "Stored about you"
        items.append(
            ngettext(
                "{number} open draft, kept for 15 minutes",
                "{number} open drafts, kept for 15 minutes",
                data.drafts,
            )
        )
    if data.likes:
        # NOTE: an item of a list that begins "Stored about you": likes of papers, and papers that are not for them
        items.append(ngettext("{number} like or dislike", "{number} likes and dislikes", data.likes))
    if data.saved:
        # NOTE: an item of a list that begins "Stored about you"
        items.append(ngettext("{number} saved paper", "{number} saved papers", data.saved))
    if data.sources:
        # NOTE: an item of a list that begins "Stored about you": feeds and other sources of papers
        items.append(
            ngettext(
                "{number} source added in direct messages",
                "{number} sources added in direct messages",
                data.sources,
            )
        )
    # NOTE: an item of a list that begins "Stored about you"
    feeds = ngettext("{number} feed for feed readers", "{number} feeds for feed readers", data.feeds)
    items += [feeds] * bool(data.feeds)
    # NOTE: an item of a list that begins "Stored about you"
    items += [gettext("your e-mail address (see `/alerts email`)")] * bool(data.mails)
    return [
        gettext("Stored about you, under your user ID {id}:", id=inline_code(str(interaction.user.id))),
        *(f"- {item}" for item in items),
        "",  # else it would look like a part of the last item
        gettext(
            "Not stored: your name, messages, button presses (except likes and saved papers) and searches"
            " (except mistyped ones, for 15 minutes)."
        ),
    ]


async def _dm_channel_id(interaction: discord.Interaction) -> int | None:
    """Return the id of the person's DM channel; None if Discord does not open it."""
    try:
        return (await interaction.user.create_dm()).id
    except discord.HTTPException:
        return None
