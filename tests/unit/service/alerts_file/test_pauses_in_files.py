"""Ends of pauses in an alerts file."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ports import Store
from bot.service.alerts_file.reader import FileError, WantedChannel, read_file
from tests.support.fakes import SERVER, START, Clock, destination, subscribe, subscription
from tests.support.importing import importer_of, may_post

SOON, LATER = START + timedelta(days=1), START + timedelta(days=9)
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def read(**entry: object) -> WantedChannel:
    """Return a channel with one subscription."""
    one = {"id": "aaaaa", "query": "trees", "name": "trees", **entry}
    (found,) = read_file(
        json.dumps({"paperboy": 1, "channels": [{"channel": "papers", "subscriptions": [one]}]}).encode()
    )
    return found


@pytest.mark.parametrize(
    ("entry", "paused", "end"),
    [
        ({"paused": True, "paused_until": None}, True, None),
        ({"paused": True, "paused_until": "2026-01-05T09:00:00+00:00"}, True, NINE),
        ({"paused": True, "paused_until": "2026-01-05T10:00:00+01:00"}, True, NINE),
        ({"paused": True, "paused_until": " 2026-01-05 09:00 "}, True, NINE),
        ({"paused": True, "paused_until": "2026-01-05"}, True, NINE.replace(hour=0)),
        ({"paused_until": "2026-01-05T09:00:00+00:00"}, True, NINE),
        ({"paused": False, "paused_until": "2026-01-05T09:00:00+00:00"}, False, NINE),
    ],
)
def test_an_end_is_iso_time(entry: dict[str, object], paused: bool, end: datetime | None):  # noqa: FBT001 - a parameter
    """An end is in UTC by default and implies `paused`, unless that is `false`."""
    (found,) = read(**entry).subscriptions
    assert (found.paused, found.paused_until) == (paused, end)


@pytest.mark.parametrize("end", ["soon", "12h", 5, "2026-13-01", "9999-12-31T23:59-12:00", "\ud800"])
def test_what_is_no_time_is_told(end: object):
    """An invalid end is reported with its place and an example."""
    message = r"`paused_until` must be a date and time such as 2027-01-05T09:00:00\+00:00\."
    with pytest.raises(FileError, match=message):
        read(paused=True, paused_until=end)


@pytest.mark.parametrize(
    ("before", "entry", "step"),
    [
        (None, {"paused": True}, (True, None)),
        (None, {"paused_until": SOON.isoformat()}, (True, SOON)),
        (None, {"paused": True, "paused_until": START.isoformat()}, None),
        (SOON, {"paused": True, "paused_until": SOON.isoformat()}, None),
        (SOON, {"paused": True}, None),  # a file of before there was an end in it
        (SOON, {"paused": True, "paused_until": LATER.isoformat()}, (True, LATER)),
        (SOON, {"paused": True, "paused_until": START.isoformat()}, (False, None)),
        (SOON, {"paused": False, "paused_until": SOON.isoformat()}, (False, None)),
    ],
)
async def test_a_pause_becomes_as_the_file_has_it(
    store: Store,
    now: Clock,
    before: datetime | None,
    entry: dict[str, object],
    step: tuple[bool, datetime | None] | None,
):
    """A past end means not paused; without an end, an existing pause keeps its own."""
    await subscribe(store, subscription("aaaaa", "trees", paused=before is not None, paused_until=before))
    importer = importer_of(store, now)
    changes = await importer.plan(SERVER, [(read(**entry), destination())], delete_absent=False)
    assert [one.pause for one in changes.steps] == ([] if step is None else [step])
    assert (await importer.carry_out(SERVER, changes, may_post)).troubles == []
    (found,) = (await store.subscriptions()).subscriptions
    assert (found.paused, found.paused_until) == (step or (before is not None, before))
