"""Downloads of attached files."""

from typing import cast

import aiohttp
import discord
import pytest

from bot.domain.errors import PaperboyError
from cogs.shared.attachments import read_attachment


class _Attachment:
    size = 1

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def read(self) -> bytes:
        raise self._error


@pytest.mark.parametrize("error", [aiohttp.ClientConnectionError(), TimeoutError()])
async def test_a_download_that_fails(error: Exception):
    """A lost connection, too, is answered with what to do."""
    with pytest.raises(PaperboyError, match="couldn't download"):
        await read_attachment(cast("discord.Attachment", _Attachment(error)), 10)
