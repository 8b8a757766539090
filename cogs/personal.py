"""`/paperboy data`: show and delete what is stored about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clip, safe
from cogs.shared.layouts import button, buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.service.personal import PersonalData
    from cogs.services import Services

_BUTTON: Final = "paperboy:data:"
_PATTERN: Final = rf"{_BUTTON}(?P<action>delete|confirm|keep)"
_SERVERS: Final = 10
_OWN: Final = 5
_NAME, _QUERY = 60, 100


class PersonalDataHandler:
    """Shows each person their own data only, and deletes it on request."""

    def __init__(self, services: Services) -> None:
        self._records = services.personal
        services.presses.for_all(_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction) -> None:
        """Show the stored data in the deferred reply."""
        data = await self._records.read(interaction.user.id, await _direct_messages(interaction))
        if data.is_empty:
            text = gettext(
                "I store nothing about you: no subscription is yours, and of what you search, read or press I "
                "keep nothing."
            )
            await interaction.edit_original_response(content=text)
            return
        text = clip("\n".join(_stored_text(interaction, data)), MESSAGE_LENGTH)
        view = buttons(button(pgettext("button", "Delete …"), f"{_BUTTON}delete"))  # it only asks
        await interaction.edit_original_response(content=text, view=view)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        person, dm_id = interaction.user.id, await _direct_messages(interaction)
        data = await self._records.read(person, dm_id)
        if match["action"] == "delete":
            danger = discord.ButtonStyle.danger
            confirm = button(pgettext("button", "Delete it"), f"{_BUTTON}confirm", danger)
            view = buttons(confirm, button(pgettext("button", "Keep it"), f"{_BUTTON}keep"))
            await interaction.edit_original_response(content=_question(data), view=view)
            return
        text = gettext("Nothing was deleted.")
        if match["action"] == "confirm":
            await self._records.forget(person, dm_id)
            consequence = gettext("Your subscriptions in our direct messages have ended.") if data.own else ""
            text = gettext(
                "Deleted: your user id is gone from everything I store. It is stored again if you subscribe again."
            )
            text = sentences(text, consequence)
        await interaction.edit_original_response(content=text, view=None)


def _question(data: PersonalData) -> str:
    """List what will be deleted and what will be kept."""
    # NOTE: the last of a list of what will be deleted, or all of it
    everywhere = gettext("your user id, everywhere")
    deleted = [everywhere]
    consequence = ""
    if data.own or data.has_place:
        deleted = [
            # NOTE: an item of a list of what will be deleted
            gettext("the subscriptions that you made in our direct messages"),
            # NOTE: an item of a list of what will be deleted
            gettext("the settings of that channel, and the papers that wait to be posted there"),
            everywhere,
        ]
        consequence = gettext("No more alerts come there, and Undo does not bring these subscriptions back.")
    kept = [
        # NOTE: an item of a list of what will be kept
        gettext(
            "subscriptions that you made in servers: they are the server's and go on, without saying who made "
            "them. Whoever manages alerts there can end them."
        ),
        # NOTE: an item of a list of what will be kept
        gettext("messages that I have posted: they stay in Discord"),
        # NOTE: an item of a list of what will be kept
        gettext(
            "which papers were posted in a channel, also in our direct messages: for up to 400 days, by the "
            "channel's number, so that none comes twice"
        ),
    ]
    parts = (
        gettext("**Delete what I store about you?**"),
        # NOTE: a list follows
        _bullet_list(gettext("**Will be deleted:**"), deleted),
        consequence,
        # NOTE: a list follows
        _bullet_list(gettext("**Will be kept:**"), kept),
        gettext("Backups of my host may hold it for longer."),
    )
    return "\n\n".join(filter(None, parts))


def _bullet_list(heading: str, items: Sequence[str]) -> str:
    return "\n".join((heading, *(f"- {point}" for point in items)))


def _stored_text(interaction: discord.Interaction, data: PersonalData) -> list[str]:
    user_id = inline_code(str(interaction.user.id))
    items: list[str] = []
    if data.servers:
        most = sorted(data.servers, key=lambda guild_id: (-data.servers[guild_id], guild_id))[:_SERVERS]
        guilds = [(interaction.client.get_guild(guild_id), guild_id) for guild_id in most]
        named = [safe(guild.name, _NAME) if guild else str(guild_id) for guild, guild_id in guilds]
        # NOTE: an item of a list that begins "What I store about you"; {servers} are names
        items.append(
            ngettext(
                "your user id, as the one who made {number} subscription in servers: {servers}",
                "your user id, as the one who made {number} subscriptions in servers: {servers}",
                sum(data.servers.values()),
                servers=some_of(named, len(data.servers)),
            )
        )
    if data.own:
        queries = [inline_code(clip(one.query, _QUERY)) for one in data.own[:_OWN]]
        # NOTE: an item of a list that begins "What I store about you"
        items.append(gettext("alerts in your direct messages: {queries}", queries=some_of(queries, len(data.own))))
    if data.has_place:
        # NOTE: an item of a list that begins "What I store about you"
        items.append(gettext("the channel of our direct messages, how alerts come there, and which papers did"))
    if data.ended:
        items.append(
            # NOTE: an item of a list that begins "What I store about you"
            ngettext(
                "{number} subscription of yours that ended within the last hour, for Undo",
                "{number} subscriptions of yours that ended within the last hour, for Undo",
                data.ended,
            )
        )
    if troubles := max(data.notices, data.reminders):
        items.append(
            # NOTE: an item of a list that begins "What I store about you"
            ngettext(
                "that I told you of {number} trouble with alerts",
                "that I told you of {number} troubles with alerts",
                troubles,
            )
        )
    if data.drafts:
        items.append(
            # NOTE: an item of a list that begins "What I store about you"
            ngettext(
                "{number} draft that you have not saved yet, for 15 minutes",
                "{number} drafts that you have not saved yet, for 15 minutes",
                data.drafts,
            )
        )
    return [
        gettext("What I store about you, by your user id {id}:", id=user_id),
        *(f"• {point}" for point in items),
        gettext(
            "I store no messages, no names, and nothing of what you search, read or press. Whoever hosts me can "
            "read what is stored."
        ),
    ]


async def _direct_messages(interaction: discord.Interaction) -> int | None:
    """Return the id of the person's DM channel; None if Discord does not open it."""
    try:
        return (await interaction.user.create_dm()).id
    except discord.HTTPException:
        return None
