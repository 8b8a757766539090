"""`/sources add`: what is found, shown before it is saved, and saved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from simcord import SetupError

from bot.domain.added_source import AddedSource
from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.domain.subscription import Owner
from tests.behaviour.integrations import DENIED
from tests.behaviour.world import World, labels, said
from tests.hostile.walk import parts_of
from tests.support.fakes import sighting
from tests.support.streams import feed
from tools.gallery.forms import filled

_SECRET = AddedSource(
    name="feed-0123456789ab", address="https://lab.example/feed?key=secret", title="The *Lab* @everyone"
)


def part(papers: int, **more: timedelta) -> StreamPart:
    found = [sighting(f"2511.{n:05}", title=f"Paper {n}", source=_SECRET.name) for n in range(papers)]
    return StreamPart(announced=tuple(found), cursor="1", **more)


async def added(world: World) -> list[str]:
    """Return the addresses of the server's sources."""
    owner = Owner(guild_id=world.guild.id, user_id=world.manager.id)
    return [state.source.address for state in await world.apps[-1].added.of(owner)]


async def test_a_source_is_shown_before_it_is_saved(world: World):
    """The preview has title, address without its query, papers a day and the newest five; Add saves."""
    world.kinds.found["lab.example"] = (_SECRET,)
    world.kinds.answers[_SECRET.name].append(part(7, span=timedelta(days=2)))
    shown = await world.run("sources add", source="lab.example")
    text = said(shown)
    assert text.startswith("The \\*Lab\\* \\@everyone\n`lab.example/feed?…` · 3.5 papers a day\n\n**1.** **[Pap")
    assert "**5.** **[Paper 4]" in text
    assert "Paper 5" not in text
    assert "secret" not in text
    assert shown.ephemeral
    assert labels(shown) == ["Add", "Cancel"]
    world.kinds.answers[_SECRET.name].append(part(7, span=timedelta(days=70)))
    assert " · 0.7 papers a week\n" in await world.says("sources add", source="lab.example")
    assert await added(world) == []
    saved = await world.press(shown, "Add")
    assert said(saved) == "Added **The \\*Lab\\* \\@everyone**. Subscribe to get new papers."
    assert await added(world) == [_SECRET.address]


async def test_the_next_step_is_a_subscription(world: World):
    """Subscribe opens the form with the source chosen and all its papers; the list names it by its title."""
    world.kinds.found["lab.example"] = (_SECRET,)
    saved = await world.press(await world.run("sources add", source="lab.example"), "Add")
    await world.restart()
    form = await world.press(saved, "Subscribe")
    assert form.modal is not None
    values = filled(form)
    assert (values["query"], values["name"]) == ('source:"The *Lab* @everyone"', "The *Lab* @everyone")
    assert values["sources"] == [_SECRET.name]
    menu = form.modal["components"][-1]["component"]
    assert [option["label"] for option in menu["options"]] == ["Hugging Face", "The *Lab* @everyone"]
    shown = await world.submit(form, channel=[world.channel])
    assert "Sources: The \\*Lab\\* \\@everyone" in said(shown)
    await world.save(shown)
    assert (await world.one()).sources == (_SECRET.name,)
    assert "The \\*Lab\\* \\@everyone" in await world.says("alerts list")
    offered = await world.offered("alerts subscribe", "sources", "lab")
    assert offered[0] == {"name": "The *Lab* @everyone", "value": _SECRET.name}
    assert (await world.offered("alerts subscribe", "sources", "@every"))[0]["value"] == _SECRET.name


async def test_a_page_with_several_feeds(world: World):
    """A menu has the feeds of a page, and the chosen one is shown as any other, with its own title."""
    world.kinds.found["page.example"] = (feed("one"), replace(feed("two"), title="RSS"), _SECRET)
    world.kinds.found["https://two.example/two"] = (feed("two"),)
    shown = await world.run("sources add", source="page.example")
    assert said(shown) == "That page has 3 feeds. Choose one."
    (menu,) = parts_of(shown)
    assert [(option["label"], option["description"]) for option in menu["options"]] == [
        ("One", "one.example/one"),
        ("RSS", "two.example/two"),
        ("The *Lab* @everyone", "lab.example/feed?…"),
    ]
    await world.restart()
    chosen = await world.manager.select(shown.response, ["1"])
    assert said(chosen).startswith("Two\n`two.example/two`\n\nIt has no papers at the moment.")
    await world.press(chosen, "Add")
    assert await added(world) == ["https://two.example/two"]


async def test_a_mistake_leads_to_the_form(world: World):
    """A well-known title is enough; after a mistake, the form opens with what was typed, else it opens empty."""
    world.kinds.found["https://deepmind.google/blog/rss.xml"] = (feed("deepmind"),)
    assert said(await world.run("sources add", source="Google DeepMind")).startswith("Deepmind\n")
    wrong = await world.run("sources add", source="No such thing!")
    assert said(wrong) == "Nothing there."
    form = await world.press(wrong, "Try again")
    assert filled(form) == {"address": "No such thing!"}
    shown = await world.submit(form, address="nature")
    assert said(shown).startswith("Nature\n")
    assert filled(await world.run("sources add")) == {"address": ""}


async def test_a_source_that_cannot_be_read(world: World):
    """The reply says why, without advice for the host."""
    error = SourceError("nature.example answered 404 (Not Found): **No**; check its address.")
    world.kinds.answers["feed-nature"].append(error)
    text = await world.says("sources add", source="nature")
    assert text == "That didn't work: nature.example answered 404 (Not Found): \\*\\*No\\*\\*."
    assert await added(world) == []


async def test_what_cannot_be_added(world: World):
    """A source that is there, one too many and an old preview are refused with a sentence."""
    shown = await world.run("sources add", source="nature")
    assert said(await world.press(shown, "Cancel")) == "Not added."
    old = await world.run("sources add", source="nature")
    world.now.forward(minutes=16)
    assert "expired" in await world.reply(old, "Add")
    for number in range(10):
        await world.press(await world.run("sources add", source=f"lab{number}"), "Add")
    again = await world.run("sources add", source="lab0")
    assert (said(again), labels(again)) == ("**Lab0** is already available here.", ["Subscribe"])
    more = await world.run("sources add", source="nature")
    assert "at most 10 sources" in await world.reply(more, "Add")
    assert len(await added(world)) == 10


async def test_only_managers_add(world: World):
    """A reader is refused, and everybody adds in direct messages for themselves."""
    with pytest.raises(SetupError, match="not visible"):
        await world.ask("sources add", source="nature")
    shown = await world.copy(await world.run("sources add", source="nature"))
    assert DENIED in await world.reply(shown, "Add", world.reader)
    person = world.reader.user
    own = await person.slash("sources add", source="nature")
    await person.click(own.response, label="Add")
    assert await added(world) == []
    assert "### Your sources\n-# 1 source\n**Nature**" in said(await person.slash("sources list"))
    assert "No sources added yet." in await world.says("sources list")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "Nature"),
        ("nature me", "Nature Methods"),
        ("CRYPTO", "IACR ePrint (cryptology)"),
        ("cs.cl", "arXiv cs.CL (computation and language)"),
        ("openai", "OpenAI"),
        ("https://lab.example/feed", "https://lab.example/feed"),
    ],
)
async def test_well_known_sources_are_offered(world: World, typed: str, first: str):
    """Autocomplete finds a well-known source by title, subject or address; else it returns what was typed."""
    offered = await world.offered("sources add", "source", typed)
    assert offered[0]["name"] == first
    assert len(offered) <= 25
    assert await world.offered("sources add", "source", "x" * 300) == []
