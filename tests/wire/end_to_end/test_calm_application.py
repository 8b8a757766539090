"""What a channel chose, through the whole application and over the wire."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.preferences import Preferences
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Kind, Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.support.environment import open_stage

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_THREAD = ("POST", "/channels/{channel_id}/messages/{message_id}/threads")


async def test_a_card_lives_and_is_posted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It mentions the role once, has its thread, and shows what its paper reached by an edit."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        role = stage.discord.world.add_role(stage.guild, "readers", Perm.VIEW_CHANNEL, mentionable=True)
        await stage.subscribe()
        chosen = Preferences(role_id=role.id, thread_per_alert=True)
        assert await stage.store.set_preferences(stage.channel.id, chosen, due={})
        await stage.knows(stage.channel)  # and with that of the role
        stage.papers.put(stage.day, [make_item("2511.00001", upvotes=3)])
        await stage.round()
        (card,) = stage.channel.messages.values()
        assert card.content == f"<@&{role.id}>"
        threads = [c for c in stage.discord.world.channels.values() if c.parent is stage.channel]
        assert [(thread.id, thread.name) for thread in threads] == [(card.id, "On the matter of 2511.00001")]
        stage.papers.put(stage.day, [make_item("2511.00001", upvotes=60, githubRepo="https://github.com/a/b")])
        await stage.later(minutes=31)
        await stage.app.tend()
        await stage.app.tend()
        assert (card.edits, len(stage.discord.posted())) == (1, 1)
        assert "60" in str(card.embeds)
        assert any(part.get("label") == "Code" for row in card.components for part in row["components"])


async def test_a_thread_that_failed_is_opened_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is away between the post and its thread: the alert is posted once, the thread follows."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        await stage.subscribe()
        await stage.store.set_preferences(stage.channel.id, Preferences(thread_per_alert=True), due={})
        armed = stage.discord.faults.arm(*_THREAD, refuse(503), times=None)
        stage.papers.put(stage.day, [make_item("2511.00001")])
        await stage.round()
        assert stage.posted() == ["2511.00001"]
        stage.discord.faults.disarm(armed)
        await stage.app.tend()
        assert [c.parent for c in stage.discord.world.channels.values() if c.kind is Kind.THREAD] == [
            stage.channel
        ]
        (card,) = await stage.store.posted_cards(stage.now() - timedelta(hours=1))
        assert card.thread_id == card.message_id


async def test_a_forum_gets_a_post_for_each_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by the paper and tagged by the subscription; an unsure one is found again, not made twice."""
    async with open_stage(tmp_path, monkeypatch) as stage:
        forum = stage.discord.world.add_channel(stage.guild, "papers to discuss", Kind.FORUM)
        tag = stage.discord.world.add_tag(forum, "Matter")
        known = stage.app.client.get_guild(stage.guild.id)
        assert known is not None
        await stage.noticed(lambda: bool(getattr(known.get_channel(forum.id), "available_tags", ())))
        await stage.subscribe("matter", forum, name="matter")
        fault = refuse(502)
        lost = type(fault)(status=fault.status, accepted=True)
        stage.discord.faults.arm("POST", "/channels/{channel_id}/threads", lost)
        stage.papers.put(stage.day, [make_item("2511.00001"), make_item("2511.00002")])
        await stage.round()
        await stage.later(seconds=40)
        threads = [c for c in stage.discord.world.channels.values() if c.parent is forum]
        assert sorted(thread.name for thread in threads) == [f"On the matter of 2511.0000{n}" for n in (1, 2)]
        assert all(thread.applied == [tag.id] for thread in threads)
        assert await stage.states() == {"sent": 2}
