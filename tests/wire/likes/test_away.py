"""Reactions that the bot was not told of: while it was away, too many at once, and where it cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Owner
from tests.fake_discord.faults import refuse, says
from tests.fake_discord.state.models import Perm
from tests.wire.likes.reading import FIRST, READ, SECOND, asked, becomes, liked, opinions, posts, readers, reading
from tests.wire.support.harness import restarted

if TYPE_CHECKING:
    import pytest

    from tests.wire.support.harness import Harness


async def test_reactions_while_the_bot_was_away(here: Harness):
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


async def test_a_resumed_connection_loses_nothing(here: Harness):
    """Discord sends again what a short break held back, so nothing is read again."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.gateway.abort()
    here.discord.people.react(ada, card)
    await liked(here, {ada.id: {FIRST: True}})
    assert here.discord.gateway.identifies == 1


async def test_a_crowd(here: Harness, monkeypatch: pytest.MonkeyPatch):
    """Many reactions at once end in the right counts, also those that no longer fit the queue."""
    monkeypatch.setattr("bot.discord_io.interactions.reactions._QUEUED", 100)
    (card,) = await posts(here, "2511.00001")
    crowd = readers(here, 450)
    armed = here.discord.faults.arm("GET", READ, refuse(503))
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


async def test_what_cannot_be_read_is_left(here: Harness):
    """Without Read Message History nothing is asked, and a message deleted since keeps its likes."""
    (card,) = await posts(here, "2511.00001")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    people.react(ada, card)
    await liked(here, {ada.id: {FIRST: True}})
    before = await asked(here)
    here.discord.world.forbid(here.channel, Perm.READ_MESSAGE_HISTORY)
    await here.knows(here.channel)
    async with restarted(here), reading(here):
        people.react(ben, card)
        await here.app.reactions.step()
        assert await asked(here) == before
    here.discord.world.permit(here.channel, Perm.READ_MESSAGE_HISTORY)
    here.discord.posting.delete(card)
    async with restarted(here), reading(here):
        await becomes(lambda: asked(here), before + 1)
        await liked(here, {ada.id: {FIRST: True}})


async def test_a_channel_in_which_it_cannot_post(here: Harness):
    """Reactions count in a channel that is blocked at present, as long as the bot can read it."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.world.forbid(here.channel, Perm.SEND_MESSAGES)
    await here.knows(here.channel)
    await posts(here, "2511.00001", "2511.00002")
    place = await here.store.destination(here.channel.id)
    assert place is not None
    assert place.block is not None
    await here.app.close()
    here.discord.people.react(ada, card)
    async with restarted(here), reading(here):
        await liked(here, {ada.id: {FIRST: True}})


async def test_deleted_likes_stay_deleted(here: Harness):
    """Reactions that stand in Discord from before a person deleted their data are not read again."""
    first, second = await posts(here, "2511.00001", "2511.00002")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    for person in (ada, ben):
        people.react(person, first)
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: True}})
    await here.app.likes.forget_person(ada.id)
    async with restarted(here), reading(here):
        people.react(ben, second)
        await liked(here, {ben.id: {FIRST: True, SECOND: True}})
        (*_, third) = await posts(here, "2511.00003")
    await here.app.close()
    people.react(ada, third)
    async with restarted(here), reading(here):
        await liked(here, {ben.id: {FIRST: True, SECOND: True}, ada.id: {"arxiv:2511.00003": True}})


async def test_deleted_before_a_retry(here: Harness):
    """A reaction that waits after an error of Discord is not stored if its person has deleted their data since."""
    (card,) = await posts(here, "2511.00001")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    armed = here.discord.faults.arm("GET", READ, refuse(503), times=None)
    people.react(ada, card)
    await armed.reached.wait()
    here.now.forward(seconds=1)
    await here.app.likes.forget_person(ada.id)
    armed.left = 0
    people.react(ben, card)
    await liked(here, {ben.id: {FIRST: True}})


async def test_a_server_that_removed_the_bot(here: Harness):
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


async def test_trouble_in_between(
    here: Harness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Failures are tried again, an answer that is no message is logged and left, and few posts are remembered."""
    monkeypatch.setattr("bot.discord_io.interactions.reactions._CACHED", 1)
    first, second = await posts(here, "2511.00001", "2511.00002")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    for person, card in ((ada, first), (ada, second), (ben, first)):
        people.react(person, card)
    both = {FIRST: True, SECOND: True}
    await liked(here, {ada.id: both, ben.id: {FIRST: True}})
    assert await asked(here) == 3
    await here.app.close()
    people.take_away(ada, first)
    armed = here.discord.faults.arm("GET", f"{READ}/reactions/{{emoji_name}}", refuse(404, 10008))
    async with restarted(here), reading(here):
        await liked(here, {ada.id: {SECOND: True}, ben.id: {FIRST: True}})
        assert armed.struck == 1
        (*_, third) = await posts(here, "2511.00003")
        here.discord.faults.arm("GET", READ, says('{"id": "1", "author": {}}'))
        people.react(ada, third)
        people.react(ben, second)
        await liked(here, {ada.id: {SECOND: True}, ben.id: both})
    assert "A reaction could not be read." in caplog.text
