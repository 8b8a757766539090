"""Other sources with matches, which a press adds to the draft."""

from dataclasses import replace

from simcord import InteractionResult

from bot.domain.paper import Sighting, SourceKind
from bot.domain.paper_merging import with_reading
from tests.behaviour.sources.support import streamed
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting


async def dry_run(world: World, **options: str) -> InteractionResult:
    """Preview a query that matches in a list, a stream and a feed."""
    await world.list_papers(sighting(title="Trees"), *streamed(3), *streamed(1, source="nature-ml", first=300))
    return await world.run("alerts subscribe", query="trees", **options)


def on_both(streamed_one: Sighting) -> Sighting:
    """Return a paper that both the list and the stream have."""
    day = streamed_one.signals.list_day
    listed = sighting(streamed_one.paper.number, title=streamed_one.paper.title, day=day)
    return with_reading(listed, replace(streamed_one, kind=SourceKind.STREAM))


async def test_a_source_is_added_in_a_press(world: World):
    """The preview then covers both, still offers the third, and Save stores the choice."""
    shown = await dry_run(world)
    assert labels(shown) == [
        "Save",
        "Edit",
        "Cancel",
        "Add arXiv",
        "Add Nature *ML*",
        "Chart",
    ]
    again = await world.press(shown, "Add arXiv")
    assert "Sources: Hugging Face and arXiv" in said(again)
    assert "arXiv: **3** of 3 papers in 2 days" in said(again)
    assert labels(again) == ["Save", "Edit", "Cancel", "Add Nature *ML*", "Chart"]
    await world.save(shown)
    assert (await world.one()).sources == ("lists", "arxiv")


async def test_an_edit_offers_other_sources(world: World):
    """The preview of an edit offers the sources that the subscription does not have."""
    await dry_run(world)
    key = await world.subscribe("trees", sources="lists, arxiv")
    shown = await world.edit(key, query="trees -fish")
    again = await world.press(shown, "Add Nature *ML*")
    before = "\nBefore this change: Hugging Face and arXiv"
    assert f"Sources: Hugging Face, arXiv and Nature \\*ML\\*{before}" in said(again)


async def test_a_field_that_a_source_does_not_give(world: World):
    """The preview warns about a field that none of the sources has."""
    await world.list_papers(*streamed(3))
    shown = await world.run("alerts subscribe", query="trees OR cat:cs.CV")
    assert "`cat:` never matches papers that are only on Hugging Face" in said(shown)
    again = await world.press(shown, "Add arXiv")
    assert "never matches papers that are only on Hugging Face" in said(again)
    bar = await world.run("alerts subscribe", query="trees has:code", sources="arxiv", channel=world.channel)
    talks = await world.run("alerts subscribe", query="trees OR decision:oral", channel=world.channel)
    assert "`decision:` never matches papers that are only on Hugging Face" in said(talks)
    assert "`has:` never matches papers that are only on arXiv" in said(bar)


async def test_a_query_for_an_unconfigured_source(world: World):
    """Preview and search say that a source is not configured, and promise no papers of it."""
    await world.list_papers(sighting("2511.00001", title="Forests"))
    told = "⚠️ `source:biorxiv` matches no new papers."
    shown = await world.says("alerts subscribe", query="trees source:bioRxiv")
    assert told in shown
    assert "No matches" in shown
    assert told in await world.told("papers search", query="trees source:bioRxiv")
    either = await world.says("alerts subscribe", query="xylophones OR source:bioRxiv")
    assert told in either
    wrong = await world.says("alerts subscribe", query="source:biorxv")
    assert "Did you mean `source:biorxiv`?" in wrong


async def test_streams_without_own_matches_are_not_offered(world: World):
    """A stream without matches of its own is not offered."""
    await world.list_papers(*(on_both(one) for one in streamed(3)))
    shown = await world.run("alerts subscribe", query="trees")
    assert "**3** of 3 paper" in said(shown)
    assert "arXiv" not in said(shown)
    assert labels(shown) == ["Save", "Edit", "Cancel", "Chart"]


async def test_the_same_query_with_other_sources(world: World):
    """The preview names a subscription with the same query and other sources."""
    await world.subscribe("trees", name="Mine")
    shown = await dry_run(world, sources="arxiv")
    assert "⚠️ **Mine** already has this query there (sources: Hugging Face). Add sources" in said(shown)
    await world.restart()
    assert "New matches go to" in said(await world.save(shown))
    shown = await world.run("alerts subscribe", query="birds", sources="arxiv")
    assert "has the same query" not in said(shown)
