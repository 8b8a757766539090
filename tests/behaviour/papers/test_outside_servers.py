"""`/papers` outside servers: in direct messages, and as a user-installed app."""

import pytest

from tests.behaviour.world import World, said
from tests.support.fakes import sighting

PAPER = sighting("2511.00001", title="Diffusion, a survey", abstract="How noise becomes images.")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("papers today", {}),
        ("papers trending", {}),
        ("papers search", {"query": "diffusion"}),
        ("papers show", {"paper": "2511.00001"}),
        ("papers similar", {"paper": "2511.00001"}),
        ("papers chart", {"query": "diffusion"}),
        ("paperboy help", {}),
        ("paperboy status", {}),
    ],
)
async def test_direct_messages(world: World, command: str, options: dict[str, str]):
    """`/papers` works in a direct message."""
    await world.list_papers(PAPER)
    shown = await world.reader.user.slash(command, **options)
    assert shown.ephemeral
    assert "Something went wrong" not in said(shown)
    assert "server only" not in said(shown)


async def test_why_is_about_ones_own(world: World):
    """In a DM, why covers only the person's own subscriptions."""
    await world.list_papers(PAPER)
    await world.subscribe("secret")
    person = world.reader.user
    shown = await person.slash("alerts subscribe", query="trees", name="Mine")
    await world.press(shown, "Save", person)
    assert "Mine" in said(await person.slash("papers why", paper="2511.00001"))
    offered = await person.autocomplete("papers why", "subscription", "")
    assert ["Mine" in choice["name"] for choice in offered] == [True]


async def test_who_may_install_it(world: World):
    """The commands are registered for servers and users, in every context."""
    offered = {command["name"]: command for command in world.env.backend.commands[None].values()}
    for name in ("papers", "paperboy", "Look up papers"):
        assert set(offered[name]["integration_types"]) == {0, 1}, name
        assert set(offered[name]["contexts"]) == {0, 1, 2}, name
