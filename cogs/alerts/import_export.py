"""`/alerts export` and `import`: the alerts as a file, and what a file would change before it does."""

from __future__ import annotations

import asyncio
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import on_press
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.service.alerts_file.document import channels, document
from bot.service.alerts_file.importer import Importer
from bot.service.alerts_file.reader import LARGEST, FileError, read_file
from bot.service.preferences.parse import PreferenceError, read_role
from bot.text.safe import clip
from cogs.alerts.dry_run.finding import DraftGoneError
from cogs.alerts.import_export_view import BUTTON_PATTERN, buttons, plan_text
from cogs.alerts.targets import require_chosen, resolve_channel, resolve_target
from cogs.shared.guards import require_manager
from cogs.shared.posting_rights import require_mention

if TYPE_CHECKING:
    import re
    from datetime import datetime

    from bot.domain.subscription import Destination, Owner
    from bot.service.alerts_file.importer import Changes
    from bot.service.alerts_file.reader import WantedChannel
    from cogs.services import Services

FILE_NAME = "paperboy-alerts.json"
_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    owner: Owner
    changes: Changes
    until: datetime


class ImportExportHandler:
    """Exports, and holds the imports that wait for a decision: in memory, for ten minutes.

    `item_class` is for `Client.add_dynamic_items`.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._importer = Importer(services.subscriptions, services.preferences, services.now, services.catalogue)
        self._pending: dict[str, _Pending] = {}
        self.item_class = on_press(BUTTON_PATTERN, self._pressed)

    async def export(self, interaction: discord.Interaction) -> None:
        """Send the file, into the answer that was deferred before."""
        owner = await require_manager(interaction)
        listed = await self._services.subscriptions.owned(owner)
        if not listed:
            text = gettext("There is nothing to export yet: `/alerts subscribe` makes a subscription.")
            await interaction.edit_original_response(content=text)
            return
        destinations = [await self._services.subscriptions.destination(subscription) for subscription in listed]
        text = document(channels(listed, destinations, lambda channel_id: _name(interaction, channel_id)))
        file = discord.File(io.BytesIO(text.encode()), FILE_NAME)
        count = ngettext("{number} subscription.", "{number} subscriptions.", len(listed))
        use = gettext("Edit the file as you like: `/alerts import` tells what it would change before it does.")
        text = sentences(count, use)
        await interaction.edit_original_response(content=text, attachments=[file])

    async def plan(self, interaction: discord.Interaction, file: discord.Attachment, *, end_missing: bool) -> None:
        """Show what a file would change, in the answer that was deferred before. Raises FileError."""
        owner = await require_manager(interaction)
        wanted = await asyncio.to_thread(read_file, await _read(file), self._services.catalogue)
        found: list[tuple[WantedChannel, Destination]] = []
        for channel in wanted:
            found.append((_checked(interaction, channel), await self._destination(interaction, channel)))
            await asyncio.sleep(0)  # a file may have very many
        changes = await self._importer.plan(owner, interaction.user.id, found, end_missing=end_missing)
        text = plan_text(changes)
        if changes.problems or changes.is_empty:
            await interaction.edit_original_response(content=text)
            return
        await _require_rights(interaction, changes)
        token = secrets.token_hex(8)
        self._drop_expired()
        self._pending[token] = _Pending(owner=owner, changes=changes, until=self._services.now() + _LIFETIME)
        await interaction.edit_original_response(content=text, view=buttons(token, self.item_class))

    async def _destination(self, interaction: discord.Interaction, channel: WantedChannel) -> Destination:
        """Where a channel of the file is: by its id, else by its name. Raises FileError and UnfitChannelError."""
        if interaction.guild is None or (await require_manager(interaction)).guild_id is None:
            return await self._stored((await resolve_target(interaction, None)).destination)
        named = [found for found in interaction.guild.channels if found.name == channel.name]
        by_id = channel.id is not None and interaction.guild.get_channel_or_thread(channel.id) is not None
        if by_id and channel.id is not None:
            return await self._stored((await resolve_channel(interaction, channel.id)).destination)
        if len(named) == 1:
            return await self._stored((await resolve_channel(interaction, named[0].id)).destination)
        name = clip(channel.name, 100) or str(channel.id)
        if named:
            raise FileError(
                gettext(
                    "Nothing was changed. This server has several channels named {name}: "
                    "put the channel's id into the file.",
                    name=name,
                )
            )
        raise FileError(
            gettext(
                "Nothing was changed. This server has no channel named {name}: "
                "put the channel's id into the file.",
                name=name,
            )
        )

    async def _stored(self, destination: Destination) -> Destination:
        """The destination with the preferences that hold there."""
        return await self._services.preferences.stored(destination)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = await require_manager(interaction)
        self._drop_expired()
        pending = self._pending.get(match["token"])
        if pending is None:
            raise DraftGoneError(
                gettext(
                    "That import is over (I may have been restarted), nothing was changed: "
                    "use `/alerts import` again."
                )
            )
        if pending.owner != owner:
            raise DeniedError(gettext("Only the person who asked can decide: use `/alerts import` yourself."))
        del self._pending[match["token"]]
        if match["action"] == "cancel":
            await interaction.response.edit_message(content=gettext("Nothing was changed."), view=None)
            return
        await interaction.response.defer()
        await _require_rights(interaction, pending.changes)  # they may have gone since the plan
        troubles = await self._importer.carry_out(owner, pending.changes)
        lines = [gettext("Imported."), *(f"⚠️ {trouble}" for trouble in troubles)]
        await interaction.edit_original_response(content=clip("\n".join(lines), MESSAGE_LENGTH), view=None)

    def _drop_expired(self) -> None:
        now = self._services.now()
        self._pending = {token: one for token, one in self._pending.items() if one.until > now}


def _checked(interaction: discord.Interaction, channel: WantedChannel) -> WantedChannel:
    """The channel, if the role that it wants mentioned is one of this server. Raises FileError."""
    role_id = channel.preferences.role_id if channel.preferences else None
    guild = interaction.guild
    if role_id is None:
        return channel
    try:
        read_role(role_id, guild.id if guild else role_id, [role.id for role in guild.roles] if guild else [])
    except PreferenceError as error:
        raise FileError(
            gettext(
                "Nothing was changed. `mention_role` {role} in the file: {problem}",
                role=str(role_id),
                problem=error,
            )
        ) from error
    return channel


async def _require_rights(interaction: discord.Interaction, changes: Changes) -> None:
    """Raise DeniedError where a change posts or mentions what the person may not post or mention there themselves.

    What stays as it is does not ask.
    """
    for step in changes.steps:
        if step.draft is not None:
            await require_chosen(interaction, step.draft)
            await asyncio.sleep(0)
    for destination_id, (before, after) in changes.settings.items():
        if after.role_id is not None and after.role_id != before.role_id:
            await require_mention(interaction, destination_id, after.role_id)
            await asyncio.sleep(0)


def _name(interaction: discord.Interaction, channel_id: int) -> str:
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return channel.name if channel else ""


async def _read(file: discord.Attachment) -> bytes:
    if file.size > LARGEST:
        raise FileError(gettext("The file is too large: {size} KB is the most.", size=LARGEST // 1024))
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise PaperboyError(gettext("Discord did not hand the file over: try again.")) from error
