"""Likes of people, by server."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.discord.ids import time_snowflake
from bot.domain.subscription import Owner
from bot.service.picks import likes as module
from bot.service.picks.likes import Like, Likes
from tests.support.fakes import GUILD, PERSON, SERVER, START

if TYPE_CHECKING:
    import pytest

    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OTHER = Owner(guild_id=GUILD, user_id=PERSON + 1)
DIRECT = Owner(guild_id=None, user_id=PERSON)
RECENT = time_snowflake(START)


async def test_likes_belong_to_a_person_in_a_server(store: Store, now: Clock):
    """The last opinion of each person counts, and direct messages are apart."""
    likes, day = Likes(store, now), now().toordinal()
    mine = {"arxiv:1": Like(liked=True, day=day), "arxiv:2": Like(liked=False, day=day, message_id=7)}
    await likes.add(SERVER, "arxiv:1", liked=True)
    await likes.add(SERVER, "arxiv:2", liked=True)
    await likes.add(SERVER, "arxiv:2", liked=False, message_id=7)
    await likes.add(OTHER, "arxiv:1", liked=True)
    await likes.toggle(OTHER, "arxiv:1", liked=True, roles=())
    assert await likes.of_person(OTHER) == {}
    await likes.add(DIRECT, "arxiv:3", liked=True)
    assert await likes.of_person(SERVER) == mine
    assert await likes.of_server(SERVER) == {PERSON: mine}
    assert await likes.of_server(DIRECT) == {PERSON: {"arxiv:3": Like(liked=True, day=day)}}
    assert await likes.papers() == {"arxiv:1", "arxiv:2", "arxiv:3"}
    assert (await likes.count_of(PERSON), await likes.count_of(OTHER.user_id)) == (3, 0)
    await likes.forget_person(PERSON)
    assert await store.notes("likes") == {}


async def test_the_oldest_likes_are_dropped(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch):
    """A person has a bounded number of likes in a server; a repeated like is new again."""
    monkeypatch.setattr(module, "_MOST", 3)
    likes = Likes(store, now)
    for number in (1, 2, 3, 1, 4):
        await likes.add(SERVER, f"arxiv:{number}", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:3", "arxiv:1", "arxiv:4"]


async def test_what_cannot_be_read_counts_for_nothing(store: Store, now: Clock):
    """A note of another version or program is no like, and is replaced by the next one."""
    likes = Likes(store, now)
    for text in ("[1]", "{", '{"arxiv:1": "yes"}', "zlib:!"):
        await store.set_note(f"likes {GUILD} {PERSON}", text)
        assert await likes.of_server(SERVER) == {}
    await likes.add(SERVER, "arxiv:1", liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:1"]


async def test_an_opinion_that_has_changed_is_not_removed(store: Store, now: Clock):
    """Taking away a reaction removes only the like that it stands for."""
    likes = Likes(store, now)
    await likes.add(SERVER, "arxiv:1", liked=True, message_id=RECENT)
    await likes.remove_reaction(SERVER, RECENT, liked=False)
    await likes.remove_reaction(SERVER, RECENT + 1, liked=True)
    await likes.remove_reaction(SERVER, 0, liked=True)
    assert list(await likes.of_person(SERVER)) == ["arxiv:1"]
    await likes.remove_reaction(SERVER, RECENT, liked=True)
    assert await likes.of_person(SERVER) == {}


async def test_both_reactions_of_a_person(store: Store, now: Clock):
    """The last one counts; when it is taken away the other one does, unless that went first, also unseen."""
    likes = Likes(store, now)
    for gone, unseen, left in (
        ((False,), None, [True]),
        ((True,), None, [False]),
        ((True, False), None, []),
        ((False, True), None, []),
        ((), {False}, [False]),
        ((False,), {False}, []),
        ((), {True}, [True]),
        ((), set[bool](), []),
    ):
        for liked in (True, False):
            await likes.add(SERVER, "arxiv:1", liked=liked, message_id=RECENT)
        if unseen is not None:
            await likes.replace_reactions(GUILD, "arxiv:1", RECENT, {PERSON: unseen})
        for liked in gone:
            await likes.remove_reaction(SERVER, RECENT, liked=liked)
        assert [like.liked for like in (await likes.of_person(SERVER)).values()] == left
        await likes.forget_servers(lambda _: True)


async def test_reactions_that_came_and_went_unseen(store: Store, now: Clock):
    """A message's reactions replace the stored ones of that message; a pressed button and other messages stay."""
    likes, third = Likes(store, now), Owner(guild_id=GUILD, user_id=PERSON + 2)
    await likes.add(SERVER, "arxiv:1", liked=True, message_id=RECENT)
    await likes.add(OTHER, "arxiv:1", liked=False)
    seen = {OTHER.user_id: {True}, third.user_id: {False}, PERSON + 3: {True, False}}
    await likes.replace_reactions(GUILD, "arxiv:1", RECENT, seen)
    assert await likes.of_person(SERVER) == {}
    assert await likes.of_person(OTHER) == {"arxiv:1": Like(liked=False, day=now().toordinal())}
    assert await likes.of_person(third) == {"arxiv:1": Like(liked=False, day=now().toordinal(), message_id=RECENT)}
    await likes.replace_reactions(GUILD, "arxiv:1", RECENT, {third.user_id: {True, False}})
    assert not (await likes.of_person(third))["arxiv:1"].liked
    assert len(await likes.of_server(SERVER)) == 2
    await likes.replace_reactions(GUILD, "arxiv:1", RECENT, {third.user_id: {True}})
    assert (await likes.of_person(third))["arxiv:1"].liked


