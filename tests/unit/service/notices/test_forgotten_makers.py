"""Notices about subscriptions whose creators deleted their data."""

from typing import Any, cast

import pytest

from bot.domain.ports import Store
from bot.domain.subscription import NOBODY
from bot.service.notices.notice_kinds import NO_THREAD, TOPICS, Notice, record_name
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, OWNER, PERSON, Clock, FakeNotifier, destination, subscribe, subscription
from tests.support.meanwhile import Meanwhile

STOPPED = Notice(topic=NO_THREAD, words=lambda: "It stopped.")


@pytest.fixture
def sender() -> FakeNotifier:
    """A Discord in which no channel takes notices."""
    return FakeNotifier()


@pytest.fixture
def notices(store: Store, sender: FakeNotifier, now: Clock) -> Notices:
    return Notices(store, sender, now)


@pytest.mark.parametrize("open_rooms", [{CHANNEL}, set[int]()])
async def test_somebody_still_gets_the_notice(
    store: Store, sender: FakeNotifier, notices: Notices, open_rooms: set[int]
):
    """The channel gets the notice, else the server's owner; the id that stands for nobody gets none."""
    await subscribe(store, subscription(creator_id=NOBODY))
    sender.open_rooms = open_rooms
    await notices.begin(destination(), STOPPED)
    assert (sender.said, sender.told) == (
        ([(CHANNEL, "It stopped.")], []) if open_rooms else ([], [(OWNER, "It stopped.")])
    )


@pytest.mark.parametrize("others", [1, 900])
async def test_a_record_forgets_one_person(store: Store, sender: FakeNotifier, notices: Notices, others: int):
    """The other recipients still get the notice of the end; a record of many people is compressed."""
    keys = [f"b{number:04}" for number in range(1, others + 1)]
    more = [subscription(key, key, creator_id=PERSON + n) for n, key in enumerate(keys, 1)]
    await subscribe(store, subscription(), *more)
    await notices.begin(destination(), STOPPED)
    assert len(await notices.records_of(PERSON)) == 1
    await notices.forget_person(PERSON)
    await notices.forget_person(PERSON)
    assert await notices.records_of(PERSON) == {}
    sender.told.clear()
    await notices.end(record_name(NO_THREAD, CHANNEL), lambda: "It goes on.")
    assert sorted(sender.told) == [(PERSON + n, "It goes on.") for n in range(1, others + 1)]


async def test_a_closed_record_is_not_written_again(
    store: Store, sender: FakeNotifier, notices: Notices, now: Clock
):
    """A record that is closed while a person's data is deleted is not written again."""
    await subscribe(store, subscription())
    for topic in TOPICS[:2]:
        await notices.begin(destination(), Notice(topic=topic, words=STOPPED.words))
    first, second = await notices.records_of(PERSON)
    shared: Any = Meanwhile(store, "change_note", lambda: notices.close_record(second))
    await Notices(shared, sender, now).forget_person(PERSON)
    assert shared.is_done
    assert await notices.record(first) is not None
    assert await notices.record(second) is None


@pytest.mark.parametrize("tellable", [True, False])
async def test_a_person_who_leaves_while_a_notice_is_sent(
    store: Store, sender: FakeNotifier, notices: Notices, now: Clock, *, tellable: bool
):
    """A person who deletes their data while a notice is sent is in no record and gets no reminder; others do."""
    await subscribe(store, subscription(), subscription("bbbbb", "trees", creator_id=PERSON + 1))
    sender.tellable = tellable

    async def forget():
        await notices.forget_person(PERSON)
        await notices.reminders.forget(PERSON)

    slow: Any = Meanwhile(cast("Any", sender), "direct_message", forget, after=1)
    await Notices(store, slow, now).begin(destination(), STOPPED)
    assert slow.is_done
    assert await notices.records_of(PERSON) == {}
    assert not await notices.reminders.of(PERSON)
    assert len(await notices.records_of(PERSON + 1)) == 1
    assert bool(await notices.reminders.of(PERSON + 1)) is not tellable


async def test_a_trouble_that_ends_while_its_notice_is_sent(
    store: Store, sender: FakeNotifier, notices: Notices, now: Clock
):
    """Its record is not written again, so that the next trouble gets a notice."""
    await subscribe(store, subscription())
    name = record_name(NO_THREAD, CHANNEL)
    slow: Any = Meanwhile(cast("Any", sender), "direct_message", lambda: notices.end(name, None))
    await Notices(store, slow, now).begin(destination(), STOPPED)
    assert slow.is_done
    assert await notices.record(name) is None
