"""`/papers search`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from simcord.components import walk_components

from bot.domain.discord.limits import COMPONENTS
from bot.domain.paper import Links
from tests.behaviour.world import labels, said
from tests.support.fakes import DAY, sighting

if TYPE_CHECKING:
    import discord

    from tests.behaviour.world import World


async def test_matches_newest_first(world: World) -> None:
    """The language is that of subscriptions; the answer shows the query, the days and how many were searched."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion of old", upvotes=50, day=DAY - timedelta(days=80)),
        sighting("2511.00002", title="Diffusion anew", upvotes=2),
        sighting("2511.00003", title="A diffusion survey"),
        sighting("2511.00004", title="Forgotten diffusion", day=DAY - timedelta(days=90)),
    )
    shown = await world.run("papers search", world.reader, query="diffusion  -survey")
    text = said(shown)
    assert shown.ephemeral
    assert "Papers that match\n-# 2 papers · newest first" in text
    assert "```\ndiffusion -survey\n```" in text
    assert text.index("Diffusion anew") < text.index("Diffusion of old") < text.index("24 Aug")
    assert "Searched: 3 papers, listed from 24 Aug 2025 to 12 Nov 2025." in text


async def test_most_upvoted_first_on_wish_and_by_button(world: World) -> None:
    """The order is an option, and a button that works after a restart changes it."""
    await world.list_papers(
        sighting("2511.00001", title="Trees of old", upvotes=50, day=DAY - timedelta(days=2)),
        sighting("2511.00002", title="Trees anew", upvotes=2),
    )
    text = said(await world.run("papers search", world.reader, query="trees", sort="upvoted"))
    assert text.index("Trees of old") < text.index("Trees anew")
    shown = await world.run("papers search", world.reader, query="trees")
    await world.restart()
    text = said(await world.reader.click(shown.response, label="Most upvoted first"))
    assert text.index("Trees of old") < text.index("Trees anew")
    assert "2 papers · most upvoted first" in text


async def test_pages_of_a_long_query_survive_a_restart(world: World) -> None:
    """The query is far longer than a custom_id, has a backtick, and is still known to a button of yesterday."""
    query = '"tr`ee" OR ' + ", ".join(f"nothing{n:02}" for n in range(25)) + ", trees"
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=99 - n) for n in range(11)))
    shown = await world.run("papers search", world.reader, query=query)
    assert "-# 11 papers · page 1 of 3" in said(shown)
    await world.restart()
    turned = said(await world.reader.click(shown.response, label="More ▶"))
    assert "-# 11 papers · page 2 of 3" in turned
    assert "**6.** **[Trees 5]" in turned
    assert "nothing24" in turned


async def test_dates_cannot_be_asked_for(world: World) -> None:
    """Who asks for a date is told that a query has none, and which option has them."""
    text = said(await world.run("papers search", world.reader, query="diffusion date:2025-11-01"))
    assert "Queries have no dates. Use the option `since` of `/papers search`." in text


async def test_warnings_come_along(world: World) -> None:
    """What a query may do that its writer does not expect is said."""
    await world.list_papers(sighting())
    assert "⚠️ `cat:` never matches papers" in said(
        await world.run("papers search", world.reader, query="cat:cs.CV")
    )


async def test_nothing_found_offers_what_finds_some(world: World) -> None:
    """The offered query gives up as little as it can: here the bar, lowered as far as it has to be."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion trees", upvotes=3),
        sighting("2511.00002", title="Diffusion trees again", upvotes=70),
        sighting("2511.00003", title="Diffusion alone", upvotes=900),
    )
    text = said(await world.run("papers search", world.reader, query="diffusion trees upvotes:>=1000"))
    assert "No paper matches" in text
    assert "This finds 1 paper\n```\ndiffusion trees upvotes:>=50\n```" in text


async def test_nothing_found_at_all(world: World) -> None:
    """Where no part of the query finds anything, there is advice; where nothing is stored, that is said."""
    assert "no papers stored yet" in said(await world.run("papers search", world.reader, query="trees"))
    await world.list_papers(sighting())
    text = said(await world.run("papers search", world.reader, query="difusion"))
    assert "Check the spelling" in text
    assert "/paperboy help" in text


def main_buttons(message: discord.Message) -> list[str]:
    """The labels of the coloured buttons."""
    buttons = [part for part in walk_components(message.components) if part["type"] == 2 and "label" in part]
    return [button["label"] for button in buttons if button["style"] in {1, 3}]


async def test_what_was_meant_is_taken_in_one_press(world: World) -> None:
    """Each word is counted, what was meant is asked, and a button that works after a restart searches for it."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion with guidance", upvotes=3),
        sighting("2511.00002", title="Diffusion", upvotes=9),
    )
    shown = await world.run("papers search", world.reader, query="difusion guidance", sort="upvoted")
    text = said(shown)
    assert "Nothing found" not in text
    assert "Papers with each word: `difusion` 0 · `guidance` 1." in text
    assert "Did you mean **diffusion** (2)?" in text
    assert "This finds 1 paper\n```\ndiffusion guidance\n```" in text
    assert main_buttons(shown.response) == ["Use that query"]
    assert "Share here" not in labels(shown.response)
    await world.restart()
    taken = await world.reader.click(shown.response, label="Use that query")
    assert main_buttons(taken.response) == ["Subscribe to this"]
    found = said(taken)
    assert "Papers that match\n-# 1 paper" in found
    assert "```\ndiffusion guidance\n```" in found
    assert "Diffusion with guidance" in found


