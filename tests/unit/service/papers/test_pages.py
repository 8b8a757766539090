"""Remembering the order of long answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import Order, PollCommit
from bot.service.papers.archive import Archive
from bot.service.papers.coverage import coverage
from bot.service.papers.pages import Orders, Page, Pages, Question, Ranked
from tests.support.fakes import Clock, sighting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Store
    from bot.search.past import PastIndex

UPVOTED = Question(query=None, days=90, order=Order.UPVOTED)


def ranked(*ids: str) -> Ranked:
    return Ranked(ids, len(ids), coverage({}))


async def vote(store: Store, now: Clock, votes: Sequence[int]) -> None:
    found = (sighting(f"2511.{n:05}", upvotes=count) for n, count in enumerate(votes))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(found)))


async def test_a_single_page_is_not_remembered(store: Store, past: PastIndex, now: Clock) -> None:
    """It has no buttons that could ask for it."""
    await vote(store, now, range(5))
    assert (await Pages(Archive(store, past, [], now)).part(UPVOTED, Page(0, 5))).key == ""
    assert (await Pages(Archive(store, past, [], now)).part(UPVOTED, Page(0, 4))).key != ""


@pytest.mark.parametrize(("others", "kept"), [(299, True), (300, False)])
def test_so_many_orders_are_remembered(now: Clock, others: int, *, kept: bool) -> None:
    """Of more, those that were looked at last."""
    orders = Orders(now)
    key, used = orders.keep(ranked("a")), orders.keep(ranked("b"))
    for _ in range(others - 1):
        orders.get(used)
        orders.keep(ranked("c"))
    assert (orders.get(key) is not None) is kept
    assert orders.get(used) == ranked("b")


async def test_of_very_many_so_many_pages_are_turned(store: Store, past: PastIndex, now: Clock) -> None:
    """All that match are counted, and the last page that is kept has the last of the first 500."""
    await vote(store, now, range(501))
    part = await Pages(Archive(store, past, [], now)).part(UPVOTED, Page(999, 100))
    assert (part.total, part.pages, part.number) == (501, 5, 4)
    assert part.sightings[-1].signals.upvotes == 1
