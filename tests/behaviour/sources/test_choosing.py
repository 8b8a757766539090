"""Choosing, counting, showing and changing the sources of a subscription."""

import json
from dataclasses import replace

import pytest

from bot.domain.ports import Source
from bot.domain.subscription import Mode
from tests.behaviour.sources.conftest import Nature
from tests.behaviour.sources.support import streamed
from tests.behaviour.world import World, said
from tests.support.fakes import FakeSource, sighting
from tools.gallery.forms import filled


async def test_the_lists_are_the_default(world: World):
    """By default nothing is stored, the list names the lists, and the preview says what streams would add."""
    await world.list_papers(sighting(title="Trees"), *streamed(3), *streamed(1, source="nature-ml", first=300))
    text = said(shown := await world.run("alerts subscribe", query="trees"))
    assert "**1** of 1 paper (0.1 a day)" in text
    assert "• arXiv: 1.5 matches a day\n• Nature \\*ML\\*: 1.0 matches a day\n" in text
    assert "Sources: " not in text
    await world.save(shown)
    assert (await world.one()).sources == ()
    assert " · Hugging Face" in await world.says("alerts list")
    assert "sources" not in json.dumps(await world.exported())


async def test_chosen_sources_are_counted_stored_and_listed(world: World):
    """Sources are chosen by title, alias or name, and each has a line in the preview."""
    await world.list_papers(sighting(title="Trees", upvotes=12), sighting("2511.00002"), *streamed(3))
    await world.list_papers(*streamed(1, title="Fish", first=200))
    text = said(shown := await world.run("alerts subscribe", query="trees", sources="arXiv, Trending"))
    assert "Last 7 days: Hugging Face: **1** of 2 papers" in text
    assert "\narXiv: **3** of 4 papers in 2 days" in text
    assert "\n10 upvotes or more: **1**\n" in text
    assert "\nSources: Hugging Face and arXiv\n" in text
    assert "Before" not in text
    assert "Other sources" not in text
    await world.save(shown)
    assert (await world.one()).sources == ("lists", "arxiv")
    assert " · Hugging Face and arXiv" in await world.says("alerts list")


async def test_all_means_the_current_sources(world: World, sources: list[Source]):
    """`all` stores each current source by name, and the preview says so."""
    text = said(shown := await world.run("alerts subscribe", query="trees", sources="all"))
    assert "\nSources: Hugging Face, arXiv and Nature \\*ML\\*\nSources added later" in text
    await world.save(shown)
    assert (await world.one()).sources == ("lists", "arxiv", "nature-ml")
    sources[:] = [FakeSource()]
    await world.restart()
    text = await world.says("alerts list")
    assert "⚠️ No longer available: arXiv and nature-ml" in text
    status = await world.says("paperboy status")
    assert "1 subscription has sources that are no longer available: arXiv and nature-ml" in status


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("lists, arxvi", "Unknown source `arxvi`. Choose from `lists` (Hugging Face)"),
        ("qqqqq", "Choose from `lists` (Hugging Face), `arxiv`, `nature-ml` and `all`."),
        ("bioRxiv", "Unknown source `bioRxiv`"),
        ("bioRxiv", "Choose from `lists` (Hugging Face), `arxiv`, `nature-ml` and `all`."),
        ("`@everyone`!", "Unknown source `'@everyone'!`"),
        ("!", "Unknown source `!`"),
    ],
)
async def test_unknown_names_are_corrected(world: World, typed: str, answer: str):
    """Subscribe and edit suggest the right name and save nothing."""
    key = await world.subscribe("diffusion")
    assert answer in await world.says("alerts subscribe", query="trees", sources=typed)
    assert answer in await world.says("alerts edit", subscription=key, sources=typed)
    assert (await world.one()).sources == ()


async def test_an_edit_of_sources_shows_a_preview(world: World):
    """The option `sources` skips the form and shows the preview."""
    await world.list_papers(sighting(title="Trees"), *streamed(2))
    key = await world.subscribe("trees", name="Mine", deliver="weekly")
    shown = await world.run("alerts edit", subscription=key, sources="lists, arxiv")
    assert "\nSources: Hugging Face and arXiv\nBefore this change: Hugging Face\n" in said(shown)
    assert "listen" not in said(shown)
    await world.restart()
    assert (await world.one()).sources == ()
    saved = said(await world.save(shown))
    assert "• Sources: Hugging Face → Hugging Face and arXiv" in saved
    changed = await world.one()
    assert (changed.id, changed.sources) == (key, ("lists", "arxiv"))
    assert (changed.name, changed.mode) == ("Mine", Mode.WEEKLY)
    assert len((await world.store.subscriptions()).baselines[key]) == 3


