"""The way of a message from its first attempt to its end, and back from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    claimed,
    message,
    minutes,
    planned,
    polled,
    sighting,
    subscribed,
)

if TYPE_CHECKING:
    from bot.domain.ports import Store

ENDS = [MessageState.DEAD, MessageState.UNCERTAIN, MessageState.DROPPED]


async def test_sending_is_recorded_before_the_request(store: Store) -> None:
    """mark_sending counts the attempt and keeps the bounds; the message stays leased."""
    leased = await claimed(store, 1)
    sending = await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=42)
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
    leased = await claimed(store, 1, 2)
    await store.mark_sent(leased.key, leased.claim, 1234, NOW + minutes(1))
    (sent,) = await store.messages([MessageState.SENT])
    assert (sent.message_id, sent.finished, sent.leased_until) == (1234, NOW + minutes(1), None)
    assert (await store.counts()).alerts[AlertState.SENT] == 2
    assert await store.claim_due(NOW + minutes(999), LEASE, 9) == ()
    assert await store.next_wake() is None


async def test_a_message_that_was_deleted_meanwhile_is_sent_without_id(store: Store) -> None:
    """None is a message id like any other, only unknown."""
    leased = await claimed(store, 1)
    await store.mark_sent(leased.key, leased.claim, None, NOW)
    (sent,) = await store.messages([MessageState.SENT])
    assert sent.message_id is None
    assert await store.newest_message_id(HERE) is None


@pytest.mark.parametrize("in_doubt", [True, False])
async def test_retrying_ends_the_lease(store: Store, *, in_doubt: bool) -> None:
    """Ready again without its attempt when surely not posted; still sending with its bounds when in doubt."""
    leased = await claimed(store, 1)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=42)
    await store.retry_at(leased.key, leased.claim, NOW + minutes(2), "Discord is away.", in_doubt=in_doubt)
    (waiting,) = await store.messages([MessageState.READY, MessageState.SENDING])
    expected = (MessageState.SENDING, NOW, 42) if in_doubt else (MessageState.READY, None, None)
    assert (waiting.state, waiting.first_attempt, waiting.after) == expected
    assert (waiting.reason, waiting.attempts, waiting.leased_until) == ("Discord is away.", 1, None)
    assert await store.next_wake() == NOW + minutes(2)
    (again,) = await store.claim_due(NOW + minutes(2), LEASE, 9)
    assert again.claim != leased.claim


@pytest.mark.parametrize("state", ENDS)
async def test_finishing_is_final(store: Store, state: MessageState) -> None:
    """The message and its alerts end in the same state, with the reason."""
    leased = await claimed(store, 1, 2)
    await store.finish(leased.key, leased.claim, state, "Because.", NOW)
    (done,) = await store.messages([state])
    assert (done.reason, done.finished, done.leased_until) == ("Because.", NOW, None)
    assert (await store.counts()).alerts[AlertState(state.value)] == 2
    assert await store.claim_due(NOW + minutes(999), LEASE, 9) == ()


async def test_a_message_cannot_be_finished_as_sent_or_open(store: Store) -> None:
    """Only the states that the port names end a message through finish."""
    leased = await claimed(store, 1)
    for state in (MessageState.SENT, MessageState.READY, MessageState.SENDING):
        with pytest.raises(ValueError, match="does not end"):
            await store.finish(leased.key, leased.claim, state, "no", NOW)


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
    leased = await claimed(store, 1)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=42)
    await store.finish(leased.key, leased.claim, state, "x", NOW)
    assert await store.requeue(leased.key, NOW + minutes(1))
    (again,) = await store.claim_due(NOW + minutes(1), LEASE, 9)
    assert (again.key, again.state, again.attempts) == (leased.key, MessageState.READY, 0)
    assert (again.finished, again.reason) == (None, None)
    assert again.payload == leased.payload
    assert (await store.counts()).alerts[AlertState.PLANNED] == 1


async def test_parts_take_the_place_of_a_message(store: Store) -> None:
    """One write drops the whole, ties its alerts to the parts, and drops those of no part; the claim fences it."""
    whole = await claimed(store, 1, 2, 3)
    await store.mark_sending(whole.key, whole.claim, first_attempt=NOW, after=None)
    parts = [message(1, created=NOW - minutes(1)), message(2, created=NOW - minutes(1))]
    with pytest.raises(ConflictError):
        await store.split(whole.key, whole.claim + 1, parts, reason="No.", at=NOW)
    await store.split(whole.key, whole.claim, parts, reason="No.", at=NOW)
    [dropped] = await store.messages([MessageState.DROPPED])
    assert (dropped.key, dropped.reason, dropped.in_doubt) == (whole.key, "No.", False)
    assert [m.key for m in await store.messages([MessageState.READY])] == [part.key for part in parts]
    counts = (await store.counts()).alerts
    assert (counts[AlertState.PLANNED], counts[AlertState.DROPPED]) == (2, 1)
    found = await store.find_alert(HERE, parts[1].paper_ids[0])
    assert found is not None
    assert found[0].message_key == parts[1].key
    with pytest.raises(ConflictError):
        await store.split(whole.key, whole.claim, parts, reason="No.", at=NOW)


async def test_a_message_can_be_made_anew(store: Store) -> None:
    """A part that has the key of the whole takes its place with other words, and counts its claims on."""
    whole = await claimed(store, 1)
    part = message(1, created=NOW - minutes(1), payload={"content": "Other words."})
    await store.split(whole.key, whole.claim, [part], reason="No.", at=NOW)
    [again] = await store.claim_due(NOW, LEASE, 9)
    assert (again.key, again.payload, again.created) == (whole.key, part.payload, part.created)
    assert (again.claim, again.reason, again.finished) == (whole.claim + 1, None, None)
    assert await store.messages([MessageState.DROPPED]) == ()
    found = await store.find_alert(HERE, part.paper_ids[0])
    assert found is not None
    assert (found[0].state, found[0].message_key) == (AlertState.PLANNED, whole.key)


async def test_what_is_wanted_after_all_is_in_a_part(store: Store) -> None:
    """Where a subscription of a stored paper in no part exists nothing has changed."""
    await subscribed(store)
    whole = await claimed(store, 1, 2)
    await polled(store, sightings=(sighting(2),))
    with pytest.raises(ConflictError):
        await store.split(whole.key, whole.claim, [message(1)], reason="No.", at=NOW)
    assert [m.key for m in await store.messages(list(MessageState))] == [whole.key]
    assert (await store.counts()).alerts[AlertState.PLANNED] == 2
    await store.split(whole.key, whole.claim, [message(2)], reason="No.", at=NOW)
    counts = (await store.counts()).alerts
    assert (counts[AlertState.PLANNED], counts[AlertState.DROPPED]) == (1, 1)


async def test_a_part_that_exists_already_splits_nothing(store: Store) -> None:
    """Nothing at all has changed then."""
    await planned(store, message(1, created=NOW + minutes(1)))
    whole = await claimed(store, 2, 3)
    before = await store.messages(list(MessageState))
    with pytest.raises(ConflictError):
        await store.split(whole.key, whole.claim, [message(2), message(1)], reason="No.", at=NOW)
    assert await store.messages(list(MessageState)) == before


async def test_an_unfinished_message_is_hurried(store: Store) -> None:
    """One that waits for its next try is tried now; what is known of its doubt and its attempts stays."""
    leased = await claimed(store, 1)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=42)
    await store.retry_at(leased.key, leased.claim, NOW + minutes(9), "503", in_doubt=True, attempts=7)
    assert await store.requeue(leased.key, NOW + minutes(1))
    (again,) = await store.claim_due(NOW + minutes(1), LEASE, 9)
    assert (again.state, again.attempts, again.first_attempt) == (MessageState.SENDING, 7, NOW)
    assert again.after == 42
    await store.retry_at(again.key, again.claim, NOW + minutes(9), "429", in_doubt=False)
    assert await store.requeue(leased.key, NOW + minutes(1))
    (ready,) = await store.claim_due(NOW + minutes(1), LEASE, 9)
    assert ready.state is MessageState.READY


async def test_what_is_in_work_or_over_is_not_queued_again(store: Store) -> None:
    """False for one that is absent, leased, sent or dropped."""
    assert not await store.requeue("none", NOW)
    leased = await claimed(store, 1)
    assert not await store.requeue(leased.key, NOW)
    await store.mark_sent(leased.key, leased.claim, 1, NOW)
    assert not await store.requeue(leased.key, NOW)
    dropped = await claimed(store, 2)
    await store.finish(dropped.key, dropped.claim, MessageState.DROPPED, "x", NOW)
    assert not await store.requeue(dropped.key, NOW)


async def test_the_newest_message_id_is_the_highest_of_a_destination(store: Store) -> None:
    """Ids are known by destination, in whatever order they came."""
    for number, (to, posted) in enumerate([(HERE, 50), (HERE, 40), (THERE, 90)]):
        leased = await claimed(store, number, to=to)
        await store.mark_sent(leased.key, leased.claim, posted, NOW)
    assert await store.newest_message_id(HERE) == 50
    assert await store.newest_message_id(THERE) == 90
    assert await store.newest_message_id(333) is None
