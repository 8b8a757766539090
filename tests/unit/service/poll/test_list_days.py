"""Which list days are read, and which papers a poll may still bring again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.paper import SourceKind
from bot.domain.ports import PollCommit
from bot.domain.readings import with_reading
from bot.service.poll.list_days import days_to_read, relisting_sources
from tests.support.fakes import DAY, FakeSource, sighting

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.domain.ports import Store
    from tests.support.fakes import Clock

YESTERDAY = DAY - timedelta(days=1)


def test_days_are_never_in_the_future() -> None:
    """A position ahead of today (a clock set back) still reads the previous and the open day."""
    assert days_to_read(date(2025, 11, 12), date(2025, 11, 20), full_week=False) == [YESTERDAY, DAY]


async def read_until(store: Store, now: Clock, day: date) -> partial[Coroutine[Any, Any, tuple[str, ...]]]:
    """A list that has been read up to a day."""
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(), position=day, subscriptions_version=version)
    )
    return partial(relisting_sources, store, [FakeSource()], now)


@pytest.mark.parametrize(("back", "read_before", "is_over"), [(6, 1, False), (7, 1, True), (7, 9, False)])
async def test_a_week_of_lists_is_read(
    store: Store, now: Clock, back: int, read_before: int, *, is_over: bool
) -> None:
    """And, after an outage, all since the last day that was read."""
    again = await read_until(store, now, DAY - timedelta(days=read_before))
    assert (await again(sighting(day=DAY - timedelta(days=back))) == ()) is is_over


async def test_lists_alone_bring_a_paper_again(store: Store, now: Clock) -> None:
    """As long as they are read; a stream brings it once, on whatever day that was."""
    again = await read_until(store, now, DAY - timedelta(days=1))
    announced = replace(sighting(source="arxiv"), kind=SourceKind.STREAM)
    assert await again(announced) == ()
    assert await again(with_reading(announced, sighting())) == ("huggingface",)
    assert await again(with_reading(announced, sighting().as_unannounced())) == ()
    assert await again(sighting(day=DAY - timedelta(days=40))) == ()
