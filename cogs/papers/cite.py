"""*Cite* under a paper, and files of citations."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.abstracts import find_sighting
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.code_blocks import code_block
from bot.discord_io.render.custom_ids import CITE_PATTERN
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.text.citations.citation import citation, with_own_keys
from bot.text.citations.formats import FORMATS
from bot.text.graphemes import utf16_length

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from bot.text.citations.citation import Citation
    from bot.text.citations.formats import Format
    from cogs.services import Services


class CiteHandler:
    """Answers *Cite* with the paper in BibTeX, as a text if it is not too long, and files in the other formats."""

    def __init__(self, services: Services) -> None:
        self._papers = services.papers.stored
        self._catalogue = services.catalogue
        services.presses.for_all(CITE_PATTERN, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        if sighting := await find_sighting(interaction, match["key"], self._papers):
            cited = citation(sighting, self._catalogue.title)
            block = code_block(FORMATS[0].write([cited]).strip())
            # The first format is BibTeX: shown as a text, it needs no file
            is_short = utf16_length(block) <= MESSAGE_LENGTH
            await interaction.edit_original_response(
                content=block if is_short else None,
                attachments=[citation_file(one, [cited], cited.key) for one in FORMATS[is_short:]],
            )


def citation_file(kind: Format, cited: Iterable[Citation], name: str) -> discord.File:
    """Return a file of these citations with this name."""
    body = kind.write(with_own_keys(cited)).encode()
    return discord.File(BytesIO(body), f"{name}.{kind.extension}")
