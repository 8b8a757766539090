"""Posts in doubt, and posts that take longer than their lease."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import HistoryUnreadableError, RefusedError, TryLaterError
from bot.domain.ports.notifier import PostPermit
from tests.support.fakes import CHANNEL
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness, SlowNotifier


async def test_refusal_after_doubt_keeps_the_doubt(harness: DeliveryHarness):
    """A message stays in doubt if its channel is closed."""
    await harness.add_alerts()
    harness.notifier.script.extend([(None, TryLaterError("reset", in_doubt=True)), RefusedError("No permission.")])
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}


async def uncertain(harness: DeliveryHarness):
    """An accepted post whose history could not be read, released by `paperboy outbox retry`."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    harness.notifier.finds.append(HistoryUnreadableError("I may not read the history there."))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    harness.notifier.forgets_nonces = True
    (message,) = await harness.store.messages([MessageState.UNCERTAIN])
    assert await harness.store.requeue(message.key, harness.now())


async def test_a_known_problem_keeps_the_doubt_of_a_requeued_message(harness: DeliveryHarness):
    """A released message is searched for, even if its channel was refused in between."""
    await uncertain(harness)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.notifier.problems.clear()
    await harness.blocks.sweep({1000})
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_quiet_hours_keep_the_doubt_of_a_requeued_message(harness: DeliveryHarness):
    """A released message is searched for, even if it had to wait for the end of quiet hours."""
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


@pytest.mark.parametrize("unreadable", [False, True])
async def test_a_post_not_found_is_sent_again(harness: DeliveryHarness, *, unreadable: bool):
    """If another message is found, or the history cannot be read, the nonce is sent again."""
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


@pytest.mark.parametrize(("lease", "marked_after"), [(0.05, 0.0), (11.0, 9.85)])
async def test_a_post_ends_before_its_lease(harness: DeliveryHarness, lease: float, marked_after: float):
    """A post without an answer is cancelled before its lease ends, and stays in doubt.

    The lease has begun before the store marked the message, however long that took.
    """

    async def take_long():
        harness.now.forward(seconds=marked_after)

    notifier, store = SlowNotifier(), Meanwhile(harness.store, "mark_sending", take_long)
    deliverer = harness.worker(notifier, store=store, lease=timedelta(seconds=lease))
    await harness.add_alerts()
    await deliverer.step()
    await deliverer.drain(5)
    [doubtful] = await harness.store.messages([MessageState.SENDING])
    assert doubtful.leased_until is None
    assert notifier.posted == []
    assert "took too long" in (doubtful.reason or "")


async def test_a_stale_decision_sends_nothing(harness: DeliveryHarness):
    """If marking as sending takes minutes, nothing is sent and the message is not in doubt."""

    async def take_long():
        harness.now.forward(minutes=10)

    deliverer = harness.worker(store=Meanwhile(harness.store, "mark_sending", take_long))
    await harness.add_alerts()
    await deliverer.step()
    await deliverer.drain(10)
    assert harness.notifier.calls == []
    [message] = await harness.store.messages([MessageState.READY])
    assert not message.in_doubt
    harness.now.forward(minutes=1)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_a_sleep_without_a_readable_history_sends_nothing(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
):
    """After the machine slept, an outdated nonce is not sent again."""
    await harness.add_alerts()
    harness.notifier.script.append((None, TryLaterError("403 of a proxy", in_doubt=True)))
    await harness.run()
    harness.notifier.newer = harness.notifier.forgets_nonces = True
    real, clock = harness.notifier.post, [0.0]

    async def permit() -> PostPermit:
        return PostPermit(monotonic=0.0, wall=clock[0])

    async def find(*_: object):
        clock[0] += 258.0
        harness.now.forward(seconds=258)
        raise HistoryUnreadableError("Read Message History is missing.")

    async def post(where: Any, payload: Any, nonce: str, leave: PostPermit) -> int:
        if clock[0] - leave.wall > 10:
            raise TryLaterError("The message expired before it could be sent.", in_doubt=False)
        return await real(where, payload, nonce, leave)

    for name, verb in (("permit", permit), ("find", find), ("post", post)):
        monkeypatch.setattr(harness.notifier, name, verb)
    harness.now.forward(seconds=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    for _ in range(3):
        harness.now.forward(minutes=10)
        await harness.run()
    assert len(harness.notifier.posted) == 1
    assert await harness.states() == {MessageState.UNCERTAIN: 1}
