"""The sources of a subscription: chosen, shown, counted and changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.app.application import Application
from bot.domain.ports import Gives, SourceKind
from bot.domain.subscription import Mode
from bot.settings import Settings
from tests.behaviour.world import said
from tests.support.fakes import DAY, FakeSource, sighting
from tests.support.sources import make_spec
from tests.support.streams import FakeStream
from tools.gallery.forms import filled

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord import InteractionResult

    from bot.discord_io.client import PaperboyClient
    from bot.domain.paper import Sighting
    from bot.domain.ports import Source, Store
    from bot.domain.subscription import Subscription
    from bot.search.past import PastIndex
    from tests.behaviour.world import World
    from tests.support.fakes import Clock


class Arxiv(FakeStream):
    """A stream with categories and without votes."""

    spec = make_spec(
        "arxiv", title="arXiv", kind=SourceKind.STREAM, gives=frozenset({Gives.ABSTRACT, Gives.CATEGORIES})
    )


class Nature(FakeStream):
    """A feed."""

    spec = make_spec("nature-ml", title="Nature *ML*", kind=SourceKind.STREAM, gives=frozenset({Gives.ABSTRACT}))


@pytest.fixture
def sources() -> list[Source]:
    """What the host reads; a test may take something out before a restart."""
    return [FakeSource(), Arxiv(), Nature()]


@pytest.fixture
def build(store: Store, past: PastIndex, now: Clock, sources: list[Source]) -> Callable[[], PaperboyClient]:
    return lambda: Application(Settings(), store, past, sources, now=now).client


def streamed(count: int, *, source: str = "arxiv", title: str = "Trees", first: int = 100) -> list[Sighting]:
    """So many papers of yesterday and today."""
    return [
        sighting(f"2511.{first + n:05}", title=title, source=source, day=DAY - timedelta(days=n % 2))
        for n in range(count)
    ]


async def one(world: World) -> Subscription:
    (found,) = (await world.store.subscriptions()).subscriptions
    return found


async def exported(world: World) -> dict[str, Any]:
    (file,) = (await world.run("alerts export")).response.attachments
    return json.loads(await file.read())


async def imported(world: World, content: object) -> InteractionResult:
    return await world.run("alerts import", file=("alerts.json", json.dumps(content).encode()))


async def test_without_a_choice_it_is_the_lists(world: World) -> None:
    """Nothing is stored; the dry run counts the lists alone, and says what streams would add."""
    await world.list_papers(sighting(title="Trees"), *streamed(3), *streamed(1, source="nature-ml", first=300))
    text = said(shown := await world.run("alerts subscribe", query="trees"))
    assert "**1** of the last 7 days' 1 papers (0.1 a day)." in text
    assert "Not listened to: arXiv would add about 1.5 a day, Nature \\*ML\\* about 1.0: `sources:all`." in text
    assert "would listen" not in text
    await world.manager.click(shown.response, label="Save")
    assert (await one(world)).sources == ()
    assert "listens to" not in said(await world.run("alerts list"))
    assert "sources" not in json.dumps(await exported(world))


async def test_chosen_sources_are_counted_stored_and_listed(world: World) -> None:
    """By title, alias or name, in any order; each has a line in the dry run."""
    await world.list_papers(sighting(title="Trees", upvotes=12), sighting("2511.00002"), *streamed(3))
    await world.list_papers(*streamed(1, title="Fish", first=200))
    text = said(shown := await world.run("alerts subscribe", query="trees", sources="arXiv, Trending"))
    assert "Would have matched: **1** of 2 trending: about 0.1 a day\n**3** of 4 on arXiv in 2 days" in text
    assert "With `min_upvotes` of 10 → **1** · 20 → **0**" in text
    assert "It would listen to the lists and arXiv." in text
    assert "Not listened to" not in text
    await world.manager.click(shown.response, label="Save")
    assert (await one(world)).sources == ("lists", "arxiv")
    assert "listens to the lists and arXiv" in said(await world.run("alerts list"))


async def test_all_is_what_is_read_now(world: World, sources: list[Source]) -> None:
    """Each source is named, so that one which is added later brings nothing; the dry run says so."""
    text = said(shown := await world.run("alerts subscribe", query="trees", sources="all"))
    assert "lists, arXiv and Nature \\*ML\\*; a source that is added later is not among them." in text
    await world.manager.click(shown.response, label="Save")
    assert (await one(world)).sources == ("lists", "arxiv", "nature-ml")
    sources[:] = [FakeSource()]
    await world.restart()
    text = said(await world.run("alerts list"))
    assert "⚠️ arXiv and nature-ml are no longer configured here" in text
    status = said(await world.run("paperboy status"))
    assert "1 subscription here cannot hear of arXiv and nature-ml" in status


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("arxvi", "There is no source `arxvi` here. Did you mean `arxiv`?"),
        ("lists, everythin", "There is no source `everythin` here. Did you mean `all`?"),
        ("Nature", "There is no source `nature` here. Did you mean `nature-ml`?"),
        ("qqqqq", "choose among `lists`, `huggingface`, `arxiv`, `nature-ml` and `all`."),
        ("bioRxiv", "bioRxiv is not read here, so nothing would come of it"),
        ("`@everyone`!", "There is no source `everyone` here. Did you mean `all`?"),
        ("!", "There is no source `?` here"),
    ],
)
async def test_a_wrong_name_is_answered_with_a_right_one(world: World, typed: str, answer: str) -> None:
    """In subscribe and edit alike; nothing is saved or changed."""
    key = await world.subscribe("diffusion")
    assert answer in said(await world.run("alerts subscribe", query="trees", sources=typed))
    assert answer in said(await world.run("alerts edit", subscription=key, sources=typed))
    assert (await one(world)).sources == ()


async def test_an_edit_of_sources_shows_what_would_come(world: World) -> None:
    """The option goes past the form to the dry run; everything else stays as it is."""
    await world.list_papers(sighting(title="Trees"), *streamed(2))
    key = await world.subscribe("trees", name="Mine", deliver="weekly")
    shown = await world.run("alerts edit", subscription=key, sources="lists, arxiv")
    assert "It would listen to the lists and arXiv instead of the lists." in said(shown)
    assert (await one(world)).sources == ()
    saved = said(await world.manager.click(shown.response, label="Save"))
    assert "What waits is posted only where one of these sources has brought it." in saved
    changed = await one(world)
    assert (changed.id, changed.sources) == (key, ("lists", "arxiv"))
    assert (changed.name, changed.mode) == ("Mine", Mode.WEEKLY)
    assert len((await world.store.subscriptions()).baselines[key]) == 3


async def test_the_form_has_the_sources(world: World) -> None:
    """Filled in as they are; another answer changes them, an empty one means the lists, a wrong one is told."""
    key = await world.subscribe("trees", sources="lists, arxiv")
    form = await world.run("alerts edit", subscription=key)
    assert form.modal is not None
    field = form.modal["components"][-1]
    assert field["description"] == "With commas between: lists, arxiv, nature-ml; or all."
    assert field["component"]["value"] == "lists, arxiv"
    for typed, expected in (("nature ml", ("nature-ml",)), ("", ()), ("arxiv", ("arxiv",))):
        form = await world.run("alerts edit", subscription=key)
        values = filled(form, channel=[world.channel]) | {"sources": typed}
        shown = await world.manager.submit_modal(form, values)
        await world.manager.click(shown.response, label="Save")
        assert (await one(world)).sources == expected
    form = await world.run("alerts edit", subscription=key)
    wrong = await world.manager.submit_modal(form, filled(form, channel=[world.channel], sources="arxvi"))
    assert "Did you mean `arxiv`?" in said(wrong)


async def test_another_edit_keeps_the_sources(world: World, sources: list[Source]) -> None:
    """A form without that field, which was opened before there were streams, and Edit of the dry run."""
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
    await world.manager.click(shown.response, label="Save")
    shown = await world.manager.submit_modal(early, filled(early, query="forest", channel=[world.channel]))
    form = await world.manager.click(shown.response, label="Edit")
    again = await world.manager.submit_modal(form, {"query": "wood upvotes:>=5"})
    assert "⚠️ arXiv gives no upvotes: upvotes: finds nothing among its papers, unless Hugging Face" in said(again)
    await world.manager.click(shown.response.message, label="Save")
    changed = await one(world)
    assert (changed.query, changed.sources) == ("wood upvotes:>=5", ("arxiv",))


async def test_autocomplete_goes_on_after_a_comma(world: World) -> None:
    """What fits what is being typed, with what was chosen before it."""

    async def offered(typed: str) -> dict[str, str]:
        found = await world.manager.autocomplete(world.channel, "alerts subscribe", "sources", typed)
        return {choice["name"]: choice["value"] for choice in found}

    assert await offered("") == {
        "the lists": "lists",
        "arXiv": "arxiv",
        "Nature *ML*": "nature-ml",
        "all: the lists, arXiv and Nature *ML*": "all",
        "the lists and arXiv": "lists, arxiv",
        "the lists and Nature *ML*": "lists, nature-ml",
    }
    assert await offered("nat") == {
        "Nature *ML*": "nature-ml",
        "all: the lists, arXiv and Nature *ML*": "all",
        "the lists and Nature *ML*": "lists, nature-ml",
    }
    assert await offered("arxiv, na") == {"arXiv and Nature *ML*": "arxiv, nature-ml"}
    assert await offered("arxvi, n") == {}


# --- so much that it had better come gathered -----------------------------------------------------------------


def labels(shown: InteractionResult) -> list[str]:
    """The buttons under a dry run as it is now."""
    return [button["label"] for row in shown.response.components for button in row["components"]]


async def broad(world: World) -> InteractionResult:
    await world.list_papers(sighting(title="Trees"), *streamed(30))
    return await world.run("alerts subscribe", query="trees", sources="lists, arxiv")


async def test_a_digest_is_offered_for_very_much(world: World) -> None:
    """One press makes the draft a daily digest, whose dry run offers it no more; the rest stays."""
    shown = await broad(world)
    assert "**30** of 30 on arXiv in 2 days: about 15 a day, better as a daily digest" in said(shown)
    await world.manager.click(shown.response, label="As a daily digest")
    message = shown.response
    assert "in a daily digest" in message.content
    assert "better as" not in message.embeds[0].fields[0].value
    assert labels(shown) == ["Save", "Edit", "Cancel"]
    await world.manager.click(message, label="Save")
    saved = await one(world)
    assert (saved.mode, saved.sources, saved.query) == (Mode.DAILY, ("lists", "arxiv"), "trees")


async def test_little_needs_no_digest(world: World) -> None:
    """A few a day come one by one; so does much that is gathered already."""
    await world.list_papers(*streamed(30))
    for query, deliver in (("trees", "daily"), ("fish", "now")):
        shown = await world.run("alerts subscribe", query=query, deliver=deliver, sources="all")
        assert "better as" not in said(shown)
        assert labels(shown) == ["Save", "Edit", "Cancel"]


async def test_the_digest_button_after_a_restart(world: World) -> None:
    """It says that the dry run is over, like the buttons beside it, and nothing is saved."""
    shown = await broad(world)
    await world.restart()
    assert "That dry run is over" in said(await world.manager.click(shown.response, label="As a daily digest"))
    assert (await world.store.subscriptions()).subscriptions == ()


async def test_the_digest_button_of_somebody_else(world: World) -> None:
    """Without the right to manage alerts it is refused; with it, only the person who asked may decide."""
    shown = await broad(world)
    other = world.guild.add_member(world.env.create_user("eve"), roles=[world.guild.roles["Managers"]])
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    copy = await channel.send(view=discord.ui.View.from_message(shown.response.message))
    assert "Manage Server" in said(await world.reader.click(copy, label="As a daily digest"))
    assert "Only the person who asked can decide" in said(await other.click(copy, label="As a daily digest"))
    assert "as soon as a paper matches" in shown.response.content


# --- elsewhere ------------------------------------------------------------------------------------------------


async def test_why_tells_who_brought_it(world: World) -> None:
    """A paper of a stream is not posted for a subscription to the lists, whose edit is a line away."""
    paper = streamed(1)[0]
    key = await world.subscribe("trees")
    await world.list_papers(paper)
    text = said(await world.run("papers why", paper=paper.paper.number, subscription=key))
    assert "❌ Not posted for this subscription, though the query matches it." in text
    assert "It listens to the lists; so far arXiv brought this paper." in text
    assert f"`/alerts edit subscription:{key} sources:lists, arxiv` lets it listen to that, too" in text
    listening = await world.subscribe("trees", sources="arxiv")
    text = said(await world.run("papers why", paper=paper.paper.number, subscription=listening))
    assert "so far" not in text


async def test_export_and_import_carry_them(world: World) -> None:
    """A file that was exported changes nothing; without the entry, as older files are, it is the lists."""
    key = await world.subscribe("trees", sources="nature-ml, lists")
    file = await exported(world)
    assert file["channels"][0]["subscriptions"][0]["sources"] == ["lists", "nature-ml"]
    assert "Everything is so already." in said(await imported(world, file))
    del file["channels"][0]["subscriptions"][0]["sources"]
    shown = await imported(world, file)
    assert f"✏️ change **trees** (`{key}`): listens to `lists`" in said(shown)
    await world.manager.click(shown.response, label="Import")
    assert (await one(world)).sources == ()
    wanted = [{"query": "forest", "sources": ["arXiv"]}, {"query": "trees", "id": key}]
    file["channels"][0]["subscriptions"] = wanted
    shown = await imported(world, file)
    assert "➕ add **forest** to" in said(shown)
    assert "`forest` of `arxiv`" in said(shown)


async def test_an_import_names_sources_that_are_not_read(world: World, sources: list[Source]) -> None:
    """Unless the subscription has them already: then its feed was taken out of the settings, and it stays."""
    await world.subscribe("trees", sources="nature-ml, lists")
    del sources[-1]
    await world.restart()
    file = await exported(world)
    assert "Everything is so already." in said(await imported(world, file))
    file["channels"][0]["subscriptions"].append({"query": "forest", "sources": ["nature-ml", "arxiv"]})
    text = said(await imported(world, file))
    assert "⚠️ forest: this host does not read nature-ml. Take it out of `sources`." in text


async def test_a_feed_that_is_gone_is_no_list(world: World, sources: list[Source]) -> None:
    """Its papers stay with those who chose it, and are neither in today's list nor in the dry run of others."""
    await world.subscribe("trees", sources="nature-ml")
    of_nature = streamed(2, source="nature-ml", title="Trees of Nature")
    await world.list_papers(sighting(title="Trees of today"), *of_nature)
    del sources[-1]
    await world.restart()
    assert "Trees of Nature" not in said(await world.run("papers today"))
    assert "**1** of the last 7 days' 1 papers" in said(await world.run("alerts subscribe", query="trees"))
    shown = await world.run("alerts edit", subscription=(await one(world)).id, sources="nature-ml, lists")
    assert "**2** of 2 on nature-ml" in said(shown)
