"""What a channel chose, through the whole application and over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.preferences import Preferences
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Kind, Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.support.harness import open_harness

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_THREAD = ("POST", "/channels/{channel_id}/messages/{message_id}/threads")


async def test_a_card_lives_and_is_posted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It mentions the role once, has its thread, and shows what its paper reached by an edit."""
    async with open_harness(tmp_path, monkeypatch) as harness:
        role = harness.discord.world.add_role(harness.guild, "readers", Perm.VIEW_CHANNEL, mentionable=True)
        await harness.subscribe()
        chosen = Preferences(role_id=role.id, thread_per_alert=True)
        assert await harness.store.set_preferences(harness.channel.id, chosen, due={})
        await harness.knows(harness.channel)  # and with that of the role
        harness.papers.put(harness.day, [make_item("2511.00001", upvotes=3)])
        await harness.round()
        (card,) = harness.channel.messages.values()
        assert card.content == f"<@&{role.id}>"
        threads = [c for c in harness.discord.world.channels.values() if c.parent is harness.channel]
        assert [(thread.id, thread.name) for thread in threads] == [(card.id, "On the matter of 2511.00001")]
        harness.papers.put(harness.day, [make_item("2511.00001", upvotes=60, githubRepo="https://github.com/a/b")])
        await harness.later(minutes=31)
        await harness.app.tend()
        await harness.app.tend()
        assert (card.edits, len(harness.discord.posted())) == (1, 1)
        assert "60" in str(card.embeds)
        assert any(part.get("label") == "Code" for row in card.components for part in row["components"])


async def test_a_thread_that_failed_is_opened_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is away between the post and its thread: the alert is posted once, the thread follows."""
    async with open_harness(tmp_path, monkeypatch) as harness:
        await harness.subscribe()
        await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
        armed = harness.discord.faults.arm(*_THREAD, refuse(503), times=None)
        harness.papers.put(harness.day, [make_item("2511.00001")])
        await harness.round()
        assert harness.posted() == ["2511.00001"]
        harness.discord.faults.disarm(armed)
        await harness.app.tend()
        assert [c.parent for c in harness.discord.world.channels.values() if c.kind is Kind.THREAD] == [
            harness.channel
        ]
        (card,) = await harness.store.messages([MessageState.SENT])
        assert card.thread_id == card.message_id


async def test_threads_that_nobody_subscribes_in_are_let_go_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that the bot opened. One that is subscribed in stays in the cache, and so does another person's."""
    async with open_harness(tmp_path, monkeypatch) as harness:
        await harness.subscribe()
        await harness.store.set_preferences(harness.channel.id, Preferences(thread_per_alert=True), due={})
        theirs = harness.discord.world.add_thread(harness.channel, "a talk", harness.guild.owner)
        harness.papers.put(harness.day, [make_item("2511.00001"), make_item("2511.00002")])
        await harness.round()
        cards = sorted(harness.channel.messages)
        known = harness.app.client.get_guild(harness.guild.id)
        assert known is not None
        await harness.noticed(lambda: {thread.id for thread in known.threads} == {theirs.id, *cards})
        await harness.subscribe("matter", harness.discord.world.channels[cards[0]])
        await harness.app.tend()
        assert {thread.id for thread in known.threads} == {theirs.id, cards[0]}


async def test_a_forum_gets_a_post_for_each_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by the paper and tagged by the subscription; an unsure one is found again, not made twice."""
    async with open_harness(tmp_path, monkeypatch) as harness:
        forum = harness.discord.world.add_channel(harness.guild, "papers to discuss", Kind.FORUM)
        tag = harness.discord.world.add_tag(forum, "Matter")
        known = harness.app.client.get_guild(harness.guild.id)
        assert known is not None
        await harness.noticed(lambda: bool(getattr(known.get_channel(forum.id), "available_tags", ())))
        await harness.subscribe("matter", forum, name="matter")
        fault = refuse(502)
        lost = type(fault)(status=fault.status, accepted=True)
        harness.discord.faults.arm("POST", "/channels/{channel_id}/threads", lost)
        harness.papers.put(harness.day, [make_item("2511.00001"), make_item("2511.00002")])
        await harness.round()
        await harness.later(seconds=40)
        threads = [c for c in harness.discord.world.channels.values() if c.parent is forum]
        assert sorted(thread.name for thread in threads) == [f"On the matter of 2511.0000{n}" for n in (1, 2)]
        assert all(thread.applied == [tag.id] for thread in threads)
        assert await harness.states() == {"sent": 2}
