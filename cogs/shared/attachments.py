"""Files that people attach to a command."""

from __future__ import annotations

import aiohttp
import discord

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext


async def read_attachment(file: discord.Attachment, max_bytes: int) -> bytes:
    """Download a file. Raises PaperboyError if it is too large or cannot be downloaded."""
    if file.size > max_bytes:
        raise PaperboyError(gettext("The file is too large (limit: {size} KB).", size=max_bytes // 1024))
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise PaperboyError(gettext("I couldn't download the file. Try again.")) from error
