"""`/alerts export` and `import`: the alerts as a file, and what a file would change before it does."""

from __future__ import annotations

import asyncio
import io
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import on_press
from bot.domain.errors import PaperboyError
from bot.domain.subscription import begins
from bot.language.formats import either, sentences
from bot.language.translating import gettext, ngettext
from bot.service.alerts_file.mistakes import FileError
from bot.service.preferences.parse import PreferenceError, read_role
from bot.text.safe import clip
from cogs.alerts.dry_run.finding import DraftGoneError
from cogs.alerts.dry_run.newest import Newest
from cogs.alerts.exchange.done import imported_text
from cogs.alerts.exchange.plan import BUTTON_PATTERN, buttons, plan_text
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.posting_rights import require_mention, require_post
from cogs.shared.targets import Postable, require_chosen, resolve_channel, resolve_target

if TYPE_CHECKING:
    import re
    from datetime import datetime

    from bot.domain.subscription import Destination, Owner
    from bot.service.alerts_file.importer import Changes
    from bot.service.alerts_file.reader import WantedChannel
    from cogs.services import Services
    from cogs.shared.open_answers import OpenAnswers

FILE_NAME = "paperboy-alerts.json"
_LIFETIME = timedelta(minutes=10)
EACH: Final = 3  # imports of one person that wait for a decision
ALTOGETHER: Final = 50
AT_ONCE: Final = 2  # files that are read: parsed, the largest takes 20 MB. One of each person
_OFFERED = 3  # channels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    owner: Owner
    changes: Changes
    until: datetime


class ImportExportHandler:
    """Exports, and holds the imports that wait for a decision: in memory, for ten minutes, the newest few.

    `item_class` is for `Client.add_dynamic_items`.
    """

    def __init__(self, services: Services, open_answers: OpenAnswers) -> None:
        self._services = services
        self._open = open_answers
        self._pending = Newest[_Pending](each=EACH, altogether=ALTOGETHER)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._reading: set[int] = set()  # people
        self.item_class = on_press(BUTTON_PATTERN, self._pressed, require_manager)

    async def export(self, interaction: discord.Interaction) -> None:
        """Send the file, into the answer that was deferred before."""
        owner = owner_of(interaction)
        listed = await self._services.subscriptions.owned(owner)
        if not listed:
            text = gettext("There is nothing to export yet: `/alerts subscribe` makes a subscription.")
            await interaction.edit_original_response(content=text)
            return
        destinations = [await self._services.subscriptions.destination(subscription) for subscription in listed]
        from bot.service.alerts_file.document import channels, document  # noqa: PLC0415 - what is rare is loaded late

        text = document(channels(listed, destinations, lambda channel_id: _name(interaction, channel_id)))
        file = discord.File(io.BytesIO(text.encode()), FILE_NAME)
        count = ngettext("{number} subscription.", "{number} subscriptions.", len(listed))
        use = gettext("Edit the file as you like: `/alerts import` tells what it would change before it does.")
        text = sentences(count, use)
        await interaction.edit_original_response(content=text, attachments=[file])

    async def plan(self, interaction: discord.Interaction, file: discord.Attachment, *, end_missing: bool) -> None:
        """Show what a file would change, in the answer that was deferred before. Raises FileError."""
        person = interaction.user.id
        if person in self._reading:
            raise FileError(gettext("Your other file is still being read. Try again when that is done."))
        self._reading.add(person)
        try:
            async with self._slots:
                changes = await self._planned(interaction, file, end_missing=end_missing)
        finally:
            self._reading.discard(person)
        text = plan_text(changes, self._services.digests)
        if changes.problems or changes.is_empty:
            await interaction.edit_original_response(content=text)
            return
        await _require_rights(interaction, changes)
        token, until = secrets.token_hex(8), self._services.now() + _LIFETIME
        self._pending.put(token, person, _Pending(owner=owner_of(interaction), changes=changes, until=until))
        await interaction.edit_original_response(content=text, view=buttons(token, self.item_class))

    async def _planned(
        self, interaction: discord.Interaction, file: discord.Attachment, *, end_missing: bool
    ) -> Changes:
        from bot.service.alerts_file.importer import Importer  # noqa: PLC0415 - what is rare is loaded late
        from bot.service.alerts_file.reader import read_file  # noqa: PLC0415 - the same

        owner = owner_of(interaction)
        known = {one.query for one in await self._services.subscriptions.owned(owner)}
        wanted = await asyncio.to_thread(read_file, await _read(file), self._services.catalogue, known)
        found: list[tuple[WantedChannel, Destination]] = []
        for channel in wanted:
            found.append((_checked(interaction, channel), await self._destination(interaction, channel)))
            await asyncio.sleep(0)  # a file may have very many
        importer = Importer(self._services.subscriptions, self._services.now, self._services.catalogue)
        return await importer.plan(owner, interaction.user.id, found, end_missing=end_missing)

    async def _destination(self, interaction: discord.Interaction, channel: WantedChannel) -> Destination:
        """Where a channel of the file is: by its id, else by its name. Raises FileError and UnfitChannelError."""
        if interaction.guild is None or owner_of(interaction).guild_id is None:
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
        raise FileError(_no_such_channel(name, interaction))

    async def _stored(self, destination: Destination) -> Destination:
        """The destination with the preferences that hold there."""
        return await self._services.preferences.stored(destination)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        pending = self._pending.get(match["token"])
        if pending is None or pending.until <= self._services.now():
            raise DraftGoneError(
                gettext(
                    "That import is over (I may have been restarted), nothing was changed: "
                    "use `/alerts import` again."
                )
            )
        if pending.owner != owner:
            raise DeniedError(gettext("Only the person who asked can decide: use `/alerts import` yourself."))
        self._pending.pop(match["token"])
        if match["action"] == "cancel":
            await interaction.response.edit_message(content=gettext("Nothing was changed."), view=None)
            return
        await interaction.response.defer()
        await _require_rights(interaction, pending.changes)  # they may have gone since the plan
        may_post = partial(require_post, interaction)
        done = await self._services.imports.carry_out(owner, pending.changes, may_post)
        await interaction.edit_original_response(content=imported_text(done), view=None)
        await self._open.refresh(interaction)


