"""Likes by reactions, over the wire: what Discord has in the end is what is stored."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from bot.app.background import run_forever
from bot.domain.subscription import Owner
from tests.fake_discord.faults import refuse
from tests.fake_discord.http.bodies import walk
from tests.fake_discord.state.models import Kind, Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.support.harness import restarted

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

    from tests.fake_discord.state.models import Channel, Message, User
    from tests.wire.support.harness import Harness

FIRST, SECOND = "arxiv:2511.00001", "arxiv:2511.00002"
_READ = "/channels/{channel_id}/messages/{message_id}"
_GREEN = 3  # a button's style
_PATIENCE = 60.0  # seconds; only ever reached when a test fails
Opinions = dict[int, dict[str, bool]]


@asynccontextmanager
async def reading(harness: Harness) -> AsyncGenerator[None]:
    """Let the loop run that stores reactions."""
    reactions = harness.app.reactions
    loop = run_forever(
        "Reading reactions", reactions.step, rng=harness.app.rng, wake=reactions.wake, sleep=_at_once
    )
    task = asyncio.create_task(loop)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _at_once(_seconds: float) -> None:
    """Nobody waits after a failure."""
    await asyncio.sleep(0)


async def opinions(harness: Harness, person: User | None = None) -> Opinions:
    """What people think by now in the server, or somebody in direct messages."""
    owner = Owner(guild_id=None if person else harness.guild.id, user_id=person.id if person else 0)
    found = await harness.app.likes.of_server(owner)
    return {key: {paper: like.liked for paper, like in likes.items()} for key, likes in found.items() if likes}


async def becomes(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    """Wait until `look` returns what is wanted."""
    found = None
    try:
        async with asyncio.timeout(_PATIENCE):
            while (found := await look()) != wanted:  # noqa: ASYNC110 - the store rings no bell
                await asyncio.sleep(0.02)
    except TimeoutError:
        assert found == wanted


async def liked(harness: Harness, wanted: Opinions, person: User | None = None) -> None:
    await becomes(lambda: opinions(harness, person), wanted)


async def posts(harness: Harness, *numbers: str, channel: Channel | None = None) -> list[Message]:
    """Let the bot post these papers; gives all messages of the channel."""
    harness.list(*numbers)
    await harness.later(minutes=20)
    return [message for message in harness.discord.posted(channel or harness.channel) if message.embeds]


def readers(harness: Harness, count: int) -> list[User]:
    return [harness.discord.world.add_member(harness.guild, f"Reader {n}") for n in range(count)]


@pytest.fixture
async def here(harness: Harness) -> AsyncIterator[Harness]:
    """A channel that gets papers, and the loop that reads reactions."""
    await harness.subscribe()
    async with reading(harness):
        yield harness


async def test_a_reaction_is_a_like_until_it_is_taken_away(here: Harness) -> None:
    """Thumbs of any skin tone count, the last one of a person; other emoji and bots do not."""
    (card,) = await posts(here, "2511.00001")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    robot = here.discord.world.add_member(here.guild, "Robot")
    robot.bot = True
    people.react(robot, card)
    people.react(ada, card, "🎉")
    people.react(ada, card)
    people.react(ben, card, "👎🏽")
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: False}})
    people.take_away(ada, card)
    people.react(ben, card, "👍🏿")
    await liked(here, {ben.id: {FIRST: True}})
    people.take_away(ben, card, "👎🏽")
    people.take_away(ben, card, "👍🏿")
    await liked(here, {})
    assert len(here.discord.journal.calls("GET", _READ)) == 1


async def test_old_and_edited_posts(here: Harness) -> None:
    """A post has a paper as long as it exists, also after edits and a restart, and weeks later."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.papers.put(here.day, [make_item("2511.00001", upvotes=200)])
    await here.later(hours=1)
    await here.app.tend()
    assert card.edits == 1
    here.now.forward(days=40)
    here.discord.clock.shift(40 * 86_400)
    async with restarted(here), reading(here):
        here.discord.people.react(ada, card)
        await liked(here, {ada.id: {FIRST: True}})


