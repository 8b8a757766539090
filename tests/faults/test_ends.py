"""Messages that end without a post, by a wrong clock, are not deleted before their time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.outbox import Outbox
from bot.domain.alert import AlertState, MessageState
from bot.domain.subscription import Subscription
from bot.service.retention import forget_old
from bot.service.trusted_clock import TrustedClock
from tests.fake_discord.faults import refuse, reset
from tests.fake_discord.state.models import Perm
from tests.support.makers import add_alerts
from tests.wire.support.harness import Harness, once

ONE, TWO = "2511.00001", "2511.00002"
YEARS = timedelta(days=730)  # more than anything is kept that has ended


async def forgotten(harness: Harness) -> int:
    """Return the number of entries that are deleted as soon as the clock is right."""
    await harness.hear_the_time()
    return await forget_old(harness.store, harness.app.clock)


async def state(harness: Harness, number: str = ONE) -> AlertState | None:
    found = await harness.store.find_alert(harness.channel.id, f"arxiv:{number}")
    return None if found is None else found[0].state


async def behind(harness: Harness) -> Subscription:
    """A subscription whose paper may be in the channel already, and a clock that is set years back then."""
    made = await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    await harness.hear_the_time()
    harness.now.at -= YEARS
    return made


async def dropped_by_an_admin(harness: Harness):
    [doubtful] = await harness.store.messages([MessageState.SENDING])
    await Outbox(harness.store, harness.app.clock).drop(doubtful.key)


async def dropped_while_nothing_runs(harness: Harness):
    """Only Discord's own time of its first attempt is known then."""
    [doubtful] = await harness.store.messages([MessageState.SENDING])
    await Outbox(harness.store, TrustedClock(harness.now)).drop(doubtful.key)


async def forgotten_with_its_channel(harness: Harness):
    place = await harness.store.destination(harness.channel.id)
    assert place is not None
    await harness.app.blocks._forget(place)


async def forgotten_with_a_person(harness: Harness):
    await harness.app._services().personal._forget_destination(harness.channel.id)


@pytest.mark.parametrize(
    "end",
    [
        dropped_by_an_admin,
        dropped_while_nothing_runs,
        forgotten_with_its_channel,
        forgotten_with_a_person,
    ],
)
async def test_what_may_be_posted_is_not_posted_again(harness: Harness, end: Callable[[Harness], Awaitable[None]]):
    """Given up in doubt by a clock two years behind, which is set right: nobody who wants it gets it again."""
    await behind(harness)
    await end(harness)
    harness.now.at += YEARS
    assert await forgotten(harness) == 0
    assert await state(harness) is AlertState.UNCERTAIN
    await harness.subscribe("dark OR matter")
    await harness.later(ONE, hours=1)
    assert harness.posted() == once(ONE)


async def test_what_waited_too_long_is_not_forgotten(harness: Harness):
    """Dropped as old news by a clock that is years behind, it is as new as that is when the clock is right."""
    harness.list(ONE)
    await harness.poll()
    made = await harness.subscribe()
    await harness.forbid(Perm.SEND_MESSAGES)
    harness.now.at -= YEARS + timedelta(days=30)
    await add_alerts(harness.store, [f"arxiv:{ONE}"], harness.now(), channel=harness.channel.id, keys=(made.id,))
    await harness.deliver()
    assert await harness.block()
    old = f"arxiv:{TWO}"  # on no list that is stored
    await add_alerts(harness.store, [old], harness.now(), channel=harness.channel.id, keys=(made.id,))
    blocked = await harness.store.destination(harness.channel.id)
    assert blocked is not None
    assert blocked.block is not None
    behind = replace(blocked.block, since=harness.now())  # written before Discord told the time
    await harness.store.set_block(blocked.id, behind, expected=blocked)
    harness.now.at += timedelta(days=30)
    await harness.hear_the_time()
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    assert await state(harness, TWO) is AlertState.DROPPED
    harness.now.at += YEARS
    assert await forgotten(harness) == 0
    assert await state(harness, TWO) is AlertState.DROPPED


async def test_a_dead_letter_that_could_not_be_rendered_is_not_forgotten(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
):
    """It is there for an admin, and its paper is not tried again and again."""
    await harness.subscribe()
    harness.list(ONE)
    await harness.poll()
    await harness.hear_the_time()
    harness.now.at -= YEARS
    await harness.store.shorten_waits(harness.now(), timedelta(0))
    monkeypatch.setattr(harness.app.renderer, "card", None)  # a bug of ours
    await harness.deliver()
    harness.now.at += YEARS
    assert await forgotten(harness) == 0
    [dead] = await harness.store.messages([MessageState.DEAD])
    assert "could not be rendered" in (dead.reason or "")
    assert await state(harness) is AlertState.DEAD


async def test_a_digest_that_is_split_has_ended_now(harness: Harness):
    """Its halves go on; that it was there, and which claims it had, is known as long as of any other."""
    papers = [f"2511.0000{number}" for number in range(1, 9)]
    await harness.subscribe()
    harness.arm(refuse(400, 200000), times=None, read_or_default=ONE)
    harness.list(*papers)
    await harness.poll()
    await harness.hear_the_time()
    harness.now.at -= YEARS
    await harness.store.shorten_waits(harness.now(), timedelta(0))
    await harness.deliver()
    split = await harness.store.messages([MessageState.DROPPED])
    assert split
    assert all(one.finished and one.finished > harness.now() + YEARS / 2 for one in split)
