"""`/papers why` for a paper without an alert: the reason, and a query that would match."""

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from tests.behaviour.papers.why.question import PAPER, why
from tests.behaviour.world import World
from tests.support.fakes import sighting

OTHER = sighting("2511.00009", title="Trees")


async def test_a_miss_by_exclusion(world: World):
    """The excluded word is shown in its context, with a query that would match."""
    key = await world.subscribe("diffusion -survey")
    await world.list_papers(PAPER)
    text = await why(world, subscription=key)
    assert "**Not posted**\n• Excluded by `-survey`. “Diffusion, a **survey**”" in text
    assert "• A subscription to match this paper: `/alerts subscribe query:diffusion`" in text
    assert "✓ `diffusion` in the title" in text


async def test_a_miss_by_upvotes(world: World):
    """The current upvotes are shown against the minimum, with advice."""
    key = await world.subscribe("diffusion", min_upvotes=20)
    await world.list_papers(PAPER)
    text = await why(world, subscription=key)
    assert "`upvotes:>=20`: now 12." in text
    assert "It will be posted once it qualifies" in text
    assert "paper: `/alerts subscribe query:diffusion upvotes:>=12`" in text


@pytest.mark.parametrize("word", ["models", "learning", "a", "language", "method"])
async def test_no_query_of_a_common_word_is_proposed(world: World, word: str):
    """A word that more than one of twenty papers has is never proposed as a subscription."""
    common = [sighting(f"2511.1{n:04}", title=f"{word} {n}") for n in range(11)]
    await world.list_papers(PAPER, *common, *(sighting(f"2511.2{n:04}", title=f"Trees {n}") for n in range(40)))
    rare = await world.subscribe("diffusion noise graphs")
    key = await world.subscribe(f"{word} graphs")
    assert "A subscription to match this paper" not in await why(world, "2511.10000", subscription=key)
    assert "this paper: `/alerts subscribe query:diffusion noise`" in await why(world, subscription=rare)


async def test_a_frequent_topic_is_proposed(world: World):
    """A word that many papers have is proposed if it is often in their titles, and not a general word."""
    others = [
        sighting(f"2511.1{n:04}", title=f"Diffusion, learning {n}", abstract="By sampling.") for n in range(12)
    ]
    more = [sighting(f"2511.2{n:04}", title=f"Trees {n}", abstract="Diffusion by sampling.") for n in range(12)]
    await world.list_papers(PAPER, *others, *more)
    for query in ("diffusion graphs", "sampling graphs", "learning graphs"):
        await world.subscribe(query)
    text = await why(world, "2511.10001")
    assert text.count("A subscription to match this paper") == 1
    assert "A subscription to match this paper: `/alerts subscribe query:diffusion`" in text


async def test_every_alternative_is_named(world: World):
    """All alternatives of an OR that miss are named in one line, for one subscription and for several."""
    key = await world.subscribe("trees OR bushes OR (graphs diffusion)", name="Mine")
    await world.list_papers(PAPER)
    missing = "No match for `trees`, `bushes`, `graphs`."
    assert f"• {missing}\n" in await why(world, subscription=key)
    await world.subscribe("bushes")
    assert f"• **Mine**: {missing}" in await why(world)


async def test_old_papers_are_not_promised(world: World):
    """For an old paper, neither a post nor a change of its numbers is promised."""
    day = (world.now() - timedelta(days=28)).date()
    await world.list_papers(replace(PAPER, signals=replace(PAPER.signals, list_day=day)), OTHER)
    key = await world.subscribe("diffusion")
    hot = await world.subscribe("diffusion upvotes:>=20")
    text = await why(world)
    assert "The subscribed sources no longer list this paper" in text
    assert "after the next poll" not in await why(world, subscription=key)
    assert "The subscribed sources no longer list this paper" in await why(world, subscription=hot)


async def test_a_match_for_a_digest_comes_with_the_next(world: World):
    """A match that no poll has stored yet shows the time of its digest."""
    key = await world.subscribe("diffusion", deliver="daily")
    await world.list_papers(PAPER)
    at = discord.utils.format_dt((world.now() + timedelta(days=1)).replace(hour=9, minute=0, second=0), "f")
    assert f"⏳ Held in <#{world.channel.id}> until {at}" in await why(world, subscription=key)


async def test_hostile_text_stays_text(world: World):
    """Text around a match cannot ping, link or break out."""
    hostile = sighting(
        "2511.00003", title="Safe", abstract="@everyone [x **diffusion](https://evil.example) <#1> `"
    )
    key = await world.subscribe("diffusion")
    await world.list_papers(hostile)
    text = await why(world, "2511.00003", subscription=key)
    assert text.count("@everyone") == text.count("\\@everyone") == 1
    assert "https://evil" not in text
    assert "<#1>" not in text.replace("\\<#1>", "")
