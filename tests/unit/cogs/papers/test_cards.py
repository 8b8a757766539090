"""The texts of a message that are searched for papers."""

from types import SimpleNamespace
from typing import cast

import discord
from discord.components import _component_factory
from discord.ui import Button, LayoutView

from cogs.papers.cards import texts_of
from cogs.shared.layouts import Entry, listing


def message_components(layout: LayoutView) -> list[object]:
    """Return the components as a received message has them."""
    made = [_component_factory(part) for part in layout.to_components()]  # pyright: ignore[reportArgumentType] - JSON
    return [part for part in made if part is not None]


async def test_all_that_a_message_shows():
    """Its text, forwarded messages and all parts of embeds are read, empty ones skipped."""
    embed = discord.Embed(title="title", url="https://a.b/url", description="description")
    embed.add_field(name="name", value="value").set_footer(text="footer").set_author(
        name="n", url="https://a.b/author"
    )
    forwarded = SimpleNamespace(content="forwarded", embeds=[discord.Embed(title="within")], components=[])
    laid_out = message_components(listing(["head"], [Entry(text="entry", brief="", button=Button(label="b"))]))
    message = SimpleNamespace(
        content="content", embeds=[embed], message_snapshots=[forwarded], components=laid_out
    )
    assert list(texts_of(cast("discord.Message", message))) == [
        "content",
        "head",
        "entry",
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
