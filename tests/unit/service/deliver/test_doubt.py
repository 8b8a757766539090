"""Messages that may have been posted already: the same nonce, then the history, then an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import AlreadyPostedError, HistoryUnreadableError, RefusedError, TryLaterError
from tests.support.fakes import CHANNEL, START, settle, subscribe, subscription

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness


async def test_doubt_within_the_window_resends_the_same_nonce(harness: DeliveryHarness) -> None:
    """A connection that broke after Discord accepted ends in one message: the nonce is the same."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert len(set(harness.notifier.calls)) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_doubt_after_the_window_looks_first(harness: DeliveryHarness) -> None:
    """Later than 30 s the history is read before anything is sent, and what is found is not sent again."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    await harness.run()
    harness.notifier.forgets_nonces = True
    harness.now.forward(seconds=60)
    await harness.run()
    assert [call.split()[0] for call in harness.notifier.calls] == ["post", "find"]
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_without_looking_it_would_be_twice(harness: DeliveryHarness) -> None:
    """The negative control: where the history hides the message, the same faults do post it twice."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    await harness.run()
    harness.notifier.forgets_nonces = True
    hidden = harness.notifier.history.pop()
    harness.now.forward(seconds=60)
    await harness.run()
    accepted = [hidden, *harness.notifier.history]
    assert [payload["card"] for _, _, payload in accepted] == ["arxiv:2511.00000"] * 2


async def test_absent_from_history_is_sent(harness: DeliveryHarness) -> None:
    """What was never accepted is sent after the look."""
    await harness.add_alerts()
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    assert [call.split()[0] for call in harness.notifier.calls] == ["post", "find", "post"]
    assert len(harness.notifier.posted) == 1


async def test_crash_while_sending_is_doubt(harness: DeliveryHarness) -> None:
    """A process that dies between the write and the answer leaves a message that the next one looks for."""
    await harness.add_alerts()
    harness.notifier.script.append((None, RuntimeError("killed")))
    await harness.deliverer.step()
    await harness.deliverer.drain(10)
    harness.notifier.forgets_nonces = True
    harness.now.forward(seconds=61)
    await settle(harness.worker(), harness.store, harness.now)
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_clock_set_back_is_doubt_too(harness: DeliveryHarness) -> None:
    """A first attempt that seems to lie in the future is not within the window."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await harness.run()
    harness.notifier.forgets_nonces = True
    (message,) = await harness.store.messages([MessageState.SENDING])
    harness.now.at = message.next_try
    claimed = await harness.store.claim_due(harness.now(), timedelta(seconds=60), 1)
    harness.now.at = START - timedelta(hours=1)
    await harness.deliverer._attempt.make(claimed[0])
    assert len(harness.notifier.posted) == 1


async def test_unreadable_history_is_uncertain(harness: DeliveryHarness) -> None:
    """Where nobody can tell, an admin is asked: it is neither sent nor forgotten."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    harness.notifier.finds.append(HistoryUnreadableError("I may not read the history there."))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    (message,) = await harness.store.messages([MessageState.UNCERTAIN])
    assert message.reason == "I may not read the history there."
    assert len(harness.notifier.posted) == 1


async def test_search_that_fails_keeps_the_doubt(harness: DeliveryHarness) -> None:
    """A history that could not be fetched is fetched again; nothing is sent in between."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    harness.notifier.finds.append(TryLaterError("503", in_doubt=False))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}
    harness.now.forward(seconds=60)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_refusal_after_doubt_keeps_the_doubt(harness: DeliveryHarness) -> None:
    """A channel that is closed while a message is in doubt does not make it surely unsent."""
    await harness.add_alerts()
    harness.notifier.script.extend([(None, TryLaterError("reset", in_doubt=True)), RefusedError("No permission.")])
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}


async def test_delivered_and_deleted_counts_as_sent(harness: DeliveryHarness) -> None:
    """Error 10008 on a create means that it was there."""
    await harness.add_alerts()
    harness.notifier.script.append(AlreadyPostedError("gone"))
    await harness.run()
    assert await harness.states() == {MessageState.SENT: 1}


async def test_absent_and_unwanted_is_dropped(harness: DeliveryHarness) -> None:
    """What was never accepted and nobody subscribes to any more is not sent after the look."""
    await harness.add_alerts()
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await harness.run()
    await harness.store.remove_subscription("aaaaa")
    harness.now.forward(seconds=60)
    await harness.run()
    assert harness.notifier.posted == []
    assert await harness.states() == {MessageState.DROPPED: 1}


async def uncertain(harness: DeliveryHarness) -> None:
    """One message was accepted, which nobody could find out; an admin lets it be tried again."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    harness.notifier.finds.append(HistoryUnreadableError("I may not read the history there."))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    harness.notifier.forgets_nonces = True
    (message,) = await harness.store.messages([MessageState.UNCERTAIN])
    assert await harness.store.requeue(message.key, harness.now())


