"""Saving, citing, and `/papers saved`, as a person meets them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import Mode
from bot.service.papers import saved as module
from bot.text.references.reader import read_references
from tests.behaviour.papers.test_abstract import FIRST, LONG, post_card
from tests.behaviour.papers.test_cards import look_up
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor

MENU = "Save papers"
PAPERS = [
    sighting(f"2511.{n:05}", title=f"{'Trees' if n % 2 else 'Birds'} {n}", authors=("Ada Lovelace",))
    for n in range(1, 8)
]


async def save_all(world: World, *, actor: MemberActor | None = None):
    """Save seven papers, the seventh last."""
    await world.list_papers(*PAPERS)
    for one in PAPERS:
        await world.apps[-1]._papers.saved.add((actor or world.reader).id, one.paper.id)
        world.now.forward(seconds=1)


def titles(shown: InteractionResult) -> list[str]:
    return re.findall(r"\*\*\d+\.\*\* \*\*\[([^\]]+)\]", said(shown))


async def files(shown: InteractionResult) -> dict[str, bytes]:
    """Return the files of a reply, by name."""
    assert shown.response is not None
    return {one.filename: await one.read() for one in shown.response.attachments}


def green(shown: InteractionResult) -> list[str]:
    """Return the labels of the green buttons."""
    assert shown.response is not None
    parts = [part for row in shown.response.components for part in row["components"]]
    return [part["label"] for part in parts if part.get("style") == 3]


async def test_an_empty_list_says_what_to_do(world: World):
    """Nothing is saved at first."""
    assert await world.told("papers saved") == (
        "No saved papers yet. Press *Abstract* under an alert, then *Save*, or choose *Apps* → *Save papers* in a"
        " message's menu."
    )
    await world.list_papers(FIRST)
    assert "No saved papers yet" in await world.told("papers saved", query="first")


async def test_save_under_an_abstract(world: World):
    """The button shows it, also beside a like; a second press removes the paper. Each person has a list."""
    await world.list_papers(FIRST)
    card = await post_card(world)
    shown = await world.reader.click(card, label="Abstract")
    assert green(shown) == []
    assert green(await world.reader.click(shown.response, label="Save")) == ["Saved"]
    await world.restart()
    assert green(await world.reader.click(shown.response, label="Like")) == ["Like", "Saved"]
    assert green(await world.manager.click(card, label="Abstract")) == []
    assert "1 paper" in await world.told("papers saved")
    assert "No saved papers yet" in await world.says("papers saved")
    assert green(await world.reader.click(shown.response, label="Saved")) == ["Like"]
    assert "No saved papers yet" in await world.told("papers saved")


async def test_save_from_a_search(world: World):
    """A menu saves any papers of the page; in a shared search each person saves their own."""
    await world.list_papers(*PAPERS[:3], LONG)
    shown = await world.ask("papers search", query="trees OR birds")
    keys = [one.paper.id for one in PAPERS[:2]]
    chosen = await world.reader.select(shown.response, keys, custom_id="paperboy:save-listed")
    assert said(chosen) == "Saved 2 papers. See your list in `/papers saved`."
    again = await world.reader.select(
        shown.response, [*keys, PAPERS[2].paper.id], custom_id="paperboy:save-listed"
    )
    assert said(again) == "Saved 1 paper. 2 were already saved. See your list in `/papers saved`."
    await world.apps[-1]._papers.saved.remove(world.reader.id, PAPERS[2].paper.id)
    await world.reader.click(shown.response, label="Share here")
    await world.manager.select(world.posted(), keys[:1], custom_id="paperboy:save-listed")
    assert titles(await world.ask("papers saved")) == ["Trees 1", "Birds 2"]
    assert titles(await world.run("papers saved")) == ["Trees 1"]
    for part in world.parts(shown.response):
        for option in part.get("options", ()):
            option["value"] = option["value"].replace("2511.00001", "2511.99999")
    lost = await world.reader.select(shown.response, ["arxiv:2511.99999"], custom_id="paperboy:save-listed")
    assert "I no longer have that paper." in said(lost)


async def test_save_from_a_message(world: World):
    """One paper is saved at once and its card shown; several are listed with the menu; our own posts count."""
    await world.list_papers(*PAPERS[:2])
    message = await world.manager.send(world.channel, "Read arXiv:2511.00001!")
    shown = await world.reader.context_menu(world.channel, MENU, message)
    assert "Saved 1 paper. See your list in `/papers saved`." in said(shown)
    assert green(shown) == ["Saved"]
    several = await world.manager.send(world.channel, "arXiv:2511.00001 and arXiv:2511.00002")
    listed = await world.reader.context_menu(world.channel, MENU, several)
    await world.reader.select(listed.response, ["arxiv:2511.00002"], custom_id="paperboy:save-listed")
    assert titles(await world.ask("papers saved")) == ["Birds 2", "Trees 1"]
    assert "No papers found in that message" in said(await look_up(world, "hello"))
    blog = sighting(id="feed:blog:0f", source="blog", title="A blog's post")
    await world.list_papers(blog)
    posted = await post_card(world, blog)
    assert green(await world.reader.context_menu(world.channel, MENU, posted)) == ["Saved"]
    assert await world.apps[-1]._papers.saved.papers() == {"arxiv:2511.00001", "arxiv:2511.00002", "feed:blog:0f"}


async def test_pages_removal_and_undo(world: World):
    """The newest is first; what Undo brings back has its old place, also after a restart."""
    await save_all(world)
    shown = await world.ask("papers saved")
    assert titles(shown) == ["Trees 7", "Birds 6", "Trees 5", "Birds 4", "Trees 3"]
    assert "7 papers · page 1 of 2" in said(shown)
    shown = await world.press(shown, "Next ▶", world.reader)
    assert titles(shown) == ["Birds 2", "Trees 1"]
    shown = await world.choose(shown.response, "arxiv:2511.00002")
    assert titles(shown) == ["Trees 1"]
    assert "Removed: **[Birds 2](" in said(shown)
    await world.restart()
    shown = await world.press(shown, "Undo", world.reader)
    assert titles(shown) == ["Birds 2", "Trees 1"]
    for number in (2, 1):
        shown = await world.choose(shown.response, f"arxiv:2511.{number:05}")
    assert titles(shown) == ["Trees 7", "Birds 6", "Trees 5", "Birds 4", "Trees 3"], "the page before"


async def test_the_last_paper_is_removed(world: World):
    """The list is empty and Undo is there."""
    await world.list_papers(LONG)
    await world.apps[-1]._papers.saved.add(world.reader.id, LONG.paper.id)
    shown = await world.ask("papers saved")
    (key,) = [one["value"] for part in world.parts(shown.response) for one in part.get("options", ())]
    shown = await world.choose(shown.response, key)
    assert "Removed: " in said(shown)
    assert "0 papers" in said(shown)
    shown = await world.press(shown, "Undo", world.reader)
    assert "1 paper" in said(shown)


async def test_the_list_is_searched(world: World):
    """A query limits the list, its pages, removals and exports; a mistake in it opens a form."""
    await save_all(world)
    shown = await world.ask("papers saved", query="trees")
    assert titles(shown) == ["Trees 7", "Trees 5", "Trees 3", "Trees 1"]
    exported = await world.press(shown, "Export RIS", world.reader)
    assert said(exported) == "4 of 7 saved papers"
    assert (await files(exported))["saved-papers.ris"].count(b"TI  - Trees") == 4
    shown = await world.choose(shown.response, "arxiv:2511.00005")
    assert titles(shown) == ["Trees 7", "Trees 3", "Trees 1"]
    assert titles(await world.press(shown, "Undo", world.reader)) == ["Trees 7", "Trees 5", "Trees 3", "Trees 1"]
    assert await world.told("papers saved", query="xylophone") == (
        "None of your 7 saved papers match. See all in `/papers saved`.\n```\nxylophone\n```"
    )
    wrong = await world.ask("papers saved", query="(trees")
    form = await world.press(wrong, "Try again", world.reader)
    again = await world.reader.submit_modal(form, filled(form, query="birds"))
    assert titles(again) == ["Birds 6", "Birds 4", "Birds 2"]


@pytest.mark.parametrize(("label", "extension"), [("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")])
async def test_exports(world: World, label: str, extension: str):
    """A file of all saved papers, newest first, which `/alerts picks` reads."""
    await save_all(world)
    exported = await world.press(await world.ask("papers saved"), f"Export {label}", world.reader)
    body = (await files(exported))[f"saved-papers.{extension}"]
    read = read_references(body)
    assert [one.identity for one in read.references] == [one.paper.id for one in reversed(PAPERS)]
    assert exported.ephemeral


async def test_nothing_is_left_to_export(world: World):
    """An old list whose papers are removed meanwhile answers with a sentence, not with an empty file."""
    await save_all(world)
    shown = await world.ask("papers saved")
    await world.apps[-1]._papers.saved.forget_person(world.reader.id)
    assert "No saved papers yet" in said(await world.press(shown, "Export BibTeX", world.reader))


async def test_no_match_is_left_to_export(world: World):
    """If the papers that match the list's query are removed meanwhile, the answer says that others are saved."""
    await save_all(world)
    shown = await world.ask("papers saved", query="trees")
    for one in PAPERS[::2]:
        await world.apps[-1]._papers.saved.remove(world.reader.id, one.paper.id)
    answer = said(await world.press(shown, "Export BibTeX", world.reader))
    assert answer.startswith("None of your 3 saved papers match.")


