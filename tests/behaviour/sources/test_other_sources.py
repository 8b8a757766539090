"""Sources that have matches and are not listened to: a press adds one to the draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.paper import SourceKind
from bot.domain.readings import with_reading
from tests.behaviour.sources.support import streamed
from tests.behaviour.world import labels, said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.domain.paper import Sighting
    from tests.behaviour.world import World


async def dry_run(world: World, **options: str) -> InteractionResult:
    """Of a query that a list, a stream and a feed match."""
    await world.list_papers(sighting(title="Trees"), *streamed(3), *streamed(1, source="nature-ml", first=300))
    return await world.run("alerts subscribe", query="trees", **options)


def on_both(streamed_one: Sighting) -> Sighting:
    """A paper of a stream that the list brings as well."""
    day = streamed_one.signals.list_day
    listed = sighting(streamed_one.paper.number, title=streamed_one.paper.title, day=day)
    return with_reading(listed, replace(streamed_one, kind=SourceKind.STREAM))


async def test_a_source_is_added_in_a_press(world: World) -> None:
    """The dry run is of both then, offers the other one still, and Save saves what was added."""
    shown = await dry_run(world)
    assert labels(shown.response) == [
        "Save",
        "Edit",
        "Cancel",
        "Also from arXiv",
        "Also from Nature *ML*",
        "Trend",
    ]
    again = await world.manager.click(shown.response, label="Also from arXiv")
    assert "Sources: `lists, arxiv`" in said(again)
    assert "**3** of 3 on arXiv in 2 days" in said(again)
    assert labels(again.response) == ["Save", "Edit", "Cancel", "Also from Nature *ML*", "Trend"]
    await world.save(shown)
    assert (await world.one()).sources == ("lists", "arxiv")


async def test_an_edit_keeps_what_it_listens_to(world: World) -> None:
    """The dry run of a change offers what the subscription does not listen to, and says what stands for what."""
    await dry_run(world)
    key = await world.subscribe("trees", sources="lists, arxiv")
    shown = await world.edit(key, query="trees -fish")
    again = await world.manager.click(shown.response, label="Also from Nature *ML*")
    assert "Sources: `lists, arxiv, nature-ml`\nInstead of `lists, arxiv`." in said(again)


async def test_a_field_that_a_source_does_not_give(world: World) -> None:
    """What to mind of a query is told for the sources that it has then: arXiv gives categories, the list none."""
    await world.list_papers(*streamed(3))
    shown = await world.run("alerts subscribe", query="trees OR cat:cs.CV")
    assert "`cat:` finds no papers that are only on Hugging Face" in said(shown)
    again = await world.manager.click(shown.response, label="Also from arXiv")
    assert "finds no papers that are only on Hugging Face" in said(again)
    bar = await world.run("alerts subscribe", query="trees has:code", sources="arxiv", channel=world.channel)
    assert "`has:` finds no papers that are only on arXiv" in said(bar)


async def test_a_query_for_what_is_not_read_here(world: World) -> None:
    """A dry run and a search say that bioRxiv is not."""
    await world.list_papers(sighting("2511.00001", title="Forests"))
    told = "⚠️ `source:biorxiv` finds nothing new: that source is not read here."
    shown = said(await world.run("alerts subscribe", query="trees source:bioRxiv"))
    assert told in shown
    assert "No matches in the last 7 days." in shown
    assert told in said(await world.run("papers search", world.reader, query="trees source:bioRxiv"))
    either = said(await world.run("alerts subscribe", query="xylophones OR source:bioRxiv"))
    assert told in either
    wrong = said(await world.run("alerts subscribe", query="source:biorxv"))
    assert "Did you mean `source:biorxiv`?" in wrong


async def test_what_a_list_brought_as_well_is_not_counted_again(world: World) -> None:
    """A stream all of whose matches come from the list already is not offered: it would add nothing."""
    await world.list_papers(*(on_both(one) for one in streamed(3)))
    shown = await world.run("alerts subscribe", query="trees")
    assert "**3** of the 3 papers from the last 7 days" in said(shown)
    assert "arXiv" not in said(shown)
    assert labels(shown.response) == ["Save", "Edit", "Cancel", "Trend"]


async def test_one_that_looks_for_the_same_in_other_sources_is_told_of(world: World) -> None:
    """Before it is saved, so that its sources can be changed instead; both may be had all the same."""
    key = await world.subscribe("trees", name="Mine")
    shown = await dry_run(world, sources="arxiv")
    assert (
        f"⚠️ **Mine** `{key}` looks for the same papers there, but listens to Hugging Face; this one listens to "
        "arXiv. A paper that both find is posted once: `/alerts edit` adds sources to that one instead."
    ) in said(shown)
    await world.restart()
    assert "Saved as" in said(await world.save(shown))
    shown = await world.run("alerts subscribe", query="birds", sources="arxiv")
    assert "looks for the same" not in said(shown)