async def test_a_known_problem_keeps_the_doubt_of_a_requeued_message(harness: DeliveryHarness) -> None:
    """What an admin lets be tried again is looked for, also when its channel was refused in between."""
    await uncertain(harness)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.notifier.problems.clear()
    await harness.blocks.reconsider({1000})
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_quiet_hours_keep_the_doubt_of_a_requeued_message(harness: DeliveryHarness) -> None:
    """What an admin lets be tried again is looked for, also when it had to wait for the end of quiet hours."""
    await uncertain(harness)
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    quiet = replace(place.preferences, quiet_from=time(12), quiet_until=time(13))
    await harness.store.set_preferences(CHANNEL, quiet, due={})
    await harness.run()
    harness.now.forward(hours=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_one_in_doubt_for_ever_steps_aside(harness: DeliveryHarness) -> None:
    """One message that always fails in doubt lets its channel go on, and is tried later and later.

    It makes no difference whether its posts fail or the looks into the history.
    """
    await harness.add_alerts(3)
    bad, later = harness.notifier, []
    bad.script.append(TryLaterError("503", in_doubt=True, retry_after=45))
    bad.finds.extend(TryLaterError("503", in_doubt=False) for _ in range(7))
    await harness.run()
    while bad.finds:
        assert bad.posted == [] or len(bad.finds) <= 3
        harness.now.forward(hours=1)
        await harness.run()
        later += [m.next_try - harness.now() for m in await harness.store.messages([MessageState.SENDING])]
    assert [p["card"][-1] for p in bad.posted] == ["1", "2"]
    harness.now.forward(hours=1)
    await harness.run()
    assert [p["card"][-1] for p in bad.posted] == ["1", "2", "0"]
    assert later[-1] > later[0]


async def test_before_that_the_channel_waits(harness: DeliveryHarness) -> None:
    """The negative control: a message that is in doubt for a few tries keeps its place."""
    await harness.add_alerts(2)
    harness.notifier.script.append(TryLaterError("503", in_doubt=True, retry_after=45))
    harness.notifier.finds.extend(TryLaterError("503", in_doubt=False) for _ in range(3))
    await harness.run()
    for _ in range(4):
        harness.now.forward(hours=1)
        await harness.run()
    assert [p["card"][-1] for p in harness.notifier.posted] == ["0", "1"]


async def test_dropped_in_doubt_it_is_never_posted_again(harness: DeliveryHarness) -> None:
    """What an admin drops while nobody knows whether it is out stays so, also when somebody else wants it."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    harness.notifier.finds.append(HistoryUnreadableError("I may not read the history there."))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    harness.notifier.forgets_nonces = True
    await drop_and_want_again(harness, MessageState.UNCERTAIN)
    assert len(harness.notifier.posted) == 1


async def test_unwanted_while_in_doubt_it_is_never_posted_again(harness: DeliveryHarness) -> None:
    """The same when the last who wanted it left while it waited to be looked for."""
    await uncertain(harness)
    await harness.store.remove_subscription("aaaaa")
    await harness.run()
    assert await harness.states() == {MessageState.DROPPED: 1}
    await subscribe(harness.store, subscription("bbbbb"))
    await harness.add_alerts(key="bbbbb")
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_dropped_for_sure_it_comes_again(harness: DeliveryHarness) -> None:
    """The negative control: a dead letter that is surely not there comes when another subscription wants it."""
    await harness.add_alerts()
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=45))
    await harness.run()
    await drop_and_want_again(harness, MessageState.READY)
    assert len(harness.notifier.posted) == 1


async def drop_and_want_again(harness: DeliveryHarness, state: MessageState) -> None:
    (message,) = await harness.store.messages([state])
    assert await harness.store.discard(message.key, harness.now())
    await subscribe(harness.store, subscription("bbbbb"))
    await harness.add_alerts(key="bbbbb")
    await harness.run()


async def test_within_the_window_what_is_there_is_looked_at_first(harness: DeliveryHarness) -> None:
    """Something was written in the channel since: it may be ours, and a nonce may be forgotten at any moment."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await harness.run()
    harness.notifier.forgets_nonces = harness.notifier.newer = True
    harness.now.forward(seconds=2)
    await harness.run()
    assert [call.split()[0] for call in harness.notifier.calls] == ["post", "find"]
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


@pytest.mark.parametrize("unreadable", [False, True])
async def test_what_is_not_seen_within_the_window_is_sent_again(
    harness: DeliveryHarness, *, unreadable: bool
) -> None:
    """It is somebody else's message, or nobody may look: the nonce sees to it that it comes once."""
    await harness.add_alerts()
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True))
    await harness.run()
    harness.notifier.newer = True
    harness.notifier.finds += [HistoryUnreadableError("Read Message History is missing.")] if unreadable else []
    harness.now.forward(seconds=2)
    await harness.run()
    assert [call.split()[0] for call in harness.notifier.calls] == ["post", "find", "post"]
    assert len({call for call in harness.notifier.calls if call.startswith("post")}) == 1
    assert await harness.states() == {MessageState.SENT: 1}
