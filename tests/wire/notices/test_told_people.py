"""A person with alerts for themself: they come as direct messages, and what is told when those are closed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.subscription import BlockCause
from tests.fake_discord.state.models import Flag
from tests.wire.support.environment import once, open_stage, restarted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel, User
    from tests.wire.support.environment import Stage

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"
_ANSWERING = {"CommandTree-invoker", "discord.py: on_app_command_completion"}  # tasks of discord.py
CLOSED = "I cannot send you direct messages, so your paper alerts wait."


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A server whose channel has alerts too."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        await opened.subscribe()
        yield opened


@pytest.fixture
async def person(stage: Stage) -> User:
    """A member without any permission, who has subscribed for themself by the commands."""
    member = stage.discord.world.add_member(stage.guild, "Bob")
    await subscribe(stage, member, letterbox(stage, member))
    return member


async def subscribe(stage: Stage, member: User, where: Channel) -> None:
    """Type the command, look at the dry run, press Save."""
    people = stage.discord.people
    asked = await people.slash(member, where, "alerts subscribe", {"query": "matter"}, force=True)
    shown = await asked.message()
    assert f"<#{letterbox(stage, member).id}>" in shown.content
    edits = shown.edits
    saved = await (await people.press(member, shown, "Save")).edited(edits + 1)
    assert "Saved as" in saved.content


def letterbox(stage: Stage, person: User) -> Channel:
    return stage.discord.world.direct(person)


async def use(stage: Stage, person: User, where: Channel, line: str = "paperboy help") -> list[str]:
    """What a person is told under the answer to a command, which only they see."""
    asked = await stage.discord.people.slash(person, where, line)
    await asked.message()
    await stage.noticed(lambda: not _ANSWERING & {task.get_name() for task in asyncio.all_tasks()})
    assert all(Flag.EPHEMERAL in message.flags for message in asked.followups)
    return [message.content for message in asked.followups]


async def test_alerts_come_to_the_person(stage: Stage, person: User) -> None:
    """Each as a card in the DM, once, beside those of a server's channel that matched the same."""
    stage.list(ONE)
    await stage.round()
    stage.list(ONE, TWO)
    await stage.later(minutes=20)
    assert stage.posted(letterbox(stage, person)) == once(ONE, TWO)
    assert stage.posted() == once(ONE, TWO)


async def test_brought_along_to_a_server_without_the_bot(stage: Stage) -> None:
    """Who installed the app for themself subscribes there for themself: nothing can be posted in that server."""
    elsewhere = stage.discord.world.add_guild("Elsewhere")
    channel = stage.discord.world.add_channel(elsewhere, "chat")
    member = stage.discord.world.add_member(elsewhere, "Eve")
    stage.discord.world.kick(elsewhere)
    await stage.noticed(lambda: stage.app.client.get_guild(elsewhere.id) is None)
    await subscribe(stage, member, channel)
    stage.list(ONE)
    await stage.round()
    assert stage.posted(letterbox(stage, member)) == once(ONE)
    assert stage.words(channel) == []


async def test_closed_direct_messages(stage: Stage, person: User) -> None:
    """Told in the next interaction, also in a server and after a restart, in no channel; then that they flow."""
    person.takes_dms = False
    stage.list(ONE)
    await stage.round()
    block = await stage.block(letterbox(stage, person))
    assert block is not None
    assert block.cause is BlockCause.CLOSED_DM
    async with restarted(stage):
        [told] = await use(stage, person, stage.channel)
        assert told.startswith(CLOSED)
        assert "Privacy Settings → Direct Messages" in told
        assert await use(stage, person, stage.channel) == []
        assert await use(stage, stage.admin, stage.channel) == []
        stage.list(ONE, TWO)
        await stage.later(hours=3)
        assert await use(stage, person, stage.channel) == []
    async with restarted(stage):
        person.takes_dms = True
        await stage.later(hours=2)
        assert stage.posted(letterbox(stage, person)) == once(ONE, TWO)
        assert stage.words(letterbox(stage, person)) == ["Alerts flow again here: 1 that waited follows."]
        await stage.later(days=2)
        assert await use(stage, person, stage.channel) == []
    assert stage.words() == []
    assert stage.told() == []


async def test_opened_before_anybody_was_told(stage: Stage, person: User) -> None:
    """Who did not use the bot meanwhile noticed nothing, and is told nothing; the alerts come."""
    person.takes_dms = False
    stage.list(ONE)
    await stage.round()
    person.takes_dms = True
    await stage.later(hours=2)
    assert stage.posted(letterbox(stage, person)) == once(ONE)
    assert stage.words(letterbox(stage, person)) == []


async def test_a_source_down_is_told_to_the_person(stage: Stage, person: User) -> None:
    """Once, in their DM, as in the server's channel."""
    stage.list()
    await stage.later(days=6)
    await stage.later(hours=5)
    [quiet] = stage.words(letterbox(stage, person))
    assert "has listed nothing new since" in quiet
    assert len(stage.words()) == 1
