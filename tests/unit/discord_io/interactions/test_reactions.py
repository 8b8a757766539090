"""Reactions without Discord: what is tried again, what is not asked, and which emoji count."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.discord_io.interactions.reactions import Reactions
from bot.domain.discord.ids import EVERYTHING
from bot.domain.errors import StoreError
from tests.contract.makers import NOW

ME, CHANNEL, MESSAGE = 1, 5, 7


class _Likes:
    def __init__(self):
        self.added: list[bool] = []

    def now(self):
        return NOW

    async def is_forgotten(self, *_: object):
        return False

    async def add(self, _owner: object, _paper_id: str, *, liked: bool, **_more: object):
        self.added.append(liked)


class _Store:
    """Fails once, and has no messages."""

    failing = True
    asked = 0

    async def destinations(self):
        return (SimpleNamespace(id=CHANNEL, guild_id=None, block=None),)

    async def newest_message_ids(self, *_: object):
        self.asked += 1
        if self.failing:
            self.failing = False
            raise StoreError("Busy.")
        return ()


def reactions(store: Any = None, likes: Any = None) -> Reactions:
    """Reactions in direct messages; the emoji are a server's own."""
    calls: Any = SimpleNamespace(me=ME, client=SimpleNamespace(get_guild=lambda _id: None))
    papers, emoji = cast("Any", None), {"up:77": True, "down:79": False}
    return Reactions(
        calls=calls, store=store, likes=likes or _Likes(), papers=papers, emoji=emoji, shard=EVERYTHING
    )


async def test_a_failing_store_loses_no_destination():
    """A destination whose messages could not be found is looked at again."""
    store = _Store()
    one = reactions(store)
    await one.on_ready()
    with pytest.raises(StoreError):
        await one.step()
    await one.step()
    assert store.asked == 2


async def test_nothing_is_asked_without_the_permission(monkeypatch: pytest.MonkeyPatch):
    """Where a moderator clears a message whose history is closed to us, it is not fetched."""
    one, fetched = reactions(), list[object]()
    message: Any = SimpleNamespace(guild_id=9, channel_id=CHANNEL, message_id=MESSAGE)

    async def fetch(post: object) -> dict[str, object]:
        fetched.append(post)
        return {}

    monkeypatch.setattr(one, "_fetch", fetch)
    for readable in (False, True):
        monkeypatch.setattr(one, "_is_readable", lambda *_, readable=readable: readable)
        await one.on_clear(message)
        await one.step()
    assert len(fetched) == 1


@pytest.mark.parametrize(
    ("name", "emoji_id", "liked"), [("up", 77, True), ("renamed", 77, True), ("up", 78, None)]
)
async def test_an_emoji_of_a_server_is_known_by_its_id(name: str, emoji_id: int, *, liked: bool | None):
    """Its name can change, and another server's can have the same one."""
    likes = _Likes()
    one = reactions(likes=likes)
    one._paper_ids[MESSAGE] = "arxiv:2511.00001"
    event: Any = SimpleNamespace(
        event_type="REACTION_ADD",
        message_author_id=ME,
        user_id=3,
        member=None,
        emoji=SimpleNamespace(name=name, id=emoji_id),
        guild_id=None,
        channel_id=CHANNEL,
        message_id=MESSAGE,
    )
    await one.on_reaction(event)
    await one.step()
    assert likes.added == ([] if liked is None else [liked])
