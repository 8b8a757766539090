"""*Like* and *Not for me*, wherever an abstract or a card is shown to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.subscription import Owner
from tests.behaviour.about.test_data import NOTHING, deleted, stored
from tests.behaviour.papers.test_abstract import FIRST, LONG, post_card
from tests.behaviour.world import said

if TYPE_CHECKING:
    from simcord import InteractionResult, MemberActor, UserHandle

    from tests.behaviour.world import World

NAMES = {"Like": True, "Not for me": False}
GREY, GREEN = 2, 3
ID = FIRST.paper.id


def pressed(message: Any) -> list[str]:
    """Return which of the two buttons a message shows as pressed."""
    thumbs = [part for row in message.components for part in row["components"] if part.get("label") in NAMES]
    assert [part["emoji"]["name"] for part in thumbs] == ["👍", "👎"]
    assert {part["style"] for part in thumbs} <= {GREY, GREEN}
    return [part["label"] for part in thumbs if part["style"] == GREEN]


async def press(shown: InteractionResult, actor: MemberActor | UserHandle, label: str) -> list[str]:
    """Press a button under a reply; return which are pressed now."""
    return pressed((await actor.click(shown.response, label=label)).response)


async def opinions(world: World, actor: MemberActor | UserHandle, guild_id: int | None = None) -> dict[str, bool]:
    likes = await world.apps[-1].likes.of_person(Owner(guild_id=guild_id, user_id=actor.id))
    return {paper: like.liked for paper, like in likes.items()}


async def test_a_press_likes_and_a_second_one_takes_it_back(world: World):
    """The reply shows it, also after a restart and in other replies; only the person's own presses count."""
    await world.list_papers(FIRST)
    here, card = world.guild.id, await post_card(world)
    shown = await world.reader.click(card, label="Abstract")
    assert pressed(shown.response) == []
    assert await press(shown, world.reader, "Like") == ["Like"]
    assert await opinions(world, world.reader, here) == {ID: True}
    await world.restart()
    assert await press(shown, world.reader, "Not for me") == ["Not for me"]
    assert await opinions(world, world.reader, here) == {ID: False}
    assert pressed((await world.reader.click(card, label="Abstract")).response) == ["Not for me"]
    assert pressed((await world.manager.click(card, label="Abstract")).response) == []
    assert await press(shown, world.reader, "Not for me") == []
    assert await opinions(world, world.reader, here) == {}
    assert await opinions(world, world.manager, here) == {}


async def test_in_searches_and_direct_messages(world: World):
    """A paper that a search found can be liked; in direct messages the like is the person's own."""
    await world.list_papers(FIRST)
    listed = await world.run("papers search", world.reader, query="first")
    found = await world.reader.click(listed.response, label="Show")
    assert await press(found, world.reader, "Like") == ["Like"]
    shown = await world.reader.user.slash("papers show", paper="2511.00001")
    assert pressed(shown.response) == []
    assert await press(shown, world.reader.user, "Not for me") == ["Not for me"]
    assert await opinions(world, world.reader, world.guild.id) == {ID: True}
    assert await opinions(world, world.reader) == {ID: False}
    assert "2 likes and dislikes" in said(await world.run("paperboy data", world.reader))


async def test_a_long_id_and_a_forgotten_paper(world: World):
    """A paper is found by the hash of its id; one that is no longer stored gets no like."""
    await world.list_papers(LONG)
    shown = await world.reader.click(await post_card(world, LONG), label="Abstract")
    assert await press(shown, world.reader, "Like") == ["Like"]
    assert await opinions(world, world.reader, world.guild.id) == {LONG.paper.id: True}
    await world.list_papers(FIRST)
    shown = await world.run("papers show", world.reader, paper="2511.00001")
    for part in world.parts(shown.response):
        if part.get("label") == "Like":
            part["custom_id"] = "paperboy:like:yes:arxiv:1"
    await world.reader.click(shown.response, label="Like")
    assert set(await opinions(world, world.reader, world.guild.id)) == {LONG.paper.id}


async def test_deleting_ones_likes(world: World):
    """`/paperboy data` counts them and deletes them with the rest; other people's likes stay."""
    await world.list_papers(FIRST)
    card = await post_card(world)
    for actor in (world.manager, world.reader):
        await press(await actor.click(card, label="Abstract"), actor, "Like")
    person = world.manager.user
    await world.apps[-1].likes.add(Owner(guild_id=7, user_id=person.id), ID, liked=False, message_id=8, roles=[9])
    shown = await person.slash("alerts subscribe", query="diffusion")
    await person.click(shown.response, label="Save")
    assert "2 likes and dislikes" in said(await person.slash("paperboy data"))
    await deleted(world, person)
    assert await stored(world, person.id) == set()
    assert NOTHING in said(await person.slash("paperboy data"))
    assert await opinions(world, world.reader, world.guild.id) == {ID: True}


async def test_whose_likes_count(world: World):
    """A channel's picks follow one role, or everybody; a deleted role gets a warning."""
    await world.subscribe("diffusion")
    role = world.guild.create_role("Curators")
    shown = await world.run("alerts settings")
    custom_id = f"paperboy:set:likes:{world.channel.id}"
    await world.manager.select(shown.response, [role], custom_id=custom_id)
    assert (await world.place()).preferences == Preferences(likes_role_id=role.id)
    for nobody in ([world.guild.default_role], []):
        await world.manager.select(shown.response, nobody, custom_id=custom_id)
        assert (await world.place()).preferences == DEFAULTS
    await world.store.set_preferences(world.channel.id, Preferences(likes_role_id=12345), due={})
    assert "The role whose likes count was deleted." in said(await world.run("alerts settings"))
