"""Which texts of a message are looked through."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import discord

from cogs.papers.cards import texts_of


def test_all_that_a_message_shows() -> None:
    """Its own text, what it forwards, and every part of its cards; what is empty is left out."""
    embed = discord.Embed(title="title", url="https://a.b/url", description="description")
    embed.add_field(name="name", value="value").set_footer(text="footer").set_author(
        name="n", url="https://a.b/author"
    )
    forwarded = SimpleNamespace(content="forwarded", embeds=[discord.Embed(title="within")])
    message = SimpleNamespace(content="content", embeds=[embed], message_snapshots=[forwarded])
    assert list(texts_of(cast("discord.Message", message))) == [
        "content",
        "https://a.b/url",
        "title",
        "description",
        "name",
        "value",
        "footer",
        "https://a.b/author",
        "forwarded",
        "within",
    ]
