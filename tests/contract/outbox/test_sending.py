"""A message from its first attempt to its final state, and its retry from there."""

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import Store
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    claimed,
    message,
    minutes,
    polled,
    sighting,
    subscribed,
)


async def test_parts_take_the_place_of_a_message(store: Store):
    """One write drops the message, ties its alerts to the parts, drops those in no part, and needs the claim."""
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


async def test_a_message_can_be_made_anew(store: Store):
    """A part with the key of the message replaces it and continues its count of claims."""
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


async def test_what_is_wanted_after_all_is_in_a_part(store: Store):
    """A split is a conflict if a subscription wants a stored paper that is in no part."""
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