async def test_an_old_post_gets_no_unseen_likes(store: Store, now: Clock):
    """Only for a week it is known whose likes were deleted, so what an older post has counts for nothing new."""
    likes = Likes(store, now)
    old = time_snowflake(now() - timedelta(days=8))
    await likes.add(OTHER, "arxiv:1", liked=True, message_id=old)
    await likes.replace_reactions(GUILD, "arxiv:1", old, {PERSON: {True}, OTHER.user_id: {True}})
    assert list(await likes.of_server(SERVER)) == [OTHER.user_id]
    await likes.replace_reactions(GUILD, "arxiv:1", old, {PERSON: {True}})
    assert await likes.of_server(SERVER) == {}


async def test_what_was_deleted_is_not_read_again(store: Store, now: Clock):
    """A reaction that stays in Discord does not bring back a like that was taken back or deleted."""
    likes = Likes(store, now)
    for owner in (SERVER, OTHER):
        await likes.add(owner, "arxiv:1", liked=True, message_id=RECENT)
    now.forward(seconds=1)
    await likes.toggle(SERVER, "arxiv:1", liked=True, roles=())
    assert await likes.of_person(SERVER) == {}
    await likes.forget_person(OTHER.user_id)
    standing = {PERSON: {True}, OTHER.user_id: {True}}
    await likes.replace_reactions(GUILD, "arxiv:1", RECENT, standing)
    assert await likes.of_server(SERVER) == {}
    soon, later = (time_snowflake(now() + timedelta(minutes=minutes)) for minutes in (1, 3))
    await likes.replace_reactions(GUILD, "arxiv:2", soon, standing)  # OTHER may have it from before
    assert list(await likes.of_server(SERVER)) == [PERSON]
    await likes.replace_reactions(GUILD, "arxiv:2", later, standing)
    assert len(await likes.of_server(SERVER)) == 2
    (hashes,) = (await store.notes("forgotten likes")).values()
    assert str(PERSON) not in hashes
    now.forward(days=8)
    await likes.forget_person(PERSON)
    assert len(json.loads((await store.notes("forgotten likes"))["forgotten likes"])) == 1


async def test_what_was_seen_before_a_deletion(store: Store, now: Clock):
    """A reaction that waited while its person deleted their data is told from one that came after."""
    likes, before = Likes(store, now), now()
    now.forward(seconds=1)
    await likes.forget_person(PERSON)
    now.forward(seconds=1)
    assert await likes.is_forgotten(PERSON, before)
    assert not await likes.is_forgotten(PERSON, now())
    assert not await likes.is_forgotten(OTHER.user_id, before)


async def test_the_likes_of_a_role(store: Store, now: Clock):
    """The roles of a person's last like count; a like found later does not change them."""
    likes = Likes(store, now)
    await likes.add(SERVER, "arxiv:1", liked=True, roles=[5, 6])
    await likes.add(SERVER, "arxiv:2", liked=True, message_id=RECENT)
    await likes.add(OTHER, "arxiv:1", liked=True, roles=[6])
    assert [list(await likes.of_server(SERVER, role)) for role in (5, 6, 7)] == [
        [PERSON],
        [PERSON, PERSON + 1],
        [],
    ]
    await likes.add(SERVER, "arxiv:3", liked=True, roles=[7])
    assert list(await likes.of_server(SERVER, 5)) == []


async def test_the_likes_of_a_server_are_deleted(store: Store, now: Clock):
    """Other servers' likes and those of direct messages stay."""
    likes, elsewhere = Likes(store, now), Owner(guild_id=GUILD + 1, user_id=PERSON)
    for owner in (SERVER, OTHER, DIRECT, elsewhere):
        await likes.add(owner, "arxiv:1", liked=True)
    await likes.forget_servers(lambda server: server == GUILD)
    assert [len(await likes.of_person(owner)) for owner in (SERVER, OTHER, DIRECT, elsewhere)] == [0, 0, 1, 1]
