"""Stable order of long answers."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import pytest

from bot.domain.ports import Findings, Order, PollCommit, Store
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.pages import MAX_PAPERS, PageRequest, Pages, Part
from tests.support.fakes import Clock, sighting


async def vote(store: Store, now: Clock, votes: Sequence[int]):
    found = (sighting(f"2511.{n:05}", upvotes=count) for n, count in enumerate(votes))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(found)))


async def upvoted(store: Store, past: PastIndex, now: Clock, page: PageRequest) -> Part:
    find = partial(past.find, None, since=date.min, order=Order.UPVOTED, most=MAX_PAPERS)
    return await Pages(Archive(store, past, [], now)).part(page, find)


async def test_a_single_page_is_not_remembered(store: Store, past: PastIndex, now: Clock):
    """The order of a single page is not kept."""
    await vote(store, now, range(5))
    assert (await upvoted(store, past, now, PageRequest(0, 5))).key == ""
    assert (await upvoted(store, past, now, PageRequest(0, 4))).key != ""


@pytest.mark.parametrize(("others", "kept"), [(299, True), (300, False)])
async def test_so_many_orders_are_remembered(
    store: Store, past: PastIndex, now: Clock, others: int, *, kept: bool
):
    """Above the limit the orders used last are kept."""
    pages = Pages(Archive(store, past, [], now))
    asked: list[str] = []

    async def begin(letter: str, key: str = "") -> str:
        async def ask() -> Findings:
            asked.append(letter)
            return Findings(days={}, matches={}, ids=(letter, letter))

        return (await pages.part(PageRequest(0, 1, key), ask)).key

    key, used = await begin("a"), await begin("b")
    for _ in range(others - 1):
        await begin("b", used)
        await begin("c")
    assert asked.count("b") == 1
    assert (await begin("a", key) == key) is kept


async def test_of_very_many_so_many_pages_are_turned(store: Store, past: PastIndex, now: Clock):
    """All matches are counted, and the last page ends with the 500th."""
    await vote(store, now, range(501))
    part = await upvoted(store, past, now, PageRequest(999, 100))
    assert (part.total, part.pages, part.number) == (501, 5, 4)
    assert part.sightings[-1].signals.upvotes == 1
