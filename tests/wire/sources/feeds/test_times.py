"""Feeds and time: what was missed for long, and clocks that are wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.wire.sources.feeds.conftest import NOW, POSTS

if TYPE_CHECKING:
    from tests.wire.sources.feeds.conftest import Reader


async def test_what_appeared_in_more_than_a_month_is_learned(reader: Reader) -> None:
    """That is said; after a shorter time it is announced."""
    await reader.read(POSTS[2:])
    part = await reader.read(POSTS[1:], NOW + timedelta(days=30))
    assert (len(part.announced), part.learned, part.gap) == (1, False, None)
    part = await reader.read(POSTS, NOW + timedelta(days=61))
    assert (len(part.announced), part.learned) == (1, True)
    assert part.gap == "The lab was not read for 31 days: what appeared in that time is not posted."


@pytest.mark.parametrize("wrong", [timedelta(days=-730), timedelta(days=60)], ids=["behind", "ahead"])
async def test_one_wrong_clock_takes_no_news_away(reader: Reader, wrong: timedelta) -> None:
    """Ours or the server's, whatever it says: by the other one no month has passed."""
    right = timedelta()
    await reader.read(POSTS[6:])
    clocks = [(wrong, right), (wrong, right), (right, right), (right, wrong), (right, right)]
    for number, (ours, theirs) in enumerate(clocks):
        part = await reader.read(POSTS[5 - number :], NOW + ours, NOW + theirs)
        assert (len(part.announced), part.learned, part.gap) == (1, False, None)
        assert part.announced[0].signals.list_day == NOW.date()


async def test_an_empty_answer_is_not_what_is_learned(reader: Reader) -> None:
    """The first items are, of a feed, of another address, or after a month."""
    await reader.read([])
    assert (await reader.read(POSTS[:10])).learned
    late = NOW + timedelta(days=40)
    await reader.read([], late)
    assert (await reader.read(POSTS, late)).learned
