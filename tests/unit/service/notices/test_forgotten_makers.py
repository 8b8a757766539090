"""Notices of subscriptions whose makers wanted to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.subscription import NOBODY
from bot.service.notices.audience import Audiences
from bot.service.notices.notices import Notices
from bot.service.notices.occasions import NO_THREAD, TOPICS, Notice, record_name
from tests.support.fakes import CHANNEL, OWNER, PERSON, FakeNotifier, destination, subscribe, subscription
from tests.support.meanwhile import Meanwhile

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

STOPPED = Notice(topic=NO_THREAD, words=lambda: "It stopped.")


async def test_somebody_is_told_all_the_same(store: Store, now: Clock) -> None:
    """The channel comes first; where none takes words, who owns the server, and nobody by the number of no one."""
    await subscribe(store, subscription(creator_id=NOBODY))
    sender = FakeNotifier(open_rooms={CHANNEL})
    audience = await Audiences(store, sender).around(destination(), own=True)
    assert audience is not None
    assert (audience.channels, audience.people) == ((CHANNEL,), ())
    sender.open_rooms = set()
    notices = Notices(store, sender, now)
    audience = await Audiences(store, sender).around(destination(), own=True)
    assert audience is not None
    assert await notices.give([record_name(NO_THREAD, CHANNEL)], audience, STOPPED)
    assert sender.told == [(OWNER, "It stopped.")]


async def test_a_record_forgets_one_person(store: Store, now: Clock) -> None:
    """The others who were told are still told of the end."""
    await subscribe(store, subscription(), subscription("bbbbb", "trees", creator_id=PERSON + 1))
    sender = FakeNotifier()
    notices = Notices(store, sender, now)
    audience = await Audiences(store, sender).around(destination(), own=True)
    assert audience is not None
    await notices.give([record_name(NO_THREAD, CHANNEL)], audience, STOPPED)
    assert await notices.count_of(PERSON) == 1
    await notices.forget_person(PERSON)
    await notices.forget_person(PERSON)
    assert await notices.count_of(PERSON) == 0
    sender.told.clear()
    await notices.end(record_name(NO_THREAD, CHANNEL), lambda: "It goes on.")
    assert sender.told == [(PERSON + 1, "It goes on.")]


async def test_what_is_over_by_then_stays_so(store: Store, now: Clock) -> None:
    """A trouble that ends while a person is forgotten is not written down again: its next would not be told."""
    await subscribe(store, subscription())
    sender = FakeNotifier()
    ours = Notices(store, sender, now)
    audience = await Audiences(store, sender).around(destination(), own=True)
    assert audience is not None
    names = [record_name(topic, CHANNEL) for topic in TOPICS[:2]]
    for name in names:
        await ours.give([name], audience, STOPPED)
    first, second = await ours._records_of(PERSON)
    shared: Any = Meanwhile(store, "set_note", lambda: ours.settle(second))
    await Notices(shared, sender, now).forget_person(PERSON)
    assert shared.is_done
    assert await ours.record(first) is not None
    assert await ours.record(second) is None
