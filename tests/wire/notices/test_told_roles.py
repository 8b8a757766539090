"""What becomes of the mention when the role that posts mention is deleted, and what is told, on real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.preferences import Preferences
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import NOTHING
from tests.fake_sources.huggingface import make_item
from tests.wire.support.environment import once, open_stage, restarted
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel, Message, Role
    from tests.wire.support.environment import Stage

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A channel with alerts."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        await opened.subscribe()
        yield opened


async def mentioned(stage: Stage, *, mentionable: bool = True) -> Role:
    """A role that posts mention from now on."""
    role = stage.discord.world.add_role(stage.guild, "readers", NOTHING, mentionable=mentionable)
    await stage.store.set_preferences(stage.channel.id, Preferences(role_id=role.id), due={})
    await stage.noticed(lambda: knows(stage, role))
    return role


def knows(stage: Stage, role: Role) -> bool:
    """Whether the bot knows how a role is now."""
    guild = stage.app.client.get_guild(stage.guild.id)
    found = guild.get_role(role.id) if guild else None
    there = role.id in stage.guild.roles
    return (found is not None) is there and (found is None or found.mentionable is role.mentionable)


async def remove(stage: Stage, role: Role) -> None:
    stage.discord.world.remove_role(stage.guild, role)
    await stage.noticed(lambda: knows(stage, role))


def cards(stage: Stage, channel: Channel | None = None) -> list[Message]:
    return [message for message in (channel or stage.channel).messages.values() if message.embeds]


async def test_a_deleted_role_is_mentioned_no_more(stage: Stage) -> None:
    """Posts go on without it; the channel is told once, over a restart, and when another one is mentioned."""
    role = await mentioned(stage)
    stage.list(ONE)
    await stage.round()
    await remove(stage, role)
    stage.list(ONE, TWO)
    await stage.later(minutes=20)
    assert [card.content for card in cards(stage)] == [f"<@&{role.id}>", ""]
    [said] = stage.words()
    assert "mention was deleted: choose another one, or none, in `/alerts settings`" in said
    async with restarted(stage):
        await stage.later(hours=5)
        assert stage.words() == [said]
        other = await mentioned(stage)
        stage.list(ONE, TWO, THREE)
        await stage.later(minutes=20)
        assert stage.words() == [said, f"Posts in <#{stage.channel.id}> notify <@&{other.id}> again."]
        assert cards(stage)[-1].content == f"<@&{other.id}>"
    assert stage.posted() == once(ONE, TWO, THREE)


async def test_a_post_that_was_planned_with_the_role(stage: Stage) -> None:
    """A message that waits keeps its words, but the mention of a role that is deleted meanwhile is left out."""
    role = await mentioned(stage)
    stage.discord.faults.arm(*CREATE, refuse(503), times=1, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    assert stage.posted() == []
    await remove(stage, role)
    await stage.later(minutes=20)
    assert [card.content for card in cards(stage)] == [""]
    bodies = stage.discord.journal.bodies("POST", "/channels/{channel_id}/messages")
    assert [body["allowed_mentions"] for body in bodies if "embeds" in body][-1] == {"parse": []}


async def test_a_living_card_loses_the_mention(stage: Stage) -> None:
    """An edit shows the card without the role that was deleted since it was posted."""
    role = await mentioned(stage)
    stage.list(ONE)
    await stage.round()
    await remove(stage, role)
    stage.papers.put(stage.day, [make_item(ONE, upvotes=60)])
    await stage.later(minutes=31)
    await stage.app.tend()
    [card] = cards(stage)
    assert (card.content, card.edits) == ("", 1)


async def test_a_role_that_nobody_may_mention(stage: Stage) -> None:
    """It is named all the same; the channel is told what to allow, and when that was done."""
    role = await mentioned(stage, mentionable=False)
    stage.list(ONE)
    await stage.round()
    [said] = stage.words()
    assert f"name <@&{role.id}>, but nobody is notified: allow anyone to mention that role" in said
    assert cards(stage)[0].content == f"<@&{role.id}>"
    role.mentionable = True
    stage.discord.world.change_role(stage.guild, role)
    await stage.noticed(lambda: knows(stage, role))
    await stage.later(minutes=1)
    assert stage.words() == [said, f"Posts in <#{stage.channel.id}> notify <@&{role.id}> again."]