def _checked(interaction: discord.Interaction, channel: WantedChannel) -> WantedChannel:
    """The channel, if the role that it wants mentioned is one of this server. Raises FileError."""
    role_id = channel.settings.role_id if channel.settings else None
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
        old = step.existing
        if old is not None and step.paused is not None:
            becomes = replace(old, paused=step.paused, paused_until=step.until)
            if begins(old, becomes):
                await require_post(interaction, old.destination_id)
        await asyncio.sleep(0)
    for destination_id, (before, after) in changes.settings.items():
        if after.role_id is not None and after.role_id != before.role_id:
            await require_mention(interaction, destination_id, after.role_id)
            await asyncio.sleep(0)


def _no_such_channel(name: str, interaction: discord.Interaction) -> str:
    """What to do, with a few channels that the person sees and that alerts can go to."""
    guild, member = interaction.guild, interaction.user
    seen = (
        [
            one.id
            for one in guild.channels
            if isinstance(one, Postable) and one.permissions_for(member).view_channel
        ]
        if guild is not None and isinstance(member, discord.Member)
        else []
    )
    if not seen:
        return gettext(
            "Nothing was changed. This server has no channel named {name}: create it first, or name another one "
            "in the file.",
            name=name,
        )
    return gettext(
        "Nothing was changed. This server has no channel named {name}: create it first, or name another one in "
        "the file, such as {channels}.",
        name=name,
        channels=either([f"<#{one}>" for one in seen[:_OFFERED]]),
    )


def _name(interaction: discord.Interaction, channel_id: int) -> str:
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return channel.name if channel else ""


async def _read(file: discord.Attachment) -> bytes:
    from bot.service.alerts_file.reader import LARGEST  # noqa: PLC0415 - as above

    if file.size > LARGEST:
        raise FileError(gettext("The file is too large: {size} KB is the most.", size=LARGEST // 1024))
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise PaperboyError(gettext("Discord did not hand the file over: try again.")) from error
