"""Files that people attach to a command."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

MAX_AT_ONCE = 2  # files; while it is read, the largest takes 20 MB


class FileSlots:
    """Limits how many files are read at the same time: one of each person, and two altogether."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._people: set[int] = set()  # whose file is being read, or waits for it

    @asynccontextmanager
    async def held_by(self, person_id: int) -> AsyncGenerator[None]:
        """Wait for a slot, and hold it. Raises PaperboyError while a file of this person is being read."""
        if person_id in self._people:
            raise PaperboyError(gettext("Your last request is still being processed. Try again in a moment."))
        self._people.add(person_id)
        try:
            async with self._slots:
                yield
        finally:
            self._people.discard(person_id)


async def read_attachment(file: discord.Attachment, max_bytes: int) -> bytes:
    """Download a file. Raises PaperboyError if it is too large or cannot be downloaded."""
    if file.size > max_bytes:
        raise PaperboyError(gettext("The file is too large (limit: {size} KB).", size=max_bytes // 1024))
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise PaperboyError(gettext("I couldn't download the file. Try again.")) from error
