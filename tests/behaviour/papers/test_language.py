"""What readers are answered in another language: lists, searches, cards, and the buttons under them."""

from __future__ import annotations

import pytest

from bot.language import formats, translating
from bot.language.languages import PSEUDO
from bot.language.translating import gettext, ngettext, pgettext
from tests.behaviour.papers.test_cards import labels, look_up
from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting
from tests.support.pseudo import forgotten

PAPERS = [sighting(f"2511.0000{n}", title=f"扩散{n}", abstract="图像。", upvotes=n) for n in range(1, 8)]


@pytest.fixture(autouse=True)
def _pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is said in the pseudo-language, whoever asks."""
    for module in (translating, formats):
        monkeypatch.setattr(module, "current", lambda: PSEUDO)


async def test_lists(world: World) -> None:
    """Of a day and of a week: their heads, and what is small below."""
    nothing = said(await world.run("papers today", world.reader))
    assert forgotten(nothing) == []
    await world.list_papers(*PAPERS)
    today = said(await world.run("papers today", world.reader))
    day = formats.named_day(DAY)
    assert "[Ŵéđñéšđáý~~~]" in day
    assert gettext("Papers of {day}", day=day) in today
    assert pgettext("list", "most upvoted first") in today
    week = said(await world.run("papers trending", world.reader))
    assert ngettext("Most upvoted of the last {number} day", "Most upvoted of the last {number} days", 7) in week
    assert gettext("Upvotes are read for about a week after a paper was listed.") in week


async def test_a_list_that_is_old(world: World) -> None:
    """The day after, and a week after."""
    await world.list_papers(*PAPERS)
    world.now.forward(days=2)
    assert gettext("the latest list, as today's is still empty") in said(await world.run("papers today"))
    world.now.forward(days=60)
    assert forgotten(said(await world.run("papers trending"))) == []


async def test_searches(world: World) -> None:
    """What was found and how it is sorted; nothing; and buttons to other orders, which go on working."""
    empty = said(await world.run("papers search", query="扩散"))
    assert gettext("No paper matches") in empty
    await world.list_papers(*PAPERS)
    found = await world.run("papers search", query="title:扩散*")
    assert gettext("Papers that match") in said(found)
    assert pgettext("list", "newest first") in said(found)
    best = await world.manager.click(found.response, label=pgettext("button", "Best match first"))
    assert pgettext("list", "best match first") in said(best)
    upvoted = await world.manager.click(best.response, label=pgettext("button", "Most upvoted first"))
    assert pgettext("list", "most upvoted first") in said(upvoted)
    newest = await world.manager.click(upvoted.response, label=pgettext("button", "Newest first"))
    assert pgettext("list", "newest first") in said(newest)


async def test_searches_of_some_days(world: World) -> None:
    """Headings, the menu, and where these days have nothing."""
    await world.list_papers(*PAPERS)
    found = await world.run("papers search", query="title:扩散*", since="week")
    heading = ngettext(
        "Papers of the last {number} day that match", "Papers of the last {number} days that match", 7
    )
    assert heading in said(found)
    for label in (pgettext("button", "Any time"), ngettext("Last {number} day", "Last {number} days", 30)):
        assert label in str(found.response.components)
    today = await world.run("papers search", query="title:扩散*", since="day")
    assert gettext("Papers of today that match") in said(today)
    world.now.forward(days=9)
    today = await world.manager.select(today.response, ["day"])
    assert gettext("No paper of today matches") in said(today)
    every = ngettext("Among all stored papers, {number} matches.", "Among all stored papers, {number} match.", 7)
    assert every in said(today)
    assert pgettext("button", "All papers") in str(today.response.components)
    nothing = said(await world.run("papers search", query="扩图", since="month"))
    assert gettext("Nothing found, neither in the time that you chose nor before it.") in nothing


async def test_cards_and_what_is_under_them(world: World) -> None:
    """Show, Abstract, Similar; the button of a list; and what is not stored."""
    await world.list_papers(*PAPERS)
    shown = await world.run("papers show", world.reader, paper="2511.00001")
    assert [word for label in labels(shown) for word in forgotten(label)] == []
    abstract = await world.reader.click(shown.response, label=pgettext("button", "Abstract"))
    assert "图像。" in said(abstract)
    similar = said(await world.reader.click(shown.response, label=pgettext("button", "Similar")))
    assert all(part in similar for part in gettext("Papers similar to {title}", title="|").split("|"))
    listed = await world.run("papers today", world.reader)
    assert pgettext("button", "Show") in str(listed.response.components)
    card = await world.reader.click(listed.response, custom_id="paperboy:card:arxiv:2511.00007")
    assert "扩散" in said(card)
    missing = said(await world.run("papers show", world.reader, paper="2401.00001"))
    assert gettext("I do not have {paper}.", paper="arXiv:2401.00001") in missing


async def test_a_message_that_names_papers(world: World) -> None:
    """More than are shown at once, those that nobody finds, and none."""
    await world.list_papers(*PAPERS)
    several = " ".join(f"2511.0000{n}" for n in range(1, 10))
    many = said(await look_up(world, several))
    assert gettext("Papers of that message") in many
    assert forgotten(said(await look_up(world, "扩散"))) == []
    unknown = said(await look_up(world, " ".join(f"2401.000{n:02}" for n in range(1, 30))))
    assert ngettext("… and {number} more", "… and {number} more", 19) in unknown
