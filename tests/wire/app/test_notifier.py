"""Posting and searching: the result of each of Discord's answers."""

import pytest

from bot.domain.errors import (
    DeliveryError,
    RefusedError,
    RejectedError,
    TryLaterError,
)
from bot.domain.subscription import Destination, Kind
from tests.fake_discord.faults import Fault, hang, page, rate_limited, refuse, reset, says
from tests.fake_discord.state.models import Channel
from tests.fake_discord.state.models import Kind as There
from tests.wire.app.line import Line
from tests.wire.app.payloads import KEY as _KEY
from tests.wire.app.payloads import body

_CREATE = ("POST", "/channels/{channel_id}/messages")


@pytest.mark.parametrize(
    ("fault", "expected", "in_doubt"),
    [
        (refuse(503), TryLaterError, True),
        (reset(), TryLaterError, True),
        (reset(accepted=True), TryLaterError, True),
        (hang(), TryLaterError, True),
        (rate_limited(7.0, via=False), TryLaterError, False),
        (rate_limited(99.0), TryLaterError, False),
        (rate_limited(9_936_000.0), TryLaterError, False),
        (rate_limited(1.5), TryLaterError, False),
        (page(429), TryLaterError, True),
        (page(408, accepted=True), TryLaterError, True),
        (page(200), TryLaterError, True),
        (says("{}", accepted=True), TryLaterError, True),
        (says('{"id":', accepted=True), TryLaterError, True),
        (says('{"message": "Forbidden"}', status=403), TryLaterError, True),
        (says('{"message": "Slow down"}', status=429), TryLaterError, True),
        (refuse(403, 50013), RefusedError, False),
        (refuse(400, 50035), RejectedError, False),
    ],
)
async def test_failures_are_named(
    line: Line,
    fault: Fault,
    expected: type[DeliveryError],
    in_doubt: bool,  # noqa: FBT001 - a table's column
):
    """Each failure becomes the error that says what to do, and whether the message may be out."""
    line.arm(*_CREATE, fault, times=None)
    with pytest.raises(expected) as caught:
        await line.post()
    assert caught.value.in_doubt is in_doubt
    assert getattr(caught.value, "retry_after", None) is None or caught.value.retry_after <= 3600


async def test_refusal_after_a_server_error_is_doubt(line: Line):
    """discord.py repeats a 500 by itself: what it was answered before the refusal counts."""
    line.arm(*_CREATE, refuse(500))
    line.arm(*_CREATE, refuse(403, 50013))
    with pytest.raises(RefusedError) as caught:
        await line.post()
    assert caught.value.in_doubt


async def test_open_breaker_sends_nothing(line: Line):
    """Far below Discord's own limit, refused requests stop all posting for a while, and all looking, too."""
    for _ in range(500):
        line.breaker.record(403)
    before = len(line.there.journal.entries)
    with pytest.raises(TryLaterError) as caught:
        await line.post()
    assert (caught.value.in_doubt, (caught.value.retry_after or 0) > 500) == (False, True)
    with pytest.raises(TryLaterError):
        await line.find()
    ada = line.world.add_member(line.server, "Ada")
    assert not await line.notifier.direct_message(ada.id, "Something to know")
    assert await line.notifier.people_who_see(line.destination, [ada.id]) == (ada.id,)
    assert (await line.notifier.check_channel(line.destination, None)).bound is None
    assert len(line.there.journal.entries) == before
    assert line.notifier.free_slots() == 0


async def test_marker_of_somebody_else_is_not_ours(line: Line):
    """Markers in other authors' messages do not count."""
    ada = line.world.add_member(line.server, "Ada")
    line.there.posting.write(line.place, ada, body())
    assert await line.find() is None


async def test_lower_bound_is_older_than_the_next_post(line: Line):
    """The bound comes from Discord's clock and lies before whatever is posted next."""
    bound = line.notifier.lower_bound(line.destination)
    posted = await line.post()
    assert bound is not None
    assert line.destination.id <= bound < posted


async def test_who_may_know_of_a_place(line: Line):
    """Who is in the server and sees the channel, and whom Discord does not tell of; else the owner.

    A person's own DM is their own; a server that we have left is nobody's.
    """
    world, notifier = line.there.world, line.notifier
    ada = world.add_member(line.server, "Ada")
    eve = world.add_user("Eve")
    assert await notifier.people_who_see(line.destination, [ada.id, eve.id]) == (ada.id,)
    assert await notifier.people_who_see(line.destination, [eve.id]) == (line.server.owner.id,)
    line.arm("GET", "/guilds/{guild_id}/members/{user_id}", refuse(500), times=None)
    line.arm("GET", "/guilds/{guild_id}/members/{user_id}", hang(), times=None)
    assert await notifier.people_who_see(line.destination, [eve.id]) == (eve.id,)
    direct = Destination(id=world.direct(eve).id, guild_id=None, kind=Kind.DM)
    assert await notifier.people_who_see(direct, [eve.id]) == (eve.id,)
    assert await notifier.people_who_see(Destination(id=1, guild_id=2), [eve.id]) == ()


async def test_a_dm_in_doubt_is_looked_through(line: Line):
    """A DM in doubt is always searched by its marker."""
    ada = line.world.add_member(line.server, "Ada")
    direct = Destination(id=line.world.direct(ada).id, guild_id=None, kind=Kind.DM)
    line.arm(*_CREATE, reset(accepted=True))
    with pytest.raises(TryLaterError):
        await line.notifier.post(direct, body(), _KEY)
    (posted,) = line.world.direct(ada).messages
    assert await line.notifier.find(direct, _KEY, None) == posted
    assert await line.notifier.find(direct, "other", None) is None


async def test_a_thread_above_which_we_see_nothing(line: Line):
    """Its permissions cannot be worked out: only posting tells, words go elsewhere, and nobody is left untold."""
    above = Channel(id=7, name="unseen", kind=There.TEXT, guild=line.server)
    thread = line.world.add_thread(above, "orphan", line.world.bot)
    await line.knows(thread)
    ada = line.world.add_member(line.server, "Ada")
    where = line.destination_of(thread, Kind.THREAD)
    assert line.notifier.problem(where) is None
    assert line.notifier.open_channels(line.server.id, [thread.id, line.place.id]) == (line.place.id,)
    assert await line.notifier.people_who_see(where, [ada.id]) == (ada.id,)
