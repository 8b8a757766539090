"""Following the store: its start, and concurrent questions, cancellations, closing and polls."""

import asyncio
import sqlite3
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.search.index_file import Index, open_index
from bot.search.past_papers import PastIndex, following
from tests.support.fakes import sighting
from tests.unit.search.indexes import ids, stored


def trees(number: int) -> Sighting:
    return sighting(f"2511.{number:05}", title="Trees")


async def test_many_who_ask_at_once_share_a_reading(store: Store, past: PastIndex):
    """Concurrent questions during an update share one more update."""
    await stored(store, trees(1))
    first = asyncio.create_task(past.catch_up())
    await asyncio.sleep(0)
    await stored(store, trees(2))
    await asyncio.gather(first, past.catch_up(), past.catch_up(), past.catch_up())
    assert len(await ids(past)) == 2


async def test_closing_in_the_middle_leaves_the_rest_for_the_next_start(store: Store, folder: Path):
    """Closing cancels waiting callers, and works for an unopened index."""
    await stored(store, trees(1))
    past = PastIndex(store, folder)
    waiting = asyncio.create_task(past.catch_up())
    await asyncio.sleep(0)
    await past.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    again = PastIndex(store, folder)
    assert len(await ids(again)) == 1
    await again.close()
    await PastIndex(store, folder).close()


async def test_closing_while_the_file_is_opened_lets_go_of_it(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """An index opened during closing is closed too, so that another process can use it."""
    opening, go_on, made = threading.Event(), threading.Event(), list[Index]()

    def slowly(*args: Any) -> Index:
        opening.set()
        assert go_on.wait(10)
        made.append(open_index(*args))
        return made[0]

    monkeypatch.setattr("bot.search.index_updates.open_index", slowly)
    past = PastIndex(store, folder)
    waiting = asyncio.create_task(past.catch_up())
    assert await asyncio.to_thread(opening.wait, 10)
    closing = asyncio.create_task(past.close())
    await asyncio.wait({waiting})
    go_on.set()
    await closing
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].release_memory()
    open_index(folder, 1).close()


async def test_all_who_ask_a_broken_index_are_told(store: Store, past: PastIndex):
    """After the first error all questions get the same sentence."""
    await stored(store, trees(1))
    await past.catch_up()

    def broken(_: Index):
        raise OSError(5, "Input/output error")

    told = await asyncio.gather(*(past.run(broken) for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in told] == [NotReadyError, NotReadyError]
    with pytest.raises(NotReadyError, match="Input/output error"):
        await past.run(lambda _: None)
    await past.catch_up()
    assert len(await ids(past)) == 1


async def test_a_store_that_never_rests_is_compared_a_few_times(store: Store, past: PastIndex):
    """With polls during each comparison the check ends after a few, and the index is rebuilt."""
    await stored(store, trees(1))
    await past.catch_up()
    index = past._index
    assert index is not None
    changed, numbers = store.changed_days, iter(range(2, 99))

    def changing(known: dict[date, int]) -> object:
        async def days() -> object:
            async for day, marks in changed(known):
                if not known:  # it is a comparison
                    await stored(store, trees(next(numbers)))
                    yield day, {**marks, "none": 1}
                else:
                    yield day, marks

        return days()

    store.changed_days = changing  # pyright: ignore[reportAttributeAccessIssue] - for a while
    (said,) = await past.check()
    assert "rebuilt" in said
    store.changed_days = changed
    assert await past.check() == ()
    assert len(await ids(past)) == next(numbers) - 1


async def ready(past: PastIndex):
    """Wait without asking a question, which would start an update."""
    async with asyncio.timeout(30):
        while not past.state().ready:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.001)


async def test_it_leaves_the_start_to_what_is_more_urgent(store: Store, folder: Path):
    """The file is opened only after a poll or a question."""
    await stored(store, sighting())
    async with following(store, folder) as past:
        await asyncio.sleep(0.1)
        assert not folder.exists()  # noqa: ASYNC240 - a local one
        past.update_soon()
        await ready(past)
        assert past.state().papers == 1


async def test_it_stands_back_for_what_a_poll_brought(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Indexing waits while a poll's papers are posted, and questions are still answered."""
    monkeypatch.setattr("bot.search.index_updates._DELAY_AFTER_POLL", 3_600.0)
    await stored(store, sighting())
    async with following(store, folder) as past:
        past.update_soon()
        await asyncio.sleep(0.1)
        assert not folder.exists()  # noqa: ASYNC240 - a local one
        assert len((await past.find(None, since=date.min, most=9)).days) == 1


async def test_it_begins_by_itself_after_some_seconds(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Indexing starts after some seconds without a poll."""
    monkeypatch.setattr("bot.search.index_updates._START_DELAY", 0.0)
    async with following(store, folder) as past:
        await ready(past)


async def test_it_rests_when_all_is_written(store: Store, folder: Path):
    """`on_idle` is called after writing, and not without changes."""
    rests = list[int]()
    await stored(store, sighting())
    async with following(store, folder, on_idle=lambda: rests.append(past.state().papers)) as past:
        await past.catch_up()
        assert len(rests) == 1
        await past.catch_up()
        assert len(rests) == 1
