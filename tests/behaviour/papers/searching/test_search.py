"""`/papers search`."""

from datetime import timedelta

import discord
from simcord.components import walk_components

from bot.domain.discord.limits import COMPONENTS
from bot.domain.paper import Links
from tests.behaviour.world import World, labels, said
from tests.support.fakes import DAY, sighting


async def test_matches_newest_first(world: World):
    """The reply shows the matches, the query, the days and the number of papers searched."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion of old", upvotes=50, day=DAY - timedelta(days=80)),
        sighting("2511.00002", title="Diffusion anew", upvotes=2),
        sighting("2511.00003", title="A diffusion survey"),
        sighting("2511.00004", title="Forgotten diffusion", day=DAY - timedelta(days=90)),
    )
    shown = await world.ask("papers search", query="diffusion  -survey")
    text = said(shown)
    assert shown.ephemeral
    assert "Matching papers\n-# 2 papers · Newest first" in text
    assert "```\ndiffusion -survey\n```" in text
    assert text.index("Diffusion anew") < text.index("Diffusion of old") < text.index("24 Aug")
    assert "Searched: 3 papers · 24 Aug 2025 – 12 Nov 2025" in text


async def test_most_upvoted_first_on_wish_and_by_button(world: World):
    """The order is an option, and a button changes it, also after a restart."""
    await world.list_papers(
        sighting("2511.00001", title="Trees of old", upvotes=50, day=DAY - timedelta(days=2)),
        sighting("2511.00002", title="Trees anew", upvotes=2),
    )
    text = await world.told("papers search", query="trees", sort="upvoted")
    assert text.index("Trees of old") < text.index("Trees anew")
    shown = await world.ask("papers search", query="trees")
    await world.restart()
    text = await world.reply(shown, "Most upvoted first", world.reader)
    assert text.index("Trees of old") < text.index("Trees anew")
    assert "2 papers · Most upvoted first" in text


async def test_pages_of_a_long_query_survive_a_restart(world: World):
    """Page buttons of a query longer than a custom_id work after a restart."""
    query = '"tr`ee" OR ' + ", ".join(f"nothing{n:02}" for n in range(25)) + ", trees"
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=99 - n) for n in range(11)))
    shown = await world.ask("papers search", query=query)
    assert "-# 11 papers · page 1 of 3" in said(shown)
    await world.restart()
    turned = await world.reply(shown, "Next ▶", world.reader)
    assert "-# 11 papers · page 2 of 3" in turned
    assert "**6.** **[Trees 5]" in turned
    assert "nothing24" in turned


async def test_dates_are_refused(world: World):
    """A date in a query is refused with a pointer to the option `since`."""
    text = await world.told("papers search", query="diffusion date:2025-11-01")
    assert "Queries can't contain dates. Use the `since` option of `/papers search`." in text


async def test_warnings_come_along(world: World):
    """The reply shows the query's warnings."""
    await world.list_papers(sighting())
    assert "⚠️ `cat:` never matches papers" in await world.told("papers search", query="cat:cs.CV")


async def test_no_match_suggests_another_query(world: World):
    """The suggested query drops as little as possible: here it lowers the minimum upvotes."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion trees", upvotes=3),
        sighting("2511.00002", title="Diffusion trees again", upvotes=70),
        sighting("2511.00003", title="Diffusion alone", upvotes=900),
    )
    text = await world.told("papers search", query="diffusion trees upvotes:>=1000")
    assert "No papers match" in text
    assert "Suggested query (1 paper)\n```\ndiffusion trees upvotes:>=50\n```" in text


async def test_nothing_found_at_all(world: World):
    """If no part of the query matches, there is advice; if nothing is stored, the reply says so."""
    assert "no papers yet" in await world.told("papers search", query="trees")
    await world.list_papers(sighting())
    text = await world.told("papers search", query="difusion")
    assert "Check the spelling" in text
    assert "`/sources add`" in text


def main_buttons(message: discord.Message) -> list[str]:
    """Return the labels of the primary buttons."""
    buttons = [part for part in walk_components(message.components) if part["type"] == 2 and "label" in part]
    return [button["label"] for button in buttons if button["style"] in {1, 3}]


async def test_spelling_is_corrected_in_one_press(world: World):
    """Each word is counted, and a button searches for the corrected spelling, also after a restart."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion with guidance", upvotes=3),
        sighting("2511.00002", title="Diffusion", upvotes=9),
    )
    shown = await world.ask("papers search", query="difusion guidance", sort="upvoted")
    text = said(shown)
    assert "Nothing found" not in text
    assert "Matches per word: `difusion` 0 · `guidance` 1" in text
    assert "Did you mean **diffusion** (2)?" in text
    assert "Suggested query (1 paper)\n```\ndiffusion guidance\n```" in text
    assert main_buttons(shown.response) == ["Use this query"]
    assert "Share here" not in labels(shown)
    await world.restart()
    taken = await world.press(shown, "Use this query", world.reader)
    assert main_buttons(taken.response) == ["Subscribe to this"]
    found = said(taken)
    assert "Matching papers\n-# 1 paper" in found
    assert "```\ndiffusion guidance\n```" in found
    assert "Diffusion with guidance" in found


