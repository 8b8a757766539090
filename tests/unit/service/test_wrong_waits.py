"""Waits of a clock that was wrong end when it is right, and not before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.trusted_time import TrustedTime, end_wrong_waits
from tests.contract.makers import HERE, NOW, alert, polled, subscribed

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Store

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ours", "theirs", "ended"),
    [
        pytest.param(NOW, NOW, 1, id="they agree"),
        pytest.param(NOW, None, 0, id="Discord's is not known"),
        pytest.param(NOW + 365 * DAY, NOW, 0, id="ours is still ahead"),
        pytest.param(NOW - 365 * DAY, NOW, 1, id="ours is behind: by Discord's it is a year away all the same"),
        pytest.param(NOW - 365 * DAY, NOW + 300 * DAY, 0, id="by Discord's it is not"),
    ],
)
async def test_two_clocks_say_that_it_is_too_long(
    store: Store, ours: datetime, theirs: datetime | None, ended: int
) -> None:
    """What is due in a year comes now; what is due in a week, as a digest may be, does so then."""
    await subscribed(store)
    await polled(store, alert(1, due=NOW + 306 * DAY), alert(2, due=NOW + 7 * DAY))
    time = TrustedTime(lambda: ours, lambda: theirs)
    assert await end_wrong_waits(store, time) == ended
    due = {one.paper_id: one.due for one in await store.pending(HERE)}
    assert len({when for when in due.values() if when > NOW + 8 * DAY}) == 1 - ended
    assert NOW + 7 * DAY in due.values()
