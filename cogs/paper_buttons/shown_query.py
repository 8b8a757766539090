"""Read back the query in a message's code block, as a query is too long for a custom_id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code_blocks import code_blocks, leading_code_block
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from cogs.shared.layouts import texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord


def query_of(message: discord.Message | None) -> str:
    """Return the query that a message shows. Raises PaperboyError if it shows none."""
    if (query := any_query_of(message)) is None:
        raise outdated_error()
    return query


def any_query_of(message: discord.Message | None) -> str | None:
    """Return the query that a message shows, or None."""
    return next(filter(None, map(leading_code_block, _parts_of(message))), None) if message else None


def suggested_query_of(message: discord.Message | None) -> str:
    """Return the query in a message's last code block. Raises PaperboyError if it has none."""
    found = [query for text in (_parts_of(message) if message else ()) for query in code_blocks(text)]
    if not found:
        raise outdated_error()
    return found[-1]


def outdated_error() -> PaperboyError:
    """Return the error for an old message that this version cannot read."""
    return PaperboyError(gettext("This is out of date. Use the command again."))


def _parts_of(message: discord.Message) -> Iterator[str]:
    """Yield a message's content, embed descriptions and layout texts, these from their code block on if any."""
    for text in (message.content, *(embed.description or "" for embed in message.embeds)):
        yield text
    for text in texts_in(message.components):
        yield text[max(text.find("```\n"), 0) :]
