"""Alerts that are due, and planning the messages that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.makers import NOW, THERE, alert, minutes, polled

if TYPE_CHECKING:
    from bot.domain.ports import Store


async def test_the_limit_bounds_alerts_and_splits_only_a_first_destination_with_many(store: Store) -> None:
    """Up to twice the limit the first destination comes whole; of more, the first alerts come alone."""
    here = [alert(n, due=NOW - minutes(1)) for n in range(5)]
    await polled(store, *here, alert(7, THERE))
    assert await store.due_alerts(NOW, 2) == tuple(here[:2])
    assert await store.due_alerts(NOW, 3) == tuple(here)
    assert len(await store.due_alerts(NOW, 5)) == 5
    assert len(await store.due_alerts(NOW, 6)) == 6
