"""List days that a poll reads, and papers that later polls read again."""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from bot.domain.paper import SourceKind
from bot.domain.paper_merging import with_reading
from bot.domain.ports import PollCommit, Store
from bot.service.poll.list_days import days_to_read, relisting_sources
from tests.support.fakes import DAY, Clock, FakeSource, sighting

YESTERDAY = DAY - timedelta(days=1)


def test_days_are_never_in_the_future():
    """With a position ahead of today, yesterday and today are still read."""
    assert days_to_read(date(2025, 11, 12), date(2025, 11, 20), full_week=False) == [YESTERDAY, DAY]


async def read_until(store: Store, now: Clock, day: date) -> partial[Coroutine[Any, Any, tuple[str, ...]]]:
    """Store a position, and return a lookup of lists that still read a paper."""
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(), position=day, subscriptions_version=version)
    )
    return partial(relisting_sources, store, [FakeSource()], now)


@pytest.mark.parametrize(("back", "read_before", "is_over"), [(6, 1, False), (7, 1, True), (7, 9, False)])
async def test_a_week_of_lists_is_read(store: Store, now: Clock, back: int, read_before: int, *, is_over: bool):
    """A poll reads a week of lists, and after an outage every day since the position."""
    again = await read_until(store, now, DAY - timedelta(days=read_before))
    assert (await again(sighting(day=DAY - timedelta(days=back))) == ()) is is_over


async def test_lists_alone_bring_a_paper_again(store: Store, now: Clock):
    """Only lists read a paper again, while its day is among those read; a stream announces it once."""
    again = await read_until(store, now, DAY - timedelta(days=1))
    announced = replace(sighting(source="arxiv"), kind=SourceKind.STREAM)
    assert await again(announced) == ()
    assert await again(with_reading(announced, sighting())) == ("huggingface",)
    assert await again(with_reading(announced, sighting().as_unannounced())) == ()
    assert await again(sighting(day=DAY - timedelta(days=40))) == ()