async def test_matching_words_of_the_abstract(world: World):
    """An entry shows the matching words of its abstract if the title has none, and pings nobody."""
    await world.list_papers(
        sighting("2511.00001", title="Diffusion", abstract="On graphs."),
        sighting("2511.00002", title="Images", abstract="We use\ndiffusion models, @everyone."),
    )
    text = await world.told("papers search", query="diffusion -survey")
    assert text.count("Mentions:") == 1
    assert "-# Mentions: diffusion\n" in text
    text = await world.told("papers search", query="(diffusion OR images) everyone")
    assert "-# Mentions: diffusion, everyone\n" in text
    text = await world.says("alerts subscribe", query='"diffusion model"')
    assert "\nMentions: diffusion models" in text


async def test_the_suggestion_button_is_recomputed(world: World):
    """The button works after new papers are stored; without a query it is answered with a sentence."""
    await world.list_papers(sighting("2511.00001", title="Diffusion"))
    shown = await world.ask("papers search", query="difusion")
    await world.list_papers(sighting("2511.00002", title="Difusion"))
    again = await world.press(shown, "Use this query", world.reader)
    assert "```\ndiffusion\n```" in said(again)
    for changed, sentence in (
        ("Something else", "This is out of date"),
        ("```\nxylophone\n```", "No papers match\n```\nxylophone\n```"),
    ):
        other = await world.ask("papers search", query="diffussion")
        texts = [part for part in world.parts(other.response) if "```" in part.get("content", "")]
        for part in texts:
            part["content"] = changed
        assert sentence in await world.reply(other, "Use this query", world.reader)


async def test_brackets_are_set_in_one_press(world: World):
    """A button applies an exclusion to all alternatives and keeps the order."""
    await world.list_papers(
        sighting("2511.00001", title="A survey of flows", upvotes=3),
        sighting("2511.00002", title="Flows", upvotes=1),
        sighting("2511.00003", title="Diffusion", upvotes=9),
    )
    shown = await world.ask("papers search", query="flow OR diffusion -survey", sort="upvoted")
    assert "`(flow OR diffusion) -survey`" in said(shown)
    assert "3 papers · Most upvoted first" in said(shown)
    assert main_buttons(shown.response) == ["Subscribe to this"]
    await world.restart()
    taken = await world.reply(shown, "Use this query", world.reader)
    assert "```\n(flow OR diffusion) -survey\n```" in taken
    assert "2 papers · Most upvoted first" in taken
    assert "alone" not in taken
    other = await world.ask("papers search", query="flow OR diffusion -survey")
    for part in world.parts(other.response):
        if "```" in part.get("content", ""):
            part["content"] = "Something else"
    lost = await world.reply(other, "Use this query", world.reader)
    assert "This is out of date" in lost


async def test_hostile_papers_fit_and_ping_nobody(world: World):
    """The longest hostile titles and query fit one message and stay plain text.

    There is room left for the line that names who shared it.
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
    shown = await world.ask("papers search", query=query)
    text = said(shown)
    assert text.count("@everyone") == text.count("\\@everyone") > 0
    assert text.count("](https://example.org/") == text.count("](") == 5
    assert "⚠️" in text
    assert len(text) <= 3900
    assert len(list(world.parts(shown.response))) < COMPONENTS


async def test_an_organization_without_papers(world: World):
    """If no paper has the organization, search, chart and preview say which papers can match."""
    await world.list_papers(sighting(title="Trees"))
    for command in ("papers search", "papers chart", "alerts subscribe"):
        text = await world.says(command, query="org:Nvidia trees")
        assert "`org:` matches only papers whose source lists an organization." in text
    assert "`org:` matches only" not in await world.says("papers search", query="forests")
