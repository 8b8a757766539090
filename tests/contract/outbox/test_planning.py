"""Alerts that are due, and planning the messages that carry them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError
from tests.contract.makers import HERE, NOW, THERE, alert, message, minutes, paper_name, polled

if TYPE_CHECKING:
    from bot.domain.ports import Store


async def test_due_alerts_are_grouped_by_destination_oldest_first(store: Store) -> None:
    """Destinations by their oldest due, alerts by (due, created, paper id); what is not due yet is left out."""
    await polled(
        store,
        alert(5, THERE, due=NOW - minutes(5)),
        alert(4, HERE, due=NOW - minutes(9)),
        alert(3, HERE, due=NOW),
        alert(2, HERE, due=NOW),
        alert(1, HERE, due=NOW, created=NOW - minutes(30)),
        alert(6, HERE, due=NOW + minutes(1)),
    )
    found = [(a.destination_id, a.paper_id) for a in await store.due_alerts(NOW, 10)]
    assert found == [(HERE, paper_name(n)) for n in (4, 1, 2, 3)] + [(THERE, paper_name(5))]


async def test_the_limit_bounds_alerts_and_splits_only_a_first_destination_with_many(store: Store) -> None:
    """Up to twice the limit the first destination comes whole; of more, the first alerts come alone."""
    here = [alert(n, due=NOW - minutes(1)) for n in range(5)]
    await polled(store, *here, alert(7, THERE))
    assert await store.due_alerts(NOW, 2) == tuple(here[:2])
    assert await store.due_alerts(NOW, 3) == tuple(here)
    assert len(await store.due_alerts(NOW, 5)) == 5
    assert len(await store.due_alerts(NOW, 6)) == 6


@pytest.mark.parametrize(
    "case", ["planned", "absent", "twice", "dropped and planned", "dropped twice", "message exists"]
)
async def test_planning_what_is_not_pending_changes_nothing(store: Store, case: str) -> None:
    """One alert that is not pending, or one message that exists, makes the whole plan a conflict."""
    await polled(store, alert(1), alert(2))
    await store.plan([message(1)], [], NOW)
    messages, dropped = {
        "planned": ([message(2), message(1, 2)], []),
        "absent": ([message(2), message(3)], []),
        "twice": ([message(2), message(2)], []),
        "dropped and planned": ([message(2)], [alert(2)]),
        "dropped twice": ([], [alert(2), alert(2)]),
        "message exists": ([message(2), message(1)], []),
    }[case]
    with pytest.raises(ConflictError):
        await store.plan(messages, dropped, NOW)
    assert await store.due_alerts(NOW, 10) == (alert(2),)
    assert [m.key for m in await store.messages(list(MessageState))] == [message(1).key]


@pytest.mark.parametrize("is_dropped", [True, False])
async def test_what_another_wants_by_then_is_neither_dropped_nor_postponed(
    store: Store, *, is_dropped: bool
) -> None:
    """A reading may give an alert a subscription after it was read: then the whole plan is a conflict."""
    await polled(store, alert(1), alert(2))
    (read, other) = await store.due_alerts(NOW, 10)
    await polled(store, alert(1, subscriptions=["bbbbb"]))
    late = replace(read, due=NOW + minutes(60))
    with pytest.raises(ConflictError):
        await store.plan([message(2)], [read] if is_dropped else [], NOW, postponed=[] if is_dropped else [late])
    assert await store.due_alerts(NOW, 10) == (alert(1, subscriptions=["aaaaa", "bbbbb"]), other)