async def test_what_matched_beside_the_title(world: World) -> None:
    """An entry names the words of its abstract where its title does not show why it is there; nothing pings."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion", abstract="On graphs."),
        sighting("2511.00002", title="Images", abstract="We use\ndiffusion models, @everyone."),
    )
    text = said(await world.run("papers search", world.reader, query="diffusion -survey"))
    assert text.count("In the text:") == 1
    assert "-# In the text: diffusion\n" in text
    text = said(await world.run("papers search", world.reader, query="(diffusion OR images) everyone"))
    assert "-# In the text: diffusion, everyone\n" in text
    text = said(await world.run("alerts subscribe", query='"diffusion model"'))
    assert "\nIn the text: diffusion models" in text


async def test_a_button_for_what_was_meant_outlives_its_query(world: World) -> None:
    """The press takes what was offered also when papers came since; without a query it says so."""
    await world.list_papers(sighting("2511.00001", title="Diffusion"))
    shown = await world.run("papers search", world.reader, query="difusion")
    await world.list_papers(sighting("2511.00002", title="Difusion"))
    again = await world.reader.click(shown.response, label="Use that query")
    assert "```\ndiffusion\n```" in said(again)
    for changed, sentence in (
        ("Something else", "which query this was"),
        ("```\nxylophone\n```", "No paper matches\n```\nxylophone\n```"),
    ):
        other = await world.run("papers search", world.reader, query="diffussion")
        texts = [part for part in world.parts(other.response) if "```" in part.get("content", "")]
        for part in texts:
            part["content"] = changed
        assert sentence in said(await world.reader.click(other.response, label="Use that query"))


async def test_brackets_are_set_in_one_press(world: World) -> None:
    """What is left out of the last alternative alone is told; a button leaves it out of all, in the same order."""
    await world.list_papers(
        sighting("2511.00001", title="A survey of flows", upvotes=3),
        sighting("2511.00002", title="Flows", upvotes=1),
        sighting("2511.00003", title="Diffusion", upvotes=9),
    )
    shown = await world.run("papers search", world.reader, query="flow OR diffusion -survey", sort="upvoted")
    told = "⚠️ Only `diffusion` is limited by `-survey`. To limit all: `(flow OR diffusion) -survey`"
    assert told in said(shown)
    assert "3 papers · most upvoted first" in said(shown)
    assert main_buttons(shown.response) == ["Subscribe to this"]
    await world.restart()
    taken = said(await world.reader.click(shown.response, label="Use that query"))
    assert "```\n(flow OR diffusion) -survey\n```" in taken
    assert "2 papers · most upvoted first" in taken
    assert "alone" not in taken
    other = await world.run("papers search", world.reader, query="flow OR diffusion -survey")
    for part in world.parts(other.response):
        if "```" in part.get("content", ""):
            part["content"] = "Something else"
    lost = said(await world.reader.click(other.response, label="Use that query"))
    assert "which query this was" in lost


async def test_hostile_papers_fit_and_ping_nobody(world: World) -> None:
    """The longest, most special titles under the longest query fit one message and stay text.

    There is room left for a line of who shared it.
    """
    facts = {
        "title": "@everyone [*](evil.example) " * 20,
        "tldr": "*" * 900,
        "authors": ("*" * 200, "b"),
        "links": Links(page=f"https://example.org/{'p' * 130}"),
    }
    papers = (sighting(f"2511.{n:05}", upvotes=10**7, **facts) for n in range(10))
    await world.list_papers(*papers)
    query = "everyone OR cat:cs.CV OR " + " OR ".join(f"{'`' * 9}word{n}" for n in range(23))
    shown = await world.run("papers search", world.reader, query=query)
    text = said(shown)
    assert text.count("@everyone") == text.count("\\@everyone") > 0
    assert text.count("](https://example.org/") == text.count("](") == 5
    assert "⚠️" in text
    assert len(text) <= 3900
    assert len(list(world.parts(shown.response))) < COMPONENTS
