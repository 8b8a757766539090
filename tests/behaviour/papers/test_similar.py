"""`/papers similar` and the button Similar on cards."""

import discord
import pytest
from simcord import InteractionResult

from bot.discord_io.render.renderer import abstract_reply
from bot.domain.paper import Sighting
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting
from tests.support.makers import MORE_LIKE_THIS

FIRST = sighting(
    "2511.00001",
    title="Rotary position embeddings",
    abstract="We extend rotary position embeddings to long context.",
)
LIKE = sighting(
    "2511.00002",
    title="Long context by rotary embeddings",
    abstract="Rotary position embeddings for long context.",
)
OTHER = sighting("2511.00003", title="Galaxies", abstract="Metallicity gradients of distant galaxies.")
LONG = sighting(
    title="Rotary position embeddings again", abstract="Rotary position.", id="doi:10.1101/" + "x" * 200
)


async def similar(world: World, paper: Sighting) -> InteractionResult:
    """Press Similar under a post of such a paper."""
    payload = abstract_reply(paper.paper)
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=world.channel.id)
    await world.env.bot.http.request(route, json=dict(payload))
    return await world.press(world.posted(), "Similar", world.reader)


async def test_the_closest_with_what_they_share(world: World):
    """Similar papers are listed with the words in common and the number compared."""
    await world.list_papers(FIRST, LIKE, OTHER)
    shown = await world.ask("papers similar", paper="2511.00001")
    text = said(shown)
    assert shown.ephemeral
    title = "**[Rotary position embeddings](https://huggingface.co/papers/2511.00001)**"
    assert f"### Papers similar to {title}" in text
    assert "Long context by rotary embeddings" in text
    assert "Shared words: " in text
    assert "Galaxies" not in text
    assert "Searched: 3 papers · 12 Nov 2025" in text


@pytest.mark.parametrize(
    ("abstract", "why"),
    [
        (OTHER.paper.abstract, "No similar papers found."),
        ("", "This paper has no abstract yet."),
    ],
)
async def test_nothing_is_close(world: World, abstract: str, why: str):
    """If no paper is close, the reply says why and cannot be shared."""
    await world.list_papers(FIRST, LIKE, sighting("2511.00003", title="Galaxies", abstract=abstract))
    shown = await world.ask("papers similar", paper="galaxies")
    text = said(shown)
    assert why in text
    assert "Share here" not in labels(shown)
    found = await world.ask("papers similar", paper="2511.00001")
    assert "is similar" not in said(found)
    assert labels(found)[-2:] == [MORE_LIKE_THIS, "Share here"]


async def test_a_paper_alone(world: World):
    """If no other paper is stored, the reply says that instead."""
    await world.list_papers(FIRST)
    assert "No similar papers found." in await world.says("papers similar", paper="2511.00001")


async def test_a_forgotten_paper_gets_its_address(world: World):
    """A forgotten paper and an unknown id are answered with an address, also under an earlier card."""
    pressed = await similar(world, FIRST)
    assert said(pressed).startswith("I don't have arXiv:2511.00001.")
    assert said(pressed).endswith("<https://arxiv.org/abs/2511.00001>")
    strange = await similar(world, sighting(id="@everyone <#1> ~*~"))
    assert "I don't have \\@everyone \\<#1>" in said(strange)
    lost = await similar(world, LONG)
    assert "I don't have" in said(lost)