async def test_only_posts_about_one_paper(here: Harness) -> None:
    """Other people's messages are not even read, and a digest of several papers is no paper."""
    (ada,) = readers(here, 1)
    theirs = here.discord.posting.write(here.channel, ada, {"content": "Look!"})
    here.discord.people.react(ada, theirs)
    (digest,) = await posts(here, *(f"2511.0000{n}" for n in range(1, 8)))
    here.discord.people.react(ada, digest)
    (*_, card) = await posts(here, "2511.00009")
    here.discord.people.react(ada, card)
    await liked(here, {ada.id: {"arxiv:2511.00009": True}})
    here.discord.people.take_away(ada, theirs)
    here.discord.people.take_away(ada, card)
    await liked(here, {})
    assert len(here.discord.journal.calls("GET", _READ)) == 2


async def test_threads_forums_and_direct_messages(here: Harness) -> None:
    """A post in any place can be liked; in direct messages the like is the person's own."""
    world, (ada,) = here.discord.world, readers(here, 1)
    thread = world.add_thread(here.channel, "details", here.admin)
    forum, direct = world.add_channel(here.guild, "forum", Kind.FORUM), world.direct(ada)
    for place in (thread, forum, direct):
        await here.subscribe(channel=place, creator_id=ada.id)
    for place in (thread, forum):
        await here.knows(place)
    await posts(here, "2511.00001")
    posted = [message for message in here.discord.posted() if message.embeds]
    (in_thread,) = (one for one in posted if one.channel is thread)
    (in_forum,) = (one for one in posted if one.channel.parent is forum)
    (in_direct,) = (one for one in posted if one.channel is direct)
    here.discord.people.react(ada, in_thread)
    await liked(here, {ada.id: {FIRST: True}})
    here.discord.people.react(ada, in_forum, "👎")
    await liked(here, {ada.id: {FIRST: False}})
    here.discord.people.react(ada, in_direct)
    await liked(here, {ada.id: {FIRST: True}}, ada)
    async with restarted(here):
        for one in (in_thread, in_forum):
            for emoji in list(one.reactions):
                here.discord.people.take_away(ada, one, emoji)
        here.discord.people.take_away(ada, in_direct)
    async with restarted(here), reading(here):
        await liked(here, {})
        await liked(here, {}, ada)


async def test_reactions_while_the_bot_was_away(here: Harness) -> None:
    """After a restart the recent posts are read: who came, who went, who changed; likes from buttons stay."""
    first, second = await posts(here, "2511.00001", "2511.00002")
    people, (ada, ben, eve, kim) = here.discord.people, readers(here, 4)
    people.react(ada, first)
    people.react(ben, first)
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: True}})
    await here.app.likes.add(Owner(guild_id=here.guild.id, user_id=kim.id), FIRST, liked=False)
    await here.app.close()
    people.take_away(ada, first)
    people.take_away(ben, first)
    people.react(ben, first, "👎🏻")
    people.react(eve, second)
    people.react(kim, first)
    robot = here.discord.world.add_member(here.guild, "Robot")
    robot.bot = True
    people.react(robot, second)
    async with restarted(here), reading(here):
        await liked(here, {ben.id: {FIRST: False}, eve.id: {SECOND: True}, kim.id: {FIRST: False}})
        people.clear(first, "👎🏻")
        await liked(here, {eve.id: {SECOND: True}, kim.id: {FIRST: False}})
        people.clear(second)
        await liked(here, {kim.id: {FIRST: False}})


async def test_a_resumed_connection_loses_nothing(here: Harness) -> None:
    """Discord sends again what a short break held back, so nothing is read again."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.gateway.abort()
    here.discord.people.react(ada, card)
    await liked(here, {ada.id: {FIRST: True}})
    assert here.discord.gateway.identifies == 1


async def test_a_crowd(here: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many reactions at once end in the right counts, also those that no longer fit the queue."""
    monkeypatch.setattr("bot.discord_io.interactions.reactions._QUEUED", 100)
    (card,) = await posts(here, "2511.00001")
    crowd = readers(here, 450)
    armed = here.discord.faults.arm("GET", _READ, refuse(503))
    for person in crowd:
        here.discord.people.react(person, card)
    for person in crowd[::3]:
        here.discord.people.take_away(person, card)
    for person in crowd[1::3]:
        here.discord.people.react(person, card, "👎")
        here.discord.people.take_away(person, card)
    wanted = {person.id: {FIRST: number % 3 == 2} for number, person in enumerate(crowd) if number % 3}
    await liked(here, wanted)
    assert armed.struck == 1


