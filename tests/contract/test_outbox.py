"""Due alerts, planning, claims and the ends of messages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.subscription import Block, BlockCause
from tests.contract.given import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    claimed,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    subscribed,
)

if TYPE_CHECKING:
    from bot.domain.ports import Store

ENDS = [MessageState.DEAD, MessageState.UNCERTAIN, MessageState.DROPPED]


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


async def test_the_limit_bounds_alerts_but_never_splits_the_first_destination(store: Store) -> None:
    """The first destination comes whole however low the limit."""
    here = [alert(n, due=NOW - minutes(1)) for n in range(5)]
    await polled(store, *here, alert(7, THERE))
    assert await store.due_alerts(NOW, 2) == tuple(here)
    assert len(await store.due_alerts(NOW, 5)) == 5
    assert len(await store.due_alerts(NOW, 6)) == 6


async def test_planning_ties_alerts_to_messages(store: Store) -> None:
    """Planned alerts are no longer due and their message is stored as given."""
    await polled(store, alert(1), alert(2), alert(3))
    made = message(1, 2)
    await store.plan([made], [alert(3).key], NOW)
    assert await store.due_alerts(NOW, 10) == ()
    assert await store.messages([MessageState.READY]) == (made,)
    counts = await store.counts()
    assert counts.alerts[AlertState.PLANNED] == 2
    assert counts.alerts[AlertState.DROPPED] == 1


async def test_what_is_owed_is_found_by_destination_and_paper(store: Store) -> None:
    """An alert is given alone while it waits, then with the message that carries it, also once that is sent."""
    await polled(store, alert(1), alert(1, THERE))
    assert await store.find_alert(HERE, paper_name(1)) == (alert(1), None)
    assert await store.find_alert(HERE, paper_name(2)) is None
    await store.plan([message(1)], [], NOW)
    (taken,) = await store.claim_due(NOW, LEASE, 1)
    await store.mark_sent(taken.key, taken.claim, 77, NOW)
    owed = await store.find_alert(HERE, paper_name(1))
    assert owed is not None
    assert owed[0].state is AlertState.SENT
    assert owed[1] is not None
    assert (owed[1].state, owed[1].message_id) == (MessageState.SENT, 77)
    assert await store.find_alert(THERE, paper_name(1)) == (alert(1, THERE), None)


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
        "dropped and planned": ([message(2)], [alert(2).key]),
        "dropped twice": ([], [alert(2).key, alert(2).key]),
        "message exists": ([message(2), message(1)], []),
    }[case]
    with pytest.raises(ConflictError):
        await store.plan(messages, dropped, NOW)
    assert await store.due_alerts(NOW, 10) == (alert(2),)
    assert [m.key for m in await store.messages(list(MessageState))] == [message(1).key]


async def test_a_claim_leases_a_message(store: Store) -> None:
    """A claimed message has a fresh token and a lease, and nobody else gets it while that lasts."""
    await planned(store, message(1))
    (taken,) = await store.claim_due(NOW, LEASE, 5)
    assert taken.claim > 0
    assert taken.leased_until == NOW + LEASE
    assert await store.claim_due(NOW, LEASE, 5) == ()
    assert await store.next_wake() == NOW + LEASE


async def test_an_expired_lease_can_be_claimed_again(store: Store) -> None:
    """After the lease the message is due again under another token, and the old one is lost."""
    first = await claimed(store, 1)
    assert await store.claim_due(NOW + LEASE - timedelta(seconds=1), LEASE, 5) == ()
    (second,) = await store.claim_due(NOW + LEASE, LEASE, 5)
    assert second.claim != first.claim
    with pytest.raises(ConflictError):
        await store.mark_sent(first.key, first.claim, 1, NOW)
    await store.mark_sent(second.key, second.claim, 1, NOW)


async def test_one_message_per_destination_the_oldest(store: Store) -> None:
    """A channel reads in order: the younger one waits until the older is finished, even while it is retried."""
    old, young, other = message(2), message(1, created=NOW + minutes(1)), message(3, to=THERE)
    await planned(store, young, old, other)
    later = NOW + minutes(5)
    taken = {m.key: m for m in await store.claim_due(later, LEASE, 9)}
    assert set(taken) == {old.key, other.key}
    await store.mark_sent(other.key, taken[other.key].claim, 4, later)
    await store.retry_at(old.key, taken[old.key].claim, later + minutes(60), "away", in_doubt=False)
    assert await store.claim_due(later, LEASE, 9) == ()
    (again,) = await store.claim_due(later + minutes(60), LEASE, 9)
    await store.mark_sent(again.key, again.claim, 5, later)
    assert [m.key for m in await store.claim_due(later + minutes(60), LEASE, 9)] == [young.key]


async def test_messages_of_one_moment_keep_the_order_of_their_plan(store: Store) -> None:
    """Digest parts that were planned together are posted in that order."""
    parts = [message(n) for n in (7, 3, 9, 1, 5)]
    await planned(store, *parts)
    posted: list[str] = []
    while found := await store.claim_due(NOW, LEASE, 9):
        await store.mark_sent(found[0].key, found[0].claim, len(posted) + 1, NOW)
        posted += [m.key for m in found]
    assert posted == [m.key for m in parts]


async def test_claims_come_by_next_try_up_to_the_limit(store: Store) -> None:
    """The message that has waited longest for its try is claimed first."""
    await planned(
        store, *(message(n, to=n, next_try=NOW - minutes(n), created=NOW - minutes(90)) for n in (1, 3, 2, 4))
    )
    assert [m.destination_id for m in await store.claim_due(NOW, LEASE, 3)] == [4, 3, 2]
    assert [m.destination_id for m in await store.claim_due(NOW, LEASE, 3)] == [1]


async def test_a_message_whose_time_has_not_come_is_not_claimed(store: Store) -> None:
    """next_try is respected, and next_wake names it."""
    await planned(store, message(1, next_try=NOW + minutes(3)))
    assert await store.claim_due(NOW, LEASE, 9) == ()
    assert await store.next_wake() == NOW + minutes(3)


async def test_sending_is_recorded_before_the_request(store: Store) -> None:
    """mark_sending counts the attempt and keeps the bounds; the message stays leased."""
    taken = await claimed(store, 1)
    sending = await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=42)
    assert (sending.state, sending.attempts, sending.first_attempt, sending.after) == (
        MessageState.SENDING,
        1,
        NOW,
        42,
    )
    assert await store.messages([MessageState.SENDING]) == (sending,)
    assert await store.claim_due(NOW, LEASE, 9) == ()
    (again,) = await store.claim_due(NOW + LEASE, LEASE, 9)
    assert (again.state, again.first_attempt, again.after) == (MessageState.SENDING, NOW, 42)


async def test_sent_is_final(store: Store) -> None:
    """A sent message keeps its id, its alerts are sent, and it never comes up again."""
    taken = await claimed(store, 1, 2)
    await store.mark_sent(taken.key, taken.claim, 1234, NOW + minutes(1))
    (sent,) = await store.messages([MessageState.SENT])
    assert (sent.message_id, sent.finished, sent.leased_until) == (1234, NOW + minutes(1), None)
    assert (await store.counts()).alerts[AlertState.SENT] == 2
    assert await store.claim_due(NOW + minutes(999), LEASE, 9) == ()
    assert await store.next_wake() is None


async def test_a_message_that_was_deleted_meanwhile_is_sent_without_id(store: Store) -> None:
    """None is a message id like any other, only unknown."""
    taken = await claimed(store, 1)
    await store.mark_sent(taken.key, taken.claim, None, NOW)
    (sent,) = await store.messages([MessageState.SENT])
    assert sent.message_id is None
    assert await store.newest_message_id(HERE) is None


@pytest.mark.parametrize("in_doubt", [True, False])
async def test_retrying_ends_the_lease(store: Store, *, in_doubt: bool) -> None:
    """Ready again without its attempt when surely not posted; still sending with its bounds when in doubt."""
    taken = await claimed(store, 1)
    await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=42)
    await store.retry_at(taken.key, taken.claim, NOW + minutes(2), "Discord is away.", in_doubt=in_doubt)
    (waiting,) = await store.messages([MessageState.READY, MessageState.SENDING])
    expected = (MessageState.SENDING, NOW, 42) if in_doubt else (MessageState.READY, None, None)
    assert (waiting.state, waiting.first_attempt, waiting.after) == expected
    assert (waiting.reason, waiting.attempts, waiting.leased_until) == ("Discord is away.", 1, None)
    assert await store.next_wake() == NOW + minutes(2)
    (again,) = await store.claim_due(NOW + minutes(2), LEASE, 9)
    assert again.claim != taken.claim


@pytest.mark.parametrize("state", ENDS)
async def test_finishing_is_final(store: Store, state: MessageState) -> None:
    """The message and its alerts end in the same state, with the reason."""
    taken = await claimed(store, 1, 2)
    await store.finish(taken.key, taken.claim, state, "Because.", NOW)
    (done,) = await store.messages([state])
    assert (done.reason, done.finished, done.leased_until) == ("Because.", NOW, None)
    assert (await store.counts()).alerts[AlertState(state.value)] == 2
    assert await store.claim_due(NOW + minutes(999), LEASE, 9) == ()


async def test_a_message_cannot_be_finished_as_sent_or_open(store: Store) -> None:
    """Only the states that the port names end a message through finish."""
    taken = await claimed(store, 1)
    for state in (MessageState.SENT, MessageState.READY, MessageState.SENDING):
        with pytest.raises(ValueError, match="does not end"):
            await store.finish(taken.key, taken.claim, state, "no", NOW)


@pytest.mark.parametrize("verb", ["mark_sending", "mark_sent", "retry_at", "finish"])
@pytest.mark.parametrize("loss", ["wrong token", "finished", "retried", "absent", "never claimed"])
async def test_every_verb_is_fenced_by_the_claim(store: Store, verb: str, loss: str) -> None:
    """Whoever lost the claim gets a conflict from each verb and changes nothing."""
    taken = await claimed(store, 1)
    key, claim = taken.key, taken.claim
    if loss == "wrong token":
        claim += 1
    elif loss == "finished":
        await store.finish(key, claim, MessageState.DEAD, "x", NOW)
    elif loss == "retried":
        await store.retry_at(key, claim, NOW, "x", in_doubt=False)
    elif loss == "absent":
        key = "no such message"
    else:
        await planned(store, message(2, to=THERE))
        key, claim = message(2, to=THERE).key, 0
    before = await store.messages(list(MessageState))
    calls = {
        "mark_sending": lambda: store.mark_sending(key, claim, first_attempt=NOW, after=1),
        "mark_sent": lambda: store.mark_sent(key, claim, 1, NOW),
        "retry_at": lambda: store.retry_at(key, claim, NOW, "y", in_doubt=True),
        "finish": lambda: store.finish(key, claim, MessageState.UNCERTAIN, "y", NOW),
    }
    with pytest.raises(ConflictError):
        await calls[verb]()
    assert await store.messages(list(MessageState)) == before


async def test_a_message_planned_anew_gives_no_token_again(store: Store) -> None:
    """Whoever still worked on it when it was dropped cannot end its second life."""
    old = await claimed(store, 1)
    await store.finish(old.key, old.claim, MessageState.DROPPED, "x", NOW)
    await polled(store, alert(1, subscriptions=["bbbbb"]))
    await store.plan([message(1)], [], NOW)
    (again,) = await store.claim_due(NOW, LEASE, 1)
    assert (again.key, again.attempts) == (old.key, 0)
    assert again.claim > old.claim
    with pytest.raises(ConflictError):
        await store.mark_sent(old.key, old.claim, 1, NOW)


async def test_messages_come_oldest_first(store: Store) -> None:
    """Messages are listed in order of creation, only those in the states asked for."""
    await planned(store, message(1, created=NOW + minutes(1)), message(2, to=THERE), message(3))
    (first,) = await store.claim_due(NOW, LEASE, 1)
    await store.finish(first.key, first.claim, MessageState.DEAD, "x", NOW)
    rest = [m.key for m in (message(2, to=THERE), message(3), message(1)) if m.key != first.key]
    assert [m.key for m in await store.messages([MessageState.READY])] == rest


@pytest.mark.parametrize("state", [MessageState.DEAD, MessageState.UNCERTAIN])
async def test_a_dead_letter_can_be_queued_again(store: Store, state: MessageState) -> None:
    """It is ready at once with a fresh count of attempts, its alerts planned."""
    taken = await claimed(store, 1)
    await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=42)
    await store.finish(taken.key, taken.claim, state, "x", NOW)
    assert await store.requeue(taken.key, NOW + minutes(1))
    (again,) = await store.claim_due(NOW + minutes(1), LEASE, 9)
    assert (again.key, again.state, again.attempts) == (taken.key, MessageState.READY, 0)
    assert (again.finished, again.reason) == (None, None)
    assert again.payload == taken.payload
    assert (await store.counts()).alerts[AlertState.PLANNED] == 1


async def test_only_dead_and_uncertain_messages_are_queued_again(store: Store) -> None:
    """False for one that is absent, waiting, sent or dropped."""
    assert not await store.requeue("none", NOW)
    taken = await claimed(store, 1)
    assert not await store.requeue(taken.key, NOW)
    await store.mark_sent(taken.key, taken.claim, 1, NOW)
    assert not await store.requeue(taken.key, NOW)
    dropped = await claimed(store, 2)
    await store.finish(dropped.key, dropped.claim, MessageState.DROPPED, "x", NOW)
    assert not await store.requeue(dropped.key, NOW)


async def test_the_newest_message_id_is_the_highest_of_a_destination(store: Store) -> None:
    """Ids are known by destination, in whatever order they came."""
    for number, (to, posted) in enumerate([(HERE, 50), (HERE, 40), (THERE, 90)]):
        taken = await claimed(store, number, to=to)
        await store.mark_sent(taken.key, taken.claim, posted, NOW)
    assert await store.newest_message_id(HERE) == 50
    assert await store.newest_message_id(THERE) == 90
    assert await store.newest_message_id(333) is None


async def test_a_message_is_wanted_while_one_subscription_lives(store: Store) -> None:
    """is_wanted follows the subscriptions of the message's alerts."""
    await subscribed(store, "aaaaa")
    await subscribed(store, "bbbbb")
    await polled(store, alert(1, subscriptions=["aaaaa"]), alert(2, subscriptions=["bbbbb"]))
    made = message(1, 2)
    await store.plan([made], [], NOW)
    assert await store.is_wanted(made.key)
    await store.remove_subscription("aaaaa")
    assert await store.is_wanted(made.key)
    await store.remove_subscription("bbbbb")
    assert not await store.is_wanted(made.key)
    assert not await store.is_wanted("no such message")


