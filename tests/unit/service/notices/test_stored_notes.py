"""The stored format of notices, which later versions have to read."""

import pytest

from bot.domain.ports import Store
from bot.service.notices.notice_kinds import Notice
from bot.service.notices.notices import Audience, Notices
from bot.service.notices.records import Reminders
from tests.support.fakes import CHANNEL, PERSON, START, Clock, FakeNotifier

AT = '{"at": "2025-11-12T12:00:00+00:00", '
RECORD = AT + '"channels": [2001], "people": [], "reminded": [], "tries": 0, "sure": true}'
MISSED = AT + '"channels": [], "people": [], "reminded": [3000], "tries": 1, "sure": false}'
REMINDERS = '[{"name": "told block 2000", "text": "Wörter", "shown": null}]'.replace("ö", "\\u00f6")
SHOWN = REMINDERS.replace("null", '"2025-11-12T12:00:00+00:00"')


@pytest.fixture
def notifier() -> FakeNotifier:
    """A Discord whose channels take notices, and no person takes direct messages."""
    return FakeNotifier(open_rooms={CHANNEL, CHANNEL + 1}, tellable=False)


@pytest.fixture
def notices(store: Store, notifier: FakeNotifier, now: Clock) -> Notices:
    return Notices(store, notifier, now)


async def test_a_record(store: Store, notices: Notices):
    """A record has the time, the channels, and the people to remind."""
    await notices.send(
        ["told block 2000"],
        Audience(channels=(CHANNEL + 1,)),
        Notice(topic="x", words=lambda: "Words"),
        end_is_visible=True,
    )
    assert await store.note("told block 2000") == RECORD
    await notices.send(["told block 2000"], Audience(people=(PERSON,)), Notice(topic="x", words=lambda: "Wörter"))
    assert await store.note("told block 2000") == MISSED
    assert await store.note(f"reminders {PERSON}") == REMINDERS


async def test_a_record_written_before(store: Store, notices: Notices):
    """A stored record is read with its channels."""
    await store.set_note("told block 2000", RECORD)
    record = await notices.record("told block 2000")
    assert record is not None
    assert (record.at, record.channels, record.sure) == (START, (CHANNEL + 1,), True)


async def test_reminders_written_before(store: Store, now: Clock):
    """Stored reminders are shown, and then stored with the time."""
    await store.set_note("told block 2000", RECORD)
    await store.set_note(f"reminders {PERSON}", REMINDERS)
    assert await Reminders(store, now).collect(PERSON) == ("Wörter",)
    assert await store.note(f"reminders {PERSON}") == SHOWN
    assert await Reminders(store, now).collect(PERSON) == ()
