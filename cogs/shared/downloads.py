"""Download a file that a person attached to a command."""

from __future__ import annotations

import discord

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext


async def downloaded(file: discord.Attachment, most: int) -> bytes:
    """Return the bytes of a file that has at most `most`. Raises PaperboyError."""
    if file.size > most:
        raise PaperboyError(gettext("The file is too large (limit: {size} KB).", size=most // 1024))
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise PaperboyError(gettext("I couldn't download the file. Try again.")) from error
