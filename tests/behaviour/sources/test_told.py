"""Where sources are told beside the dry run: why, files, and what is left of a feed that went away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.readings import with_reading
from tests.behaviour.sources.support import streamed
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from bot.domain.ports import Source
    from tests.behaviour.world import World


async def test_why_tells_who_brought_it(world: World) -> None:
    """A paper of a stream is not posted for a subscription to the lists, whose edit is a line away."""
    paper = streamed(1)[0]
    key = await world.subscribe("trees")
    await world.list_papers(paper)
    text = said(await world.run("papers why", paper=paper.paper.number, subscription=key))
    assert "So far only arXiv has this paper: `/alerts edit` adds sources" in text
    listening = await world.subscribe("trees", sources="arxiv")
    text = said(await world.run("papers why", paper=paper.paper.number, subscription=listening))
    assert "So far" not in text


async def test_why_tells_who_brings_it_again(world: World) -> None:
    """The next list of a paper that a list has; a stream brings its papers once, and knows no votes."""
    (paper,) = streamed(1)
    plain = await world.subscribe("trees", sources="lists, arxiv")
    hot = await world.subscribe("trees upvotes:>=9", sources="arxiv")
    await world.list_papers(paper)
    number = paper.paper.number
    text = said(await world.run("papers why", paper=number, subscription=plain))
    assert "Its sources do not list it again" in text
    assert "next poll" not in text
    text = said(await world.run("papers why", paper=number, subscription=hot))
    assert "Its sources do not list it again" in text
    await world.list_papers(with_reading(paper, sighting(number, title="Trees")))
    text = said(await world.run("papers why", paper=number, subscription=plain))
    assert "⏳ The query matches it: it is posted after the next poll." in text
    text = said(await world.run("papers why", paper=number, subscription=hot))
    assert "Nothing to do: I check its numbers regularly" in text


async def test_whoever_follows_from_a_paper_of_a_stream_listens_to_it(world: World) -> None:
    """Else the author of what they just read would have written nothing; a list's papers change nothing."""
    paper = replace(streamed(1)[0], paper=replace(streamed(1)[0].paper, authors=("Ada Lovelace",)))
    listed = sighting("2511.00002", title="Another", authors=("Bob Tree",))
    await world.list_papers(paper, listed)
    for number, name, sources in ((paper.paper.number, "Ada Lovelace", True), ("2511.00002", "Bob Tree", False)):
        shown = await world.run("papers show", paper=number)
        read = await world.manager.click(shown.response, label="Abstract")
        draft = said(await world.manager.select(read.response, [name]))
        assert ("Sources: `lists, arxiv`" in draft) is sources
        assert "Nothing from the last" not in draft


async def test_export_and_import_carry_them(world: World) -> None:
    """A file that was exported changes nothing; without the entry, as older files are, it is the lists."""
    key = await world.subscribe("trees", sources="nature-ml, lists")
    file = await world.exported()
    assert file["channels"][0]["subscriptions"][0]["sources"] == ["lists", "nature-ml"]
    assert "Nothing has to change." in said(await world.imported(file))
    del file["channels"][0]["subscriptions"][0]["sources"]
    shown = await world.imported(file)
    assert f"✏️ change **trees** (`{key}`): sources: `lists, nature-ml` → `lists`" in said(shown)
    await world.manager.click(shown.response, label="Import")
    assert (await world.one()).sources == ()
    wanted = [{"query": "forest", "sources": ["arXiv"]}, {"query": "trees", "id": key}]
    file["channels"][0]["subscriptions"] = wanted
    shown = await world.imported(file)
    assert "➕ add **forest** to" in said(shown)
    assert "`forest`; sources: `arxiv`" in said(shown)


async def test_an_import_names_sources_that_are_not_read(world: World, sources: list[Source]) -> None:
    """Unless the subscription has them already: then its feed was taken out of the settings, and it stays."""
    await world.subscribe("trees", sources="nature-ml, lists")
    del sources[-1]
    await world.restart()
    file = await world.exported()
    assert "Nothing has to change." in said(await world.imported(file))
    file["channels"][0]["subscriptions"].append({"query": "forest", "sources": ["nature-ml", "arxiv"]})
    text = said(await world.imported(file))
    assert "⚠️ forest: this host has no source nature-ml." in text


async def test_a_feed_that_is_gone_is_no_list(world: World, sources: list[Source]) -> None:
    """Its papers stay with those who chose it, and are neither in today's list nor in the dry run of others."""
    await world.subscribe("trees", sources="nature-ml")
    of_nature = streamed(2, source="nature-ml", title="Trees of Nature")
    await world.list_papers(sighting(title="Trees of today"), *of_nature)
    del sources[-1]
    await world.restart()
    assert "Trees of Nature" not in said(await world.run("papers today"))
    assert "**1** of 1 paper from the last 7 days" in said(await world.run("alerts subscribe", query="trees"))
    shown = await world.run("alerts edit", subscription=(await world.one()).id, sources="nature-ml, lists")
    assert "**2** of 2 on nature-ml" in said(shown)
