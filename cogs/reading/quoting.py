"""Reading back the query that a message of ours shows in a code block; it is too long for a custom_id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import TextDisplay

from bot.discord_io.render.code import quoted_code
from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import discord

_LOST = "I cannot tell any more which query this was: use `/alerts subscribe` with it."


def query_of(message: discord.Message | None) -> str:
    """The query that a message shows. Raises PaperboyError when it shows none."""
    query = next(filter(None, map(quoted_code, texts_of(message))), None) if message else None
    if query is None:
        raise PaperboyError(_LOST)
    return query


def texts_of(message: discord.Message) -> Iterator[str]:
    """Its content, its embeds' descriptions, and the texts of its layout, each from where a code block begins."""
    for text in (message.content, *(embed.description or "" for embed in message.embeds)):
        yield text
    for text in _displayed(message.components):
        yield text[max(text.find("```\n"), 0) :]


def _displayed(components: Iterable[object]) -> Iterator[str]:
    """The texts of layout components, nested ones included."""
    for component in components:
        if isinstance(component, TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))
