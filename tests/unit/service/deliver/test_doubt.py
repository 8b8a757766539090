"""Messages that may have been posted already: the same nonce, then the history, then an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import HistoryUnreadableError, RefusedError, TryLaterError
from tests.support.fakes import CHANNEL

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness


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
