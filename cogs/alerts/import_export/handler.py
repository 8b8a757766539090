"""The commands `/alerts export`, `/alerts import` and `/alerts start`. Changes are shown before they are made."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.policy import Action
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.query import parse
from bot.service.alerts_file.starter_packs import Topic, starter_file
from bot.service.papers.preview import PREVIEW_DAYS
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.drafts import IMPORTS
from bot.service.subscriptions.undo import Change
from bot.text.safe import clean, clip
from cogs.alerts.import_export.plan import (
    BUTTON_PATTERN,
    imported_text,
    pack_saved,
    plan_text,
    plan_view,
)
from cogs.shared.attachments import read_attachment
from cogs.shared.channel_option import CHANNEL_TYPES, require_post_for, resolve_target
from cogs.shared.guards import owner_of
from cogs.shared.lines import channel_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.domain.subscription import Destination
    from bot.service.alerts_file.importer import Changes
    from bot.service.alerts_file.reader import WantedChannel
    from cogs.services import Services

FILE_NAME = "paperboy-alerts.json"
_CHANNEL_NAME_LENGTH = 100  # characters of a channel's name


class ImportExportHandler:
    """Exports a file of alerts, and imports one after its changes were shown.

    A draft is the file with the person's choices. *Import* compares the file again. If it would change something
    other than what was shown, it shows the new changes instead of making them.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(BUTTON_PATTERN, self._pressed)

    async def export(self, interaction: discord.Interaction) -> None:
        """Send the file in the deferred reply."""
        owner = owner_of(interaction)
        owned = await self._services.subscriptions.owned(owner)
        if not owned:
            text = gettext("No subscriptions yet. Add one with `/alerts subscribe`.")
            await interaction.edit_original_response(content=text)
            return
        find_destination = self._services.subscriptions.destination
        destinations = {item.destination_id: await find_destination(item) for item in owned}
        from bot.service.alerts_file.document import document  # noqa: PLC0415 - rarely needed, so loaded late

        catalogue = self._services.catalogue_for(interaction)
        text = document(owned, destinations, lambda key: channel_name(interaction.guild, key) or "", catalogue)
        file = discord.File(io.BytesIO(text.encode()), FILE_NAME)
        text = gettext(
            "To move or restore these subscriptions, use `/alerts import` with this file. You can edit it first."
        )
        await interaction.edit_original_response(content=text, attachments=[file])

    async def plan(
        self, interaction: discord.Interaction, file: discord.Attachment, *, delete_absent: bool
    ) -> None:
        """Show the changes that a file would make, in the deferred reply. Raises FileError.

        `delete_absent` deletes subscriptions that are not in the file.
        """
        from bot.service.alerts_file.reader import MAX_FILE_BYTES  # noqa: PLC0415 - as above

        async with self._services.file_slots.held_by(interaction.user.id):
            body = await read_attachment(file, MAX_FILE_BYTES)
            # A draft holds text: `_compare` turns it back into the same bytes, even if they are not UTF-8
            draft = {"file": body.decode(errors="surrogateescape"), "delete_absent": delete_absent}
            changes = await self._compare(interaction, draft)
        await self._show(interaction, draft, changes)

    async def start(self, interaction: discord.Interaction, topic: Topic, channel_id: int | None) -> None:
        """Show a starter pack for a channel, in the deferred reply. Raises UnfitChannelError."""
        target = await resolve_target(interaction, channel_id)
        channels = {"0": str(target.destination.id)}  # chosen for the pack's only channel, by its position
        draft = {"file": starter_file(topic), "delete_absent": False, "topic": topic, "channels": channels}
        head = "\n".join(f"⚠️ {problem}" for problem in target.problems)
        await self._show(interaction, draft, await self._compare(interaction, draft), head)

    async def _show(
        self, interaction: discord.Interaction, draft: Mapping[str, Any], changes: Changes, head: str = ""
    ) -> None:
        """Show the changes in the deferred reply; if they can be made, store the draft, and add its buttons."""
        catalogue = self._services.catalogue_for(interaction)
        text = "\n".join(filter(None, (head, plan_text(changes, self._services.digests, catalogue))))
        text = clip(text, MESSAGE_LENGTH)
        if changes.problems or changes.is_empty:
            await interaction.edit_original_response(content=text, view=None)
            return
        await _require_rights(interaction, changes)
        value = {**draft, "changes": _fingerprint(changes)}
        token = await self._services.drafts.put(IMPORTS, interaction.user.id, value)
        await interaction.edit_original_response(content=text, view=plan_view(token, changes))

    async def _compare(self, interaction: discord.Interaction, draft: Mapping[str, Any]) -> Changes:
        """Compare a file with the present subscriptions and settings. Raises FileError and UnfitChannelError."""
        from bot.service.alerts_file.reader import read_file  # noqa: PLC0415 - rarely needed, so loaded late

        owner = owner_of(interaction)
        in_file = await asyncio.to_thread(
            read_file, draft["file"].encode(errors="surrogateescape"), self._services.catalogue.of(owner)
        )
        channels: list[tuple[WantedChannel, Destination]] = []
        missing, chosen = dict[int, str](), draft.get("channels", {})
        for at, channel in enumerate(in_file):
            destination = await self._destination(interaction, channel, chosen.get(str(at), ""))
            if destination is None:
                missing[at] = f"#{clip(clean(channel.name), _CHANNEL_NAME_LENGTH) or channel.id}"
            else:
                channels.append((channel, destination))
            await asyncio.sleep(0)  # a file may have very many
        guild, topic = interaction.guild, draft.get("topic", "")
        roles = guild.roles[1:] if guild and owner.guild_id else ()  # the first is @everyone
        changes = await self._services.imports.plan(
            owner, channels, delete_absent=draft["delete_absent"], roles={role.id for role in roles}, topic=topic
        )
        return replace(changes, missing=missing, rates=await self._rates(changes) if topic else {})

    async def _rates(self, changes: Changes) -> dict[str, float]:
        """Return the matches a day of the queries that are added, if the index is ready."""
        matches = self._services.papers.previews.matches
        counts = {query: await matches(parse(query)) for query in (step.query.canonical for step in changes.steps)}
        return {query: count / PREVIEW_DAYS for query, count in counts.items() if count is not None}

    async def _destination(
        self, interaction: discord.Interaction, channel: WantedChannel, chosen: str
    ) -> Destination | None:
        """Find a channel of the file: by the `chosen` id, else by its own, else by a name that only one has.

        The destination has its stored preferences. Raises UnfitChannelError.
        """
        guild = interaction.guild
        if guild is None or owner_of(interaction).guild_id is None:
            found: list[int | None] = [None]
        elif is_id(chosen):
            found = [int(chosen)]
        elif channel.id is not None and guild.get_channel_or_thread(channel.id) is not None:
            found = [channel.id]
        else:
            found = [one.id for one in guild.channels if one.name == channel.name and one.type in CHANNEL_TYPES]
        if len(found) != 1:
            return None
        target = await resolve_target(interaction, found[0])
        return (await self._services.preferences.read_or_default(target.destination)).destination

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        drafts, token = self._services.drafts, match["token"]
        draft = await drafts.get(IMPORTS, token, interaction.user.id)
        if draft is None:
            raise PaperboyError(gettext("This preview has expired. Use the command again."))
        if match["action"] == "cancel":
            await drafts.drop(IMPORTS, token)
            await interaction.response.edit_message(content=gettext("Nothing was changed."), view=None)
            return
        await interaction.response.defer()
        if at := match["at"]:
            draft = {**draft, "channels": {**draft.get("channels", {}), at: selected_value(interaction)}}

        async with self._services.file_slots.held_by(interaction.user.id):
            changes = await self._compare(interaction, draft)
            differs = at or changes.missing or changes.problems or _fingerprint(changes) != draft["changes"]
            if differs:
                head = "" if at else gettext("This preview has changed. Check it again:")
                await self._show(interaction, draft, changes, head)
            await drafts.drop(IMPORTS, token)  # not earlier: if a channel was refused, another can be chosen
        if differs:
            return
        await _require_rights(interaction, changes)  # the person may have lost them since the plan
        done = await self._services.imports.carry_out(
            owner_of(interaction), changes, partial(require_post, interaction)
        )
        head, view = "", None
        saved = [one.subscription for one in done.results if isinstance(one, Change)]
        if changes.topic and saved:
            settings = await self._services.preferences.read(saved[0].destination_id)
            head, view = pack_saved(saved, settings, self._services.now())
        await interaction.edit_original_response(content=imported_text(done, head), view=view)
        await self._services.open_replies.refresh(interaction)


def _fingerprint(changes: Changes) -> str:
    """Return a text that differs if the changes do."""
    done = (changes.steps, changes.settings, changes.to_delete)
    return hashlib.blake2b(repr(done).encode(), digest_size=8).hexdigest()


async def _require_rights(interaction: discord.Interaction, changes: Changes) -> None:
    """Check the person's own rights. Raises DeniedError if they cannot post in a channel or mention a role.

    Only what changes is checked: a role that stays needs no right.
    """
    for step in changes.steps:
        await require_post_for(interaction, step)
        await asyncio.sleep(0)
    for destination_id, (before, after) in changes.settings.items():
        if after.role_id is not None and after.role_id != before.role_id:
            await require_post(interaction, destination_id, Action.MENTION, after.role_id)
            await asyncio.sleep(0)
