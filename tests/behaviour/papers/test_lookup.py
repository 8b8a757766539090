"""Papers that are not stored: fetched, shown and stored, or reported as missing."""

import asyncio
import re
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.domain.ports import Store
from bot.service.papers.lookups import Lookups
from bot.settings import Settings
from bot.sources.catalogue import catalogue_of
from cogs.papers.lookup import look_up_papers, not_found_text
from tests.behaviour.papers.test_cards import labels, look_up
from tests.behaviour.world import World, said
from tests.support.fakes import Clock, FakeLookup, sighting
from tests.support.makers import MORE_LIKE_THIS

ID = "arxiv:1706.03762"
PAPER = sighting("1706.03762", title="Attention", abstract="Sequences are transduced.", upvotes=12)


@pytest.fixture
def lookup(lookup: FakeLookup) -> FakeLookup:
    """A source that has one paper."""
    lookup.papers[ID] = PAPER
    return lookup


@pytest.mark.parametrize(
    "typed", ["1706.03762", "https://arxiv.org/pdf/1706.03762v5.pdf", "https://huggingface.co/papers/1706.03762"]
)
async def test_any_paper_is_shown(world: World, lookup: FakeLookup, typed: str):
    """The card has every button, and the second request is served from the store."""
    shown = await world.ask("papers show", paper=typed)
    assert "Attention" in said(shown)
    assert "looked up on 12 Nov" in said(shown)
    assert labels(shown)[:3] == ["Abstract", "Why?", MORE_LIKE_THIS]
    assert "Sequences are transduced" in await world.reply(shown, "Abstract", world.reader)
    await world.ask("papers show", paper=typed)
    assert lookup.asked == [ID]


async def test_similar_papers_of_any_paper(world: World, lookup: FakeLookup):
    """A fetched paper is compared with the stored ones."""
    await world.list_papers(sighting("2511.00001", title="Attention for sequences, transduced"))
    text = await world.told("papers similar", paper="1706.03762")
    assert "Papers similar to **[Attention](" in text
    assert "**1.** **[Attention for sequences, transduced](" in text
    assert lookup.asked == [ID]


async def test_fetched_papers_are_not_listed(world: World):
    """A fetched paper is found by title and search, and is in no day's list."""
    await world.list_papers(sighting("2511.00001", title="Trees"))
    await world.ask("papers show", paper="1706.03762")
    assert "Attention" not in await world.told("papers today")
    assert "looked up on 12 Nov" in await world.told("papers search", query="attention")
    offered = await world.reader.autocomplete(world.channel, "papers show", "paper", "atten")
    assert offered == [{"name": "Attention", "value": ID}]


@pytest.mark.parametrize("command", ["show", "similar", "why"])
async def test_unknown_papers(world: World, command: str):
    """The reply names the sources without the paper and those that are unavailable."""
    text = await world.told(f"papers {command}", paper="1706.00001")
    assert "Not found on Hugging Face. Check the ID." in text


@pytest.mark.parametrize("command", ["show", "similar", "why"])
async def test_papers_of_no_source(world: World, lookup: FakeLookup, command: str):
    """If no source can have it, the reply says what a host can add and where to read it."""
    text = await world.told(f"papers {command}", paper="10.1038/s41586-020-2649-2")
    assert "doi:10.1038/s41586-020-2649-2" in text
    assert "I can only fetch papers from Hugging Face, arXiv, bioRxiv and medRxiv." in text
    assert "the person who runs this bot can add its feed" in text
    assert "<https://doi.org/10.1038/s41586-020-2649-2>" in text
    assert lookup.asked == []


async def test_a_demo_fetches_nothing(store: Store, now: Clock):
    """The demo says which sources a real bot would ask."""
    lookups = Lookups(store, [], now, existing=catalogue_of(Settings()))
    papers: Any = SimpleNamespace(lookups=lookups, days=90)
    text = not_found_text(ID, await lookups.find(ID), papers)
    assert "A real bot can fetch others from Hugging Face or arXiv." in text
    assert text.endswith("<https://arxiv.org/abs/1706.03762>")


async def test_look_up_in_a_message(world: World, lookup: FakeLookup):
    """Stored and missing papers are in one reply, with the reason for each missing one."""
    await world.list_papers(sighting("2511.00001", title="Trees"))
    content = (
        "https://arxiv.org/abs/2511.00001 https://arxiv.org/abs/1706.03762 1706.00001 "
        "https://www.biorxiv.org/content/10.1101/339747v1 https://doi.org/10.1038/s41586-020-2649-2"
    )
    shown = await look_up(world, content)
    assert re.findall(r"\*\*\[(\w+)\]", said(shown)) == ["Trees", "Attention"]
    assert "Check the ID.\n-# • arXiv:1706.00001" in said(shown)
    assert "I can only fetch papers from Hugging Face, arXiv, bioRxiv and medRxiv." in said(shown)
    assert "• doi:10.1038/s41586-020-2649-2 (<https://doi.org/10.1038/s41586-020-2649-2>)" in said(shown)
    assert sorted(lookup.asked) == ["arxiv:1706.00001", ID, "doi:10.1101/339747"]


async def test_look_up_fetches_at_most_five(world: World, lookup: FakeLookup):
    """At most five papers are fetched, and the others are named."""
    shown = await look_up(world, " ".join(f"1706.{n:05}" for n in range(20)))
    assert len(lookup.asked) == 5
    assert "I can look up 5 papers at a time. Use `/papers show` for these:" in said(shown)
    assert "… and 5 more" in said(shown)


class Waiting:
    """A deferred interaction that records the edits of its reply."""

    def __init__(self):
        self.said: list[str] = []
        self.user = SimpleNamespace(id=9)

    async def edit_original_response(self, *, content: str):
        self.said.append(content)


async def test_slow_lookups_are_announced(store: Store, now: Clock):
    """A slow lookup is announced first and answered later."""
    lookup, gate, waiting = FakeLookup(PAPER), asyncio.Event(), Waiting()
    lookup.script.append(gate)
    interaction = cast("discord.Interaction[Any]", waiting)
    lookups = Lookups(store, [lookup], now)
    lookups.patience = 0.0
    papers: Any = SimpleNamespace(lookups=lookups)
    asking = asyncio.create_task(look_up_papers(interaction, papers, ["arxiv:1706.03762"]))
    await lookup.until_asked()
    assert len(waiting.said) == 1
    assert "This can take a minute" in waiting.said[0]
    gate.set()
    assert (await asking)[ID].sighting == PAPER.as_unannounced()
    assert len(waiting.said) == 1
