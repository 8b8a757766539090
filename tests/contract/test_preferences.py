"""Preferences of a destination, and their effect on pending alerts."""

from dataclasses import replace
from datetime import time

import pytest

from bot.domain.alert import QUIET_HOURS
from bot.domain.errors import ConflictError
from bot.domain.ports import Store
from bot.domain.preferences import DEFAULTS, Look, Preferences
from tests.contract.engines import Reopening
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    subscribed,
)

CHOSEN = Preferences(
    look=Look.COMPACT,
    digest_time=time(7, 30),
    digest_weekday=0,
    zone="Europe/Berlin",
    quiet_from=time(22),
    quiet_until=time(6, 45),
    most_a_day=5,
    role_id=2**63 - 1,
    thread_per_alert=True,
    living=False,
    versions=True,
)


async def test_preferences_move_what_waits(store: Store):
    """Named pending alerts get their new time; all others keep theirs."""
    await subscribed(store)
    await polled(store, alert(1), alert(2), alert(1, THERE), alert(3))
    await store.plan([message(3)], [], NOW)
    later = NOW + minutes(90)
    moved = {alert(1): later, alert(3): later, alert(9): later}
    assert await store.set_preferences(HERE, CHOSEN, due=moved)
    assert await store.pending(HERE) == (alert(2), alert(1, due=later, created=NOW))
    assert await store.due_alerts(NOW, 9) == (alert(2), alert(1, THERE))
    planned = await store.find_alert(HERE, paper_name(3))
    assert planned is not None
    assert planned[0].due == NOW


@pytest.mark.parametrize("end", [CHOSEN, DEFAULTS])
async def test_preferences_let_go_of_what_waits_for_quiet_hours(
    store: Store, reopening: Reopening, end: Preferences
):
    """Changed preferences retry messages that wait for quiet hours at once, and no others."""
    for place in (HERE, THERE):
        await subscribed(store, to=place)
        await store.set_preferences(place, replace(DEFAULTS, quiet_from=time(1), quiet_until=time(2)), due={})
    await planned(store, message(1), message(1, to=THERE), message(2))
    for taken in await store.claim_due(NOW, LEASE, 9):
        await store.retry_at(taken.key, taken.claim, NOW + minutes(60), QUIET_HOURS, in_doubt=False)
    where = await store.destination(HERE)
    assert where is not None
    await store.set_preferences(HERE, where.preferences, due={})
    assert await store.next_wake() == NOW + minutes(60)
    await store.set_preferences(HERE, end, due={})
    store = await reopening.again()
    [first] = await store.claim_due(NOW, LEASE, 9)
    assert (first.key, first.leased_until) == (message(1).key, NOW + LEASE)
    await store.retry_at(first.key, first.claim, NOW + minutes(60), "Discord is away.", in_doubt=False)
    await store.set_preferences(HERE, replace(end, most_a_day=7), due={})
    assert await store.claim_due(NOW, LEASE, 9) == ()


async def test_who_judges_by_former_preferences_loses_the_claim(store: Store):
    """A claimed message that is not being sent loses its claim; one that is being sent keeps it."""
    await subscribed(store)
    await subscribed(store, "bbbbb", THERE)
    await planned(store, message(1), message(1, to=THERE))
    ready, sending = sorted(await store.claim_due(NOW, LEASE, 9), key=lambda taken: taken.destination_id)
    await store.mark_sending(sending.key, sending.claim, first_attempt=NOW, after=None)
    for place in (HERE, THERE):
        assert await store.set_preferences(place, CHOSEN, due={})
    with pytest.raises(ConflictError):
        await store.retry_at(ready.key, ready.claim, NOW + minutes(60), QUIET_HOURS, in_doubt=False)
    assert [again.key for again in await store.claim_due(NOW, LEASE, 9)] == [ready.key]
    await store.mark_sent(sending.key, sending.claim, 7, NOW)


async def test_a_gathered_alert_waits_for_its_digest(store: Store):
    """A poll that matches a deferred alert again adds the subscription and does not make it due sooner."""
    await polled(store, alert(1), alert(2))
    later = NOW + minutes(60)
    gathered, held = replace(alert(1), due=later, deferred_to_digest=True), replace(alert(2), due=later)
    await store.plan([], [], NOW, postponed=[gathered, held])
    await polled(store, alert(1, subscriptions=["bbbbb"]), alert(2, subscriptions=["bbbbb"]))
    both = ("aaaaa", "bbbbb")
    assert await store.pending(HERE) == (
        alert(2, subscriptions=both),
        replace(gathered, subscriptions=both),
    ), "one that is not gathered goes by the earlier moment"


async def test_preferences_replace_only_the_expected_ones(store: Store):
    """Preferences that somebody else changed meanwhile stay as they are."""
    await subscribed(store)
    assert await store.set_preferences(HERE, CHOSEN, due={}, expected=DEFAULTS)
    assert not await store.set_preferences(HERE, DEFAULTS, due={}, expected=DEFAULTS)
    found = await store.destination(HERE)
    assert found is not None
    assert found.preferences == CHOSEN
