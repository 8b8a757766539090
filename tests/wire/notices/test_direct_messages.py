"""A person with alerts for themself: they come as direct messages, and what is told when those are closed."""

import asyncio

import pytest

from bot.domain.subscription import BlockCause
from tests.fake_discord.state.models import Channel, Flag, User
from tests.wire.support.harness import Harness, once, restarted

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"
_ANSWERING = {"CommandTree-invoker", "discord.py: on_app_command_completion"}  # tasks of discord.py
CLOSED = "You don't accept direct messages from me"


@pytest.fixture(autouse=True)
async def subscribed(harness: Harness):
    """A server whose channel has alerts too."""
    await harness.subscribe()


@pytest.fixture
async def person(harness: Harness) -> User:
    """A member without any permission, who has subscribed for themself by the commands."""
    member = harness.world.add_member(harness.guild, "Bob")
    await subscribe(harness, member, letterbox(harness, member))
    return member


async def subscribe(harness: Harness, member: User, where: Channel):
    """Type the command, look at the preview, press Save."""
    people = harness.discord.people
    asked = await people.slash(member, where, "alerts subscribe", {"query": "matter"}, force=True)
    shown = await asked.message()
    assert "your direct messages" in shown.content
    edits = shown.edits
    saved = await (await people.press(member, shown, "Save")).edited(edits + 1)
    assert "New matches go to" in saved.content


def letterbox(harness: Harness, person: User) -> Channel:
    return harness.world.direct(person)


async def use(harness: Harness, person: User, where: Channel, line: str = "paperboy help") -> list[str]:
    """Use a command; return the notice under its private reply."""
    asked = await harness.discord.people.slash(person, where, line)
    await asked.message()
    await harness.noticed(lambda: not _ANSWERING & {task.get_name() for task in asyncio.all_tasks()})
    assert all(Flag.EPHEMERAL in message.flags for message in asked.followups)
    return [message.content for message in asked.followups]


async def test_alerts_come_to_the_person(harness: Harness, person: User):
    """Each as a card in the DM, once, beside those of a server's channel that matched the same."""
    await harness.round(ONE)
    await harness.later(ONE, TWO, minutes=20)
    assert harness.posted(letterbox(harness, person)) == once(ONE, TWO)
    assert harness.posted() == once(ONE, TWO)


async def test_brought_along_to_a_server_without_the_bot(harness: Harness):
    """A person who installed the app for themselves subscribes for direct messages: the server takes no posts."""
    elsewhere = harness.world.add_guild("Elsewhere")
    channel = harness.world.add_channel(elsewhere, "chat")
    member = harness.world.add_member(elsewhere, "Eve")
    harness.world.kick(elsewhere)
    await harness.noticed(lambda: harness.app.client.get_guild(elsewhere.id) is None)
    await subscribe(harness, member, channel)
    await harness.round(ONE)
    assert harness.posted(letterbox(harness, member)) == once(ONE)
    assert harness.words(channel) == []


async def test_closed_direct_messages(harness: Harness, person: User):
    """Told in the next interaction, also in a server and after a restart, in no channel; then that they flow."""
    person.takes_dms = False
    await harness.round(ONE)
    block = await harness.block(letterbox(harness, person))
    assert block is not None
    assert block.cause is BlockCause.CLOSED_DM
    async with restarted(harness):
        [told] = await use(harness, person, harness.channel)
        assert told.startswith(CLOSED)
        assert "Privacy Settings" in told
        assert await use(harness, person, harness.channel) == []
        assert await use(harness, harness.admin, harness.channel) == []
        await harness.later(ONE, TWO, hours=3)
        assert await use(harness, person, harness.channel) == []
    async with restarted(harness):
        person.takes_dms = True
        await harness.later(hours=2)
        assert harness.posted(letterbox(harness, person)) == once(ONE, TWO)
        assert harness.words(letterbox(harness, person)) == ["Alerts are back."]
        await harness.later(days=2)
        assert await use(harness, person, harness.channel) == []
    assert harness.words() == []
    assert harness.told() == []


async def test_opened_before_anybody_was_told(harness: Harness, person: User):
    """A person who did not use the bot in between gets no notice, and the alerts are posted."""
    person.takes_dms = False
    await harness.round(ONE)
    person.takes_dms = True
    await harness.later(hours=2)
    assert harness.posted(letterbox(harness, person)) == once(ONE)
    assert harness.words(letterbox(harness, person)) == []


async def test_a_source_down_is_told_to_the_person(harness: Harness, person: User):
    """Once, in their DM, as in the server's channel."""
    harness.list()
    await harness.later(days=6)
    await harness.later(hours=5)
    [quiet] = harness.words(letterbox(harness, person))
    assert "has listed nothing new since" in quiet
    assert len(harness.words()) == 1
