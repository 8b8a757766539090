"""Slash commands, buttons, modals, autocomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.fake_discord.state.commands import CannotTypeError
from tests.fake_discord.state.interactions import Doing, Interaction, Reply
from tests.fake_discord.state.models import Flag, Perm
from tests.fake_discord.tests.client import guild_of, place_of

if TYPE_CHECKING:
    from tests.fake_discord.server import LoopbackDiscord
    from tests.fake_discord.tests.client import PlainClient
    from tests.fake_discord.tests.conftest import Api


@pytest.mark.usefixtures("client")
async def test_slash_command_goes_all_the_way(server: LoopbackDiscord) -> None:
    """Options arrive with their types; a deferred answer, its follow-up and another one come back ephemeral."""
    there, admin = place_of(server)
    role = server.world.add_role(guild_of(server), "readers", Perm.VIEW_CHANNEL)
    options = {
        "query": "diffusion",
        "channel": there,
        "bar": 20,
        "reader": admin,
        "role": role,
        "deliver": "daily",
    }
    asked = await server.people.slash(admin, there, "alerts subscribe", options)
    first = await asked.message()
    second = await asked.message(2)
    assert asked.reply is Reply.LATER
    assert (first.content, second.content) == ("diffusion in papers from 20", "('ada', 'readers', 'daily')")
    assert Flag.EPHEMERAL in first.flags
    assert there.messages == {}


@pytest.mark.usefixtures("client")
async def test_buttons_and_modals(server: LoopbackDiscord) -> None:
    """A press can open a modal whose text comes back, and can change the message that it sits on."""
    there, admin = place_of(server)
    asked = await server.people.slash(admin, there, "alerts subscribe", {"query": "moe"})
    message = await asked.message()
    modal = await server.people.press(admin, message, "Ask")
    heard = await (await server.people.submit(modal, {"word": "routing"})).message()
    pressed = await server.people.press(admin, message, "Save")
    await pressed.edited(2)
    assert heard.content == "heard routing"
    assert (message.content, message.components) == ("saved", [])


@pytest.mark.usefixtures("client")
async def test_autocomplete(server: LoopbackDiscord) -> None:
    """What a person has typed so far comes to the bot, and its choices come back."""
    there, admin = place_of(server)
    offered = await server.people.complete(admin, there, "alerts subscribe", "query", {"query": "gnn"})
    assert offered == [{"name": "GNN", "value": "gnn"}]


@pytest.mark.usefixtures("client")
async def test_only_what_discord_lets_a_person_type(server: LoopbackDiscord) -> None:
    """Unknown commands and options, wrong types and hidden commands are refused as Discord's window does."""
    there, admin = place_of(server)
    people = server.people
    reader = server.world.add_member(guild_of(server), "Rea")
    for user, line, options in (
        (admin, "alerts nothing", {}),
        (admin, "alerts", {}),
        (admin, "alerts subscribe", {}),
        (admin, "alerts subscribe", {"query": "a", "colour": "red"}),
        (admin, "alerts subscribe", {"query": 5}),
        (admin, "alerts subscribe", {"query": "a", "bar": True}),
        (admin, "alerts subscribe", {"query": "a", "bar": 101}),
        (admin, "alerts subscribe", {"query": "a", "deliver": "never"}),
        (reader, "alerts subscribe", {"query": "a"}),
    ):
        with pytest.raises(CannotTypeError):
            await people.slash(user, there, line, options)


@pytest.mark.usefixtures("client")
async def test_command_in_a_direct_message(server: LoopbackDiscord) -> None:
    """A command works in a DM, where there is a user and no guild."""
    _, admin = place_of(server)
    asked = await server.people.slash(admin, server.world.direct(admin), "alerts subscribe", {"query": "rl"})
    assert (await asked.message()).content == "rl in here from 0"


async def test_interaction_answered_too_late_or_twice(server: LoopbackDiscord, client: PlainClient) -> None:
    """A first answer after three seconds is 10062, a second one 40060, a token after 15 minutes 50027."""
    there, admin = place_of(server)
    asked = await server.people.slash(admin, there, "alerts subscribe", {"query": "a"})
    await asked.message(2)
    again = f"{server.api_url}/api/v10/interactions/{asked.id}/{asked.token}/callback"
    follow = f"{server.api_url}/api/v10/webhooks/{client.application_id}/{asked.token}"
    said = {"content": "x"}
    async with aiohttp.ClientSession() as session:
        codes = [(await (await session.post(again, json={"type": 4, "data": said})).json())["code"]]
        server.clock.shift(4)
        codes.append((await (await session.post(again, json={"type": 4, "data": said})).json())["code"])
        server.clock.shift(900)
        codes.append((await (await session.post(follow, json=said)).json())["code"])
    assert codes == [40060, 10062, 50027]


@pytest.mark.usefixtures("client")
async def test_deferred_change_and_select(server: LoopbackDiscord) -> None:
    """A deferred press changes its own message later, and a select menu's choice arrives."""
    there, admin = place_of(server)
    message = await (await server.people.slash(admin, there, "alerts subscribe", {"query": "moe"})).message()
    later = await server.people.press(admin, message, "Later")
    await later.edited(2)
    assert (await later.acknowledged(), message.content) == (Reply.LATER_UPDATE, "changed later")
    chosen = await server.people.choose(admin, message, "mode", ["daily"])
    await chosen.edited(3)
    assert message.content == "mode daily"
    with pytest.raises(CannotTypeError):
        await server.people.press(admin, message, "Nothing")


@pytest.mark.usefixtures("client")
async def test_answer_that_is_read_and_deleted(server: LoopbackDiscord) -> None:
    """A visible answer with a file can be read and deleted through its webhook, and is gone from the channel."""
    there, admin = place_of(server)
    message = await (await server.people.slash(admin, there, "alerts subscribe", {"query": "moe"})).message()
    answered = await server.people.press(admin, message, "Reply")
    await server.until(lambda: answered.original is not None and answered.original.deleted, "the deletion")
    assert (there.messages, answered.messages) == ({}, [])


@pytest.mark.usefixtures("client")
async def test_answers_that_do_not_fit(server: LoopbackDiscord, api: Api) -> None:
    """Choices for a command, an update where nothing was pressed and unknown tokens are refused."""
    there, admin = place_of(server)
    asked = Interaction(
        server.bell, number=7, token="t", doing=Doing.COMMAND, user=admin, channel=there, at=server.clock.now()
    )
    server.people.track(asked)
    choices: dict[str, object] = {"type": 8, "data": {"choices": []}}
    hook = f"/webhooks/{server.world.bot.id}"
    codes = [
        await api.code("POST", "/interactions/7/t/callback", choices),
        await api.code("POST", "/interactions/7/t/callback", {"type": 7, "data": {"content": "x"}}),
        await api.code("POST", "/interactions/8/t/callback", {"type": 5}),
        await api.code("POST", f"{hook}/t", {"content": "too early"}),
        await api.code("POST", f"{hook}/unknown", {"content": "x"}),
    ]
    assert codes == [50035, 50035, 10062, 10015, 10015]
    assert (await api("POST", "/interactions/7/t/callback", {"type": 4, "data": {"content": "x"}}))[0] == 204
    assert await api.code("PATCH", f"{hook}/t/messages/1", {"content": "y"}) == 10008
    assert str(asked).startswith("command 7 by Ada")
