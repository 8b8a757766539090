"""Likes of people, by server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Owner
from bot.service.picks import likes as module
from bot.service.picks.likes import Like, Likes
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
    mine = {"arxiv:1": Like(liked=True, day=day), "arxiv:2": Like(liked=False, day=day, message_id=7)}
    await likes.add(SERVER, "arxiv:1", liked=True)
    await likes.add(SERVER, "arxiv:2", liked=True)
    await likes.add(SERVER, "arxiv:2", liked=False, message_id=7)
    await likes.add(OTHER, "arxiv:1", liked=True)
    await likes.remove(OTHER, "arxiv:1", liked=True)
    await likes.add(DIRECT, "arxiv:3", liked=True)
    assert await likes.of_person(SERVER) == mine
    assert await likes.of_server(SERVER) == {PERSON: mine}
    assert await likes.of_server(DIRECT) == {PERSON: {"arxiv:3": Like(liked=True, day=day)}}
    assert await likes.papers() == {"arxiv:1", "arxiv:2", "arxiv:3"}
    assert (await likes.count_of(PERSON), await likes.count_of(OTHER.user_id)) == (3, 0)
    await likes.forget_person(PERSON)
    assert await store.notes("likes") == {}


async def test_the_oldest_likes_are_dropped(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person has a bounded number of likes in a server; a repeated like is new again."""
    monkeypatch.setattr(module, "_MOST", 3)
    likes = Likes(store, now)
    for number in (1, 2, 3, 1, 4):
        await likes.add(SERVER, f"arxiv:{number}", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:3", "arxiv:1", "arxiv:4"]


async def test_what_cannot_be_read_counts_for_nothing(store: Store, now: Clock) -> None:
    """A note of another version or program is no like, and is replaced by the next one."""
    likes = Likes(store, now)
    for text in ("[1]", "{", '{"arxiv:1": "yes"}', "zlib:!"):
        await store.set_note(f"likes {GUILD} {PERSON}", text)
        assert await likes.of_server(SERVER) == {}
    await likes.add(SERVER, "arxiv:1", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:1"]


async def test_an_opinion_that_has_changed_is_not_removed(store: Store, now: Clock) -> None:
    """Taking away a reaction removes only the like that it stands for."""
    likes = Likes(store, now)
    await likes.add(SERVER, "arxiv:1", liked=True, message_id=7)
    await likes.remove(SERVER, "arxiv:1", liked=False, message_id=7)
    await likes.remove(SERVER, "arxiv:1", liked=True, message_id=8)
    await likes.remove(SERVER, "arxiv:1", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:1"]
    await likes.remove(SERVER, "arxiv:1", liked=True, message_id=7)
    assert await likes.of_person(SERVER) == {}


async def test_reactions_that_came_and_went_unseen(store: Store, now: Clock) -> None:
    """A message's reactions replace the stored ones of that message; a pressed button and other messages stay."""
    likes, third = Likes(store, now), Owner(guild_id=GUILD, user_id=PERSON + 2)
    await likes.add(SERVER, "arxiv:1", liked=True, message_id=7)
    await likes.add(OTHER, "arxiv:1", liked=False)
    await likes.replace_reactions(GUILD, "arxiv:1", 7, {third.user_id: False})
    assert await likes.of_person(SERVER) == {}
    assert await likes.of_person(OTHER) == {"arxiv:1": Like(liked=False, day=now().toordinal())}
    assert await likes.of_person(third) == {"arxiv:1": Like(liked=False, day=now().toordinal(), message_id=7)}
