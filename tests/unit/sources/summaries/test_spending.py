"""What a day of summaries costs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.sources.summaries.spending import NOTE, Spending, Spent

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock


async def test_a_day_has_its_number_of_requests(store: Store, now: Clock) -> None:
    """However many ask at once, and whoever asks after a restart; the next day begins anew."""
    spending = Spending(store, 3, now)
    taken = await asyncio.gather(*(spending.take() for _ in range(5)))
    assert taken.count(True) == 3
    again = Spending(store, 3, now)
    assert not await again.take()
    assert (await again.load()).requests == 3
    now.forward(days=1)
    assert again.today == Spent(day=now().date().isoformat())
    assert await again.take()
    assert again.today.requests == 1


async def test_everything_is_counted(store: Store, now: Clock) -> None:
    """Fallbacks are written with what comes next, and are told at once."""
    spending = Spending(store, 3, now)
    await spending.take()
    spending.fell_back()
    assert spending.today.fallbacks == 1
    await spending.count(written=1, prompt_tokens=10, completion_tokens=2)
    spending.fell_back()
    await spending.count(failed=1)
    day = now().date().isoformat()
    whole = Spent(day=day, requests=1, written=1, failed=1, fallbacks=2, prompt_tokens=10, completion_tokens=2)
    assert spending.today == whole
    assert await Spending(store, 3, now).load() == whole


@pytest.mark.parametrize("text", ["nonsense", "[]", "{}", '{"day":"2025-11-12","requests":"x"}', "[" * 100_000])
async def test_a_note_of_something_else_is_a_new_day(store: Store, now: Clock, text: str) -> None:
    """Rather than no summaries for ever."""
    await store.set_note(NOTE, text)
    assert await Spending(store, 1, now).take()
