"""Remembering the order of long answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.domain.ports import Order, PollCommit
from bot.service.papers.archive import Archive
from bot.service.papers.coverage import coverage
from bot.service.papers.pages import Orders, Page, Pages, Question, Ranked
from tests.support.fakes import Clock, sighting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Findings, PastPapers, Store
    from bot.search.past import PastIndex
    from bot.service.papers.pages import Part

UPVOTED = Question(query=None, days=90, order=Order.UPVOTED)


def ranked(*ids: str) -> Ranked:
    return Ranked(ids=ids, total=len(ids), coverage=coverage({}))


class Gated:
    """Past papers whose answers come late, each when its gate is opened."""

    def __init__(self, past: PastIndex) -> None:
        self._past = past
        self.gates: list[asyncio.Event] = []
        self.found = asyncio.Event()

    async def find(self, *asked: Any, **options: Any) -> Findings:
        findings = await self._past.find(*asked, **options)
        self.found.set()
        if self.gates:
            await self.gates.pop(0).wait()
        return findings


async def vote(store: Store, now: Clock, votes: Sequence[int]) -> None:
    found = (sighting(f"2511.{n:05}", upvotes=count) for n, count in enumerate(votes))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(found)))


def numbers(part: Part) -> list[str]:
    return [one.paper.number for one in part.sightings]


async def test_two_who_turn_the_same_page_at_once_see_the_same(store: Store, past: PastIndex, now: Clock) -> None:
    """Whoever is answered first decides how the order goes on; the other, who asked before a vote, gets that."""
    await vote(store, now, range(60))
    gated = Gated(past)
    pages = Pages(Archive(store, cast("PastPapers", gated), [], now))
    key = (await pages.part(UPVOTED, Page(0, 5))).key
    early, late = gated.gates = [asyncio.Event(), asyncio.Event()]
    gated.found.clear()
    first = asyncio.create_task(pages.part(UPVOTED, Page(10, 5, key)))
    await asyncio.wait_for(gated.found.wait(), 30)
    await vote(store, now, [10 - n for n in range(10)] + [100] * 50)
    gated.found.clear()
    second = asyncio.create_task(pages.part(UPVOTED, Page(10, 5, key)))
    await asyncio.wait_for(gated.found.wait(), 30)
    late.set()
    shown = numbers(await second)
    early.set()
    assert numbers(await first) == shown == [f"2511.{n:05}" for n in range(5)]
    rest = numbers(await pages.part(UPVOTED, Page(11, 5, key)))
    assert rest == [f"2511.{n:05}" for n in range(5, 10)]


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


async def test_what_matches_no_more_stays_on_its_page(store: Store, past: PastIndex, now: Clock) -> None:
    """Turned to the end, everything that matched at first or matches at last was shown once."""
    await vote(store, now, [50] * 60)
    pages, question = Pages(Archive(store, past, [], now)), Question(query="upvotes:>=50", days=90)
    part = await pages.part(question, Page(0, 10))
    shown = numbers(part)
    await vote(store, now, [*[0] * 20, *[50] * 35, *[0] * 5, *[60] * 5])  # 45 match: 15 less than at first
    for number in range(1, 9):
        part = await pages.part(question, Page(number, 10, part.key))
        shown += numbers(part) if part.number == number else []
    assert sorted(shown) == [f"2511.{n:05}" for n in (*range(55), *range(60, 65))]
    assert (part.total, part.pages) == (60, 6)
