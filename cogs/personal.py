"""`/paperboy data`: what is stored about the person who asks, and deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.text.phrases import counted
from bot.text.safe import clip, safe

if TYPE_CHECKING:
    import re

    from bot.service.subscriptions.personal import PersonalData
    from cogs.services import Services

_PATTERN: Final = r"paperboy:data:(?P<action>delete|confirm|keep)"
_SERVERS: Final = 10
_OWN: Final = 5
_NAME, _QUERY = 60, 100
_NOTHING: Final = (
    "I store nothing about you: no subscription is yours, and of what you search, read or press I keep nothing."
)
_ELSE: Final = (
    "I store no messages, no names, and nothing of what you search, read or press. Who hosts me can read what is "
    "stored."
)
_CONFIRM: Final = """\
**Delete what I store about you?**
**Goes:** your own alerts with their settings, what waits for them, and your user id wherever it stands.
**Stays:** subscriptions that you made in servers. They are the server's and go on, without saying who made \
them; who manages alerts there can end them. Messages that Discord has are yours or the server's to delete. Which \
papers were posted in a channel, also in our direct messages, is kept for up to 400 days by the channel's \
number, so that none comes twice.
Backups of my host may hold it for longer."""
_GONE: Final = (
    "Deleted: your own alerts have ended, and nothing that I store has your user id any more. If you use me "
    "again, it begins anew."
)


class PersonalDataHandler:
    """Answers each person about themselves alone. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self, services: Services) -> None:
        self._records = services.personal
        self.item_class = on_press(_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction) -> None:
        """What is stored, into the answer that was deferred before."""
        data = await self._records.read(interaction.user.id, await _direct_messages(interaction))
        if data.is_empty:
            await interaction.edit_original_response(content=_NOTHING)
            return
        text = clip("\n".join([*_lines(interaction, data), _ELSE]), MESSAGE_LENGTH)
        await interaction.edit_original_response(content=text, view=_view(("delete", "Delete …", True)))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        if match["action"] == "delete":
            view = _view(("confirm", "Delete it", True), ("keep", "Keep it", False))
            await interaction.edit_original_response(content=_CONFIRM, view=view)
            return
        if match["action"] == "confirm":
            await self._records.forget(interaction.user.id, await _direct_messages(interaction))
        text = _GONE if match["action"] == "confirm" else "Nothing was deleted."
        await interaction.edit_original_response(content=text, view=None)


def _lines(interaction: discord.Interaction, data: PersonalData) -> list[str]:
    lines = [f"What I store about you, by your user id {inline_code(str(interaction.user.id))}:"]
    if data.servers:
        total = counted(sum(data.servers.values()), "subscription")
        lines.append(f"• that you made {total} in servers: {_places(interaction, data)}")
    if data.own:
        queries = ", ".join(inline_code(clip(one.query, _QUERY)) for one in data.own[:_OWN])
        more = f" and {len(data.own) - _OWN} more" if len(data.own) > _OWN else ""
        lines.append(f"• your own alerts: {queries}{more}")
    if data.has_place:
        lines.append("• the channel of our direct messages, how alerts come there, and which papers did")
    if data.ended:
        lines.append(f"• {counted(data.ended, 'subscription')} of yours that ended within the last hour, for Undo")
    if data.notices or data.reminders:
        lines.append(f"• that I told you of {counted(max(data.notices, data.reminders), 'trouble')} with alerts")
    return lines


def _places(interaction: discord.Interaction, data: PersonalData) -> str:
    """The servers by name, where I am there still."""
    most = sorted(data.servers.items(), key=lambda one: (-one[1], one[0]))[:_SERVERS]
    guilds = ((interaction.client.get_guild(guild_id), guild_id, count) for guild_id, count in most)
    named = [
        f"{safe(guild.name, _NAME) if guild else f'server {guild_id}'} ({n})" for guild, guild_id, n in guilds
    ]
    more = [f"{len(data.servers) - _SERVERS} more servers"] if len(data.servers) > _SERVERS else []
    return ", ".join([*named, *more])


async def _direct_messages(interaction: discord.Interaction) -> int | None:
    """The channel of their direct messages with me; None where Discord does not open it."""
    try:
        return (await interaction.user.create_dm()).id
    except discord.HTTPException:
        return None


def _view(*buttons: tuple[str, str, bool]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for action, label, is_danger in buttons:
        style = discord.ButtonStyle.danger if is_danger else discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button[Any](label=label, style=style, custom_id=f"paperboy:data:{action}"))
    view.stop()  # who answers is registered
    return view