async def test_the_form_has_the_sources(world: World):
    """The form has a menu of the sources with their titles, of which several can be chosen."""
    key = await world.subscribe("trees", sources="lists, arxiv")
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    menu = form.modal["components"][-1]["component"]
    assert [(option["label"], option["value"], option.get("default", False)) for option in menu["options"]] == [
        ("Hugging Face", "lists", True),
        ("arXiv", "arxiv", True),
        ("Nature *ML*", "nature-ml", False),
    ]
    assert menu["max_values"] == 3
    choices = (["nature-ml"], ("nature-ml",)), (["arxiv", "lists"], ("lists", "arxiv")), (["lists"], ())
    for chosen, expected in choices:
        form = await world.run("alerts edit", subscription=key)
        values = filled(form, channel=[world.channel]) | {"sources": chosen}
        shown = await world.manager.submit_modal(form, values)
        await world.save(shown)
        assert (await world.one()).sources == expected


async def test_a_form_with_a_mistake_keeps_the_sources(world: World, sources: list[Source]):
    """After a wrong query, the form has the chosen sources; a wrong name leaves the choice open."""
    for typed, chosen in (("nature ml", ["nature-ml"]), ("arxvi", []), ("", ["lists"])):
        wrong = await world.run("alerts subscribe", query="(trees", sources=typed)
        form = await world.press(wrong, "Try again")
        assert form.modal is not None
        options = form.modal["components"][-1]["component"]["options"]
        assert [option["value"] for option in options if option.get("default")] == chosen
    key = await world.subscribe("trees", sources="nature-ml")
    sources.pop()
    await world.restart()
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    options = form.modal["components"][-1]["component"]["options"]
    assert [option["value"] for option in options if option.get("default")] == ["nature-ml"]


async def test_more_sources_than_a_menu_has(world: World, sources: list[Source]):
    """With more than 25 sources the form has a text field."""
    key = await world.subscribe("trees", sources="arxiv")
    for number in range(30):
        sources.append(Nature())
        sources[-1].spec = replace(Nature.spec, name=f"feed-{number}", title=f"Feed {number}")
    await world.restart()
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    field = form.modal["components"][-1]
    assert field["description"].startswith("Comma-separated: lists (Hugging Face), arxiv, nature-ml, feed-0")
    assert field["component"]["value"] == "arxiv"
    wrong = await world.edit(key, sources="arxvi")
    assert "Unknown source `arxvi`" in said(wrong)


async def test_another_edit_keeps_the_sources(world: World, sources: list[Source]):
    """A form without the field, opened before there were streams, keeps the sources."""
    key = await world.subscribe("trees")
    streams = sources[1:]
    del sources[1:]
    await world.restart()
    early = await world.run("alerts edit", subscription=key)
    assert early.modal is not None
    assert len(early.modal["components"]) == 4
    sources += streams
    await world.restart()
    shown = await world.run("alerts edit", subscription=key, sources="arxiv")
    await world.save(shown)
    shown = await world.submit(early, query="forest", channel=[world.channel])
    form = await world.press(shown, "Edit")
    again = await world.submit(form, query="wood upvotes:>=5")
    assert "⚠️ `upvotes:` never matches papers that are only on arXiv." in said(again)
    await world.save(shown)
    changed = await world.one()
    assert (changed.query, changed.sources) == ("wood upvotes:>=5", ("arxiv",))


async def test_autocomplete_goes_on_after_a_comma(world: World):
    """Suggestions continue after a comma and keep what was chosen before."""

    async def offered(typed: str) -> dict[str, str]:
        found = await world.offered("alerts subscribe", "sources", typed)
        return {choice["name"]: choice["value"] for choice in found}

    assert await offered("") == {
        "Hugging Face": "lists",
        "arXiv": "arxiv",
        "Nature *ML*": "nature-ml",
        "all: Hugging Face, arXiv and Nature *ML*": "all",
        "Hugging Face and arXiv": "lists, arxiv",
        "Hugging Face and Nature *ML*": "lists, nature-ml",
    }
    assert await offered("nat") == {
        "Nature *ML*": "nature-ml",
        "all: Hugging Face, arXiv and Nature *ML*": "all",
        "Hugging Face and Nature *ML*": "lists, nature-ml",
    }
    assert await offered("arxiv, na") == {"arXiv and Nature *ML*": "arxiv, nature-ml"}
    assert await offered("arxvi, n") == {}
    assert await offered("lists, ar") == {"Hugging Face and arXiv": "lists, arxiv"}
    assert (await offered("lis"))["Hugging Face"] == "lists"
