"""`/sources add` with an OPML file: read its feeds, and offer those that can be added."""

from __future__ import annotations

import asyncio
from itertools import starmap
from typing import TYPE_CHECKING

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext, ngettext
from bot.sources.feeds.opml import MAX_FILE_BYTES, read_opml
from bot.text.safe import clip, safe
from cogs.alerts.words import and_more
from cogs.shared.attachments import read_attachment
from cogs.shared.guards import owner_of
from cogs.sources.adding import AddHandler, not_added
from cogs.sources.words import plain_address, shown_titles

if TYPE_CHECKING:
    import discord

    from bot.domain.added_source import AddedSource
    from cogs.services import Services

_MOST_READ = 40  # feeds of a file, where many may no longer exist
_TIMEOUT = 20.0  # seconds for a feed, including the wait for its turn: few requests run at the same time
_MOST_LISTED = 8  # feeds that cannot be added, each with the reason
_NAME_LENGTH = 60  # UTF-16 code units of a feed's title


class FileHandler:
    """Imports an OPML file: reads its first feeds, and offers as many as the owner can add."""

    def __init__(self, services: Services, adding: AddHandler) -> None:
        self._added = services.added_sources
        self._file_slots = services.file_slots
        self._adding = adding

    async def add(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Show in the deferred reply which feeds can be added, and which cannot. Raises PaperboyError."""
        async with self._file_slots.held_by(interaction.user.id):
            feeds = await asyncio.to_thread(read_opml, await read_attachment(file, MAX_FILE_BYTES))
        room = self._added.room(owner_of(interaction))
        tried = [*feeds.items()][:_MOST_READ] if room > 0 else ()
        answers = await asyncio.gather(*starmap(self._find, tried))
        refused = [one for one in answers if isinstance(one, str)]
        readable = {one.name: one for one in answers if not isinstance(one, str)}
        found = list(readable.values())[:room]
        lines = refused[:_MOST_LISTED]
        if more := len(refused) - len(lines):
            lines.append(and_more(more))
        # Feeds that were not read, and sources for which there is no room
        if rest := len(feeds) - len(answers) + len(readable) - len(found):
            # NOTE: feeds of a file that are left out, because there is a limit
            lines.append(ngettext("Over the limit: {number} feed", "Over the limit: {number} feeds", rest))
        if not found:
            await interaction.edit_original_response(content=clip("\n".join(lines), MESSAGE_LENGTH))
            return
        head = gettext("Can be added: {sources}", sources=shown_titles(found))
        await self._adding.offer(interaction, found, clip("\n".join([head, *lines]), MESSAGE_LENGTH))

    async def _find(self, address: str, title: str) -> AddedSource | str:
        """Return the source of a feed, or a line that says why it cannot be added."""
        name = safe(title or plain_address(address), _NAME_LENGTH)
        try:
            async with asyncio.timeout(_TIMEOUT):
                return (await self._added.find(address))[0]
        except PaperboyError as error:
            return not_added(name, str(error))
        except TimeoutError:
            return not_added(name, gettext("No answer in time."))
