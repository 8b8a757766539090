"""What is old is forgotten by two clocks that agree, never by one alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.retention import forget_old
from bot.service.trusted_time import TrustedTime
from tests.contract.makers import polled
from tests.support.fakes import START, sighting

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Store
    from tests.support.fakes import Clock

LISTED = date(2025, 7, 1)  # more than 90 days before START


@pytest.mark.parametrize(
    ("elsewhere", "gone"),
    [
        pytest.param(START, 1, id="the same"),
        pytest.param(START - timedelta(days=1), 1, id="a day behind"),
        pytest.param(START - timedelta(days=1, seconds=1), 0, id="more than a day behind"),
        pytest.param(START + timedelta(days=9), 1, id="ahead: by ours less is old"),
        pytest.param(None, 0, id="not known"),
    ],
)
async def test_clocks_must_agree(
    store: Store, now: Clock, caplog: pytest.LogCaptureFixture, elsewhere: datetime | None, gone: int
) -> None:
    """Ours may be a day ahead of Discord's; further ahead, or where nothing compares, all stays."""
    await polled(store, sightings=(sighting(day=LISTED),))
    assert await forget_old(store, TrustedTime(now, lambda: elsewhere)) == gone
    assert (await store.counts()).papers == 1 - gone
    assert ("nothing is forgotten until you set it" in caplog.text) is (elsewhere is not None and gone == 0)


async def test_papers_stay_as_long_as_the_host_says(store: Store, now: Clock) -> None:
    """By default 90 days."""
    await polled(store, sightings=(sighting(day=LISTED),))
    trusted = TrustedTime(now, lambda: START)
    assert await forget_old(store, trusted, timedelta(days=200)) == 0
    assert await forget_old(store, trusted, timedelta(days=100)) == 1