async def test_what_cannot_be_read_is_left(here: Harness) -> None:
    """Without Read Message History nothing is asked, and a message deleted since keeps its likes."""
    (card,) = await posts(here, "2511.00001")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    people.react(ada, card)
    await liked(here, {ada.id: {FIRST: True}})
    asked = len(here.discord.journal.calls("GET", _READ))
    here.discord.world.forbid(here.channel, Perm.READ_MESSAGE_HISTORY)
    await here.knows(here.channel)
    async with restarted(here), reading(here):
        people.react(ben, card)
        await here.app.reactions.step()
        assert len(here.discord.journal.calls("GET", _READ)) == asked
    here.discord.world.permit(here.channel, Perm.READ_MESSAGE_HISTORY)
    here.discord.posting.delete(card)
    async with restarted(here), reading(here):
        await becomes(lambda: _asked(here), asked + 1)
        await liked(here, {ada.id: {FIRST: True}})


async def _asked(harness: Harness) -> int:
    return len(harness.discord.journal.calls("GET", _READ))


async def test_deleted_likes_stay_deleted(here: Harness) -> None:
    """Reactions that stand in Discord from before a person deleted their data are not read again."""
    first, second = await posts(here, "2511.00001", "2511.00002")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    for person in (ada, ben):
        people.react(person, first)
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: True}})
    await here.app._services().personal.forget(ada.id, None)
    async with restarted(here), reading(here):
        people.react(ben, second)
        await liked(here, {ben.id: {FIRST: True, SECOND: True}})
        (*_, third) = await posts(here, "2511.00003")
    await here.app.close()
    people.react(ada, third)
    async with restarted(here), reading(here):
        await liked(here, {ben.id: {FIRST: True, SECOND: True}, ada.id: {"arxiv:2511.00003": True}})


async def test_only_a_role_counts(here: Harness) -> None:
    """The roles that a person had when they last reacted are stored, for the channels that follow one role."""
    (card,) = await posts(here, "2511.00001")
    ada, ben = readers(here, 2)
    role = here.discord.world.add_role(here.guild, "Curators", Perm(0))
    here.discord.world.give_role(here.guild, ada, role)
    await here.noticed(lambda: bool(here.app.client.guilds[0].get_role(role.id)))
    for person in (ada, ben):
        here.discord.people.react(person, card)
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: True}})
    owner = Owner(guild_id=here.guild.id, user_id=0)
    assert list(await here.app.likes.of_server(owner, role.id)) == [ada.id]
    assert list(await here.app.likes.of_server(owner, role.id + 1)) == []


async def test_a_server_that_removed_the_bot(here: Harness) -> None:
    """Its likes stay as long as its subscriptions; without any they are deleted."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.people.react(ada, card)
    await liked(here, {ada.id: {FIRST: True}})
    here.discord.world.kick(here.guild)
    await here.noticed(lambda: not here.app.client.guilds)
    await here.app.forget_left_servers()
    assert await opinions(here)
    await here.later(days=31)
    await here.hear_the_time()
    await here.app.sweep()
    await here.app.forget_left_servers()
    assert not await opinions(here)


async def test_buttons_of_an_app_that_a_person_brought_along(here: Harness) -> None:
    """In a server that the bot is not in, likes from buttons are the person's own, and the buttons show them."""
    await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.world.kick(here.guild)
    asked = await here.discord.people.slash(ada, here.channel, "papers show", {"paper": "2511.00001"})
    shown = await asked.edited(1)
    for label, wanted in (("Like", True), ("Not for me", False), ("Not for me", None)):
        edits = shown.edits
        pressed = await here.discord.people.press(ada, shown, label)
        await pressed.edited(edits + 1)
        assert await here.app.likes.opinion(Owner(guild_id=None, user_id=ada.id), FIRST) is wanted
        green = [part["label"] for part in walk(shown.components) if part.get("style") == _GREEN]
        assert green == ([] if wanted is None else [label])
    assert await opinions(here) == {}
