"""Where a paper is found: the places that its card names, and its other version."""

from __future__ import annotations

from dataclasses import replace

from bot.discord_io.render import DiscordRenderer
from bot.domain.alert import Item
from bot.domain.paper import Links, SourceKind, merged
from tests.support.fakes import sighting
from tests.support.sources import CATALOGUE
from tests.unit.discord_io.render.render_world import MARKER

RENDER = DiscordRenderer(catalogue=CATALOGUE)
LINKS = Links(page="https://huggingface.co/papers/1", pdf="https://arxiv.org/pdf/1")


def test_the_footer_names_all_places() -> None:
    """Streams with their first category, lists with rank and day; what only told of a paper is none of them."""
    listed = sighting("2511.00001", rank=3)
    arxiv = replace(sighting("2511.00001", source="arxiv", categories=("cs.LG", "cs.CV")), kind=SourceKind.STREAM)
    feed = replace(sighting("2511.00001", source="the-lab"), kind=SourceKind.STREAM)
    unranked = replace(listed, signals=replace(listed.signals, rank=None))
    told = replace(arxiv, paper=replace(arxiv.paper, announced=False))
    cases = {
        (listed, arxiv): "arXiv cs.LG · Hugging Face #3 of the day, 12 Nov",
        (arxiv, unranked): "arXiv cs.LG · Hugging Face on 12 Nov",
        (feed, arxiv): "the-lab · arXiv cs.LG · 12 Nov",
        (told, listed): "Hugging Face · #3 of the day, 12 Nov",
        (told,): "arXiv · looked up on 12 Nov",
    }
    for readings, places in cases.items():
        found = RENDER.card(Item(sighting=merged(readings), matched=()), MARKER)["embeds"][0]
        assert found["footer"]["text"] == f"arXiv:2511.00001 · {places}"
    many = [replace(feed, paper=replace(feed.paper, source=f"feed-{n}")) for n in range(9)]
    found = RENDER.card(Item(sighting=merged((*many, listed)), matched=()), MARKER)["embeds"][0]
    assert (
        found["footer"]["text"]
        == "arXiv:2511.00001 · feed-0 · feed-1 · feed-2 · Hugging Face #3 of the day, 12 Nov"
    )