async def test_next_wake_is_the_earliest_of_alerts_and_messages(store: Store) -> None:
    """Alerts that are due later and messages to be tried later both count."""
    await polled(store, alert(1, due=NOW + minutes(30)))
    assert await store.next_wake() == NOW + minutes(30)
    await planned(store, message(2, to=THERE, next_try=NOW + minutes(10)))
    assert await store.next_wake() == NOW + minutes(10)


async def test_counts_tell_how_much_there_is(store: Store) -> None:
    """Every state is counted, none is missing."""
    await subscribed(store)
    await planned(store, message(1))
    await polled(store, alert(2, due=NOW + minutes(2)), alert(3, due=NOW + minutes(1)))
    counts = await store.counts()
    assert (counts.papers, counts.subscriptions, counts.destinations, counts.blocked) == (0, 1, 1, 0)
    assert counts.alerts == dict.fromkeys(AlertState, 0) | {AlertState.PENDING: 2, AlertState.PLANNED: 1}
    assert counts.messages == dict.fromkeys(MessageState, 0) | {MessageState.READY: 1}


async def test_counts_tell_what_has_waited_longest(store: Store) -> None:
    """An alert waits since it is due, a message since it was planned; what is blocked does not count."""
    await subscribed(store)
    await polled(store, alert(2, due=NOW + minutes(2)), alert(3, due=NOW + minutes(1)))
    assert (await store.counts()).oldest_due == NOW + minutes(1)
    await planned(store, message(1))
    assert (await store.counts()).oldest_due == NOW
    await store.set_block(HERE, Block(cause=BlockCause.PERMISSION, reason="Allow it.", since=NOW))
    assert (await store.counts()).oldest_due is None
