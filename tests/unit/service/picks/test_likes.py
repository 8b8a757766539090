"""Likes of people, by server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Owner
from bot.service.picks import likes as module
from bot.service.picks.likes import Likes
from tests.support.fakes import GUILD, PERSON, SERVER

if TYPE_CHECKING:
    import pytest

    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OTHER = Owner(guild_id=GUILD, user_id=PERSON + 1)
DIRECT = Owner(guild_id=None, user_id=PERSON)


async def test_likes_belong_to_a_person_in_a_server(store: Store, now: Clock) -> None:
    """The last opinion of each person counts, and direct messages are apart."""
    likes, day = Likes(store, now), now().toordinal()
    await likes.set(SERVER, "arxiv:1", liked=True)
    await likes.set(SERVER, "arxiv:2", liked=True)
    await likes.set(SERVER, "arxiv:2", liked=False)
    await likes.set(OTHER, "arxiv:1", liked=True)
    await likes.set(OTHER, "arxiv:1", liked=None)
    await likes.set(DIRECT, "arxiv:3", liked=True)
    assert await likes.of_person(SERVER) == {"arxiv:1": day, "arxiv:2": -day}
    assert await likes.of_server(SERVER) == {PERSON: {"arxiv:1": day, "arxiv:2": -day}}
    assert await likes.of_server(DIRECT) == {PERSON: {"arxiv:3": day}}
    assert (await likes.count_of(PERSON), await likes.count_of(OTHER.user_id)) == (3, 0)
    await likes.forget_person(PERSON)
    assert await store.notes("likes") == {}


async def test_the_oldest_likes_are_dropped(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person has a bounded number of likes in a server; a repeated like is new again."""
    monkeypatch.setattr(module, "_MOST", 3)
    likes = Likes(store, now)
    for number in (1, 2, 3, 1, 4):
        await likes.set(SERVER, f"arxiv:{number}", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:3", "arxiv:1", "arxiv:4"]


async def test_what_cannot_be_read_counts_for_nothing(store: Store, now: Clock) -> None:
    """A note of another version or program is no like, and is replaced by the next one."""
    likes = Likes(store, now)
    for text in ("[1]", "{", '{"arxiv:1": "yes"}', "zlib:!"):
        await store.set_note(f"likes {GUILD} {PERSON}", text)
        assert await likes.of_server(SERVER) == {}
    await likes.set(SERVER, "arxiv:1", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:1"]
