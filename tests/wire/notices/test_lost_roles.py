"""The mention after its role was deleted, and the notice about it, on real sockets."""

import pytest

from bot.domain.preferences import Preferences
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import NOTHING, Channel, Message, Role
from tests.fake_sources.huggingface import make_item
from tests.wire.support.harness import Harness, once, restarted

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


@pytest.fixture(autouse=True)
async def subscribed(harness: Harness):
    """A channel with alerts."""
    await harness.subscribe()


async def mentioned(harness: Harness, *, mentionable: bool = True) -> Role:
    """Create a role that posts mention."""
    role = harness.world.add_role(harness.guild, "readers", NOTHING, mentionable=mentionable)
    await harness.store.set_preferences(harness.channel.id, Preferences(role_id=role.id), due={})
    await harness.noticed(lambda: knows(harness, role))
    return role


def knows(harness: Harness, role: Role) -> bool:
    """True if the bot knows the current state of a role."""
    guild = harness.app.client.get_guild(harness.guild.id)
    found = guild.get_role(role.id) if guild else None
    there = role.id in harness.guild.roles
    return (found is not None) is there and (found is None or found.mentionable is role.mentionable)


async def remove(harness: Harness, role: Role):
    harness.world.remove_role(harness.guild, role)
    await harness.noticed(lambda: knows(harness, role))


def cards(harness: Harness, channel: Channel | None = None) -> list[Message]:
    return [message for message in (channel or harness.channel).messages.values() if message.embeds]


async def test_a_deleted_role_is_mentioned_no_more(harness: Harness):
    """Posts go on without it; the channel is told once, over a restart, and when another one is mentioned."""
    role = await mentioned(harness)
    await harness.round(ONE)
    await remove(harness, role)
    await harness.later(ONE, TWO, minutes=20)
    assert [card.content for card in cards(harness)] == [f"<@&{role.id}>", ""]
    [said] = harness.words()
    assert "was deleted. Choose another one in `/alerts settings`" in said
    async with restarted(harness):
        await harness.later(hours=5)
        assert harness.words() == [said]
        other = await mentioned(harness)
        await harness.later(ONE, TWO, THREE, minutes=20)
        assert harness.words() == [said, f"<#{harness.channel.id}>: Alerts mention <@&{other.id}> again."]
        assert cards(harness)[-1].content == f"<@&{other.id}>"
    assert harness.posted() == once(ONE, TWO, THREE)


async def test_a_post_that_was_planned_with_the_role(harness: Harness):
    """A message that waits keeps its words, but the mention of a role that is deleted meanwhile is left out."""
    role = await mentioned(harness)
    harness.arm(refuse(503), times=1, channel_id=harness.channel.id)
    await harness.round(ONE)
    assert harness.posted() == []
    await remove(harness, role)
    await harness.later(minutes=20)
    assert [card.content for card in cards(harness)] == [""]
    bodies = harness.discord.journal.bodies("POST", "/channels/{channel_id}/messages")
    assert [body["allowed_mentions"] for body in bodies if "embeds" in body][-1] == {"parse": []}


async def test_a_living_card_loses_the_mention(harness: Harness):
    """An edit shows the card without the role that was deleted since it was posted."""
    role = await mentioned(harness)
    await harness.round(ONE)
    await remove(harness, role)
    harness.papers.put(harness.day, [make_item(ONE, upvotes=60)])
    await harness.later(minutes=31)
    await harness.app.update_cards()
    [card] = cards(harness)
    assert (card.content, card.edits) == ("", 1)


async def test_a_role_that_nobody_may_mention(harness: Harness):
    """It is named all the same; the channel is told what to allow, and when that was done."""
    role = await mentioned(harness, mentionable=False)
    await harness.round(ONE)
    [said] = harness.words()
    assert f"don't notify <@&{role.id}>. In Server Settings → Roles, allow anyone to mention it" in said
    assert cards(harness)[0].content == f"<@&{role.id}>"
    role.mentionable = True
    harness.world.change_role(harness.guild, role)
    await harness.noticed(lambda: knows(harness, role))
    await harness.later(minutes=1)
    assert harness.words() == [said, f"<#{harness.channel.id}>: Alerts mention <@&{role.id}> again."]