async def test_cite(world: World):
    """The entry can be copied, and is attached in the other formats; a shared card keeps the button."""
    await world.list_papers(PAPERS[0])
    shown = await world.ask("papers show", paper="2511.00001")
    await world.reader.click(shown.response, label="Share here")
    for place, actor in ((shown.response, world.reader), (world.posted(), world.manager)):
        cited = await actor.click(place, label="Cite")
        assert cited.ephemeral
        assert said(cited).startswith("```\n@misc{lovelace2025trees,\n      title={Trees 1},\n")
        found = await files(cited)
        assert [*found] == [f"lovelace2025trees.{kind}" for kind in ("ris", "json")]
        assert json.loads(found["lovelace2025trees.json"])[0]["title"] == "Trees 1"


async def test_an_entry_too_long_for_a_message(world: World):
    """A collaboration's names are in the files only, where the first hundred are."""
    many = sighting("2511.00009", title="Higgs", authors=tuple(f"Ada Augusta King Author{n}" for n in range(300)))
    await world.list_papers(many)
    cited = await world.press(await world.ask("papers show", paper="2511.00009"), "Cite", world.reader)
    assert said(cited) == ""
    assert (await files(cited))["author2025higgs.bib"].count(b" and ") == 100


async def test_picks_like_the_saved_papers(world: World):
    """The form of picks opens with the saved papers as examples."""
    await save_all(world, actor=world.manager)
    form = await world.press(await world.run("papers saved"), "Picks like these")
    shown = await world.manager.submit_modal(form, filled(form))
    assert "7 examples" in said(shown)
    await world.press(shown, "Save")
    made = await world.one()
    assert (made.mode, made.examples) == (Mode.PICKS, tuple(one.paper.id for one in reversed(PAPERS)))
    form = await world.press(await world.run("papers saved", query="birds"), "Picks like these")
    assert filled(form)["examples"] == "2511.00006\n2511.00004\n2511.00002"


async def test_a_full_list(world: World, monkeypatch: pytest.MonkeyPatch):
    """The person is told what to do, and nothing is lost."""
    monkeypatch.setattr(module, "MOST_SAVED", 7)
    await save_all(world)
    await world.list_papers(sighting("2511.00008", title="One more"))
    shown = await world.ask("papers show", paper="2511.00008")
    told = await world.reader.click(shown.response, label="Save")
    assert "You can save 7 papers. Remove some in `/papers saved`." in said(told)
    assert "7 papers" in await world.told("papers saved")


async def test_saved_papers_are_personal_data(world: World):
    """`/paperboy data` counts and deletes them."""
    await save_all(world)
    shown = await world.ask("paperboy data")
    assert "- 7 saved papers\n" in said(shown)
    sure = await world.press(shown, "Delete…", world.reader)
    assert "likes, saved papers, feeds, sources" in said(sure)
    await world.press(sure, "Delete", world.reader)
    assert "No saved papers yet" in await world.told("papers saved")
    assert await world.store.notes("saved") == {}
