"""What is tried again, for how long, and what ends as a dead letter."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import CredentialsError, RejectedError, TryLaterError, UnexplainedError
from tests.support.fakes import START, PlainRenderer

if TYPE_CHECKING:
    from bot.domain.alert import Item, Payload
    from bot.domain.preferences import Preferences
    from tests.unit.service.deliver.harness import DeliveryHarness


async def test_rate_limit_waits_as_told(harness: DeliveryHarness) -> None:
    """A Retry-After is honoured, and the message goes out afterwards."""
    await harness.add_alerts()
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=120))
    await harness.run()
    harness.now.forward(seconds=119)
    await harness.run()
    assert harness.notifier.posted == []
    harness.now.forward(seconds=14)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_rejected_payload_is_a_dead_letter(harness: DeliveryHarness) -> None:
    """A body that Discord never takes is kept with its payload and blocks nobody."""
    await harness.add_alerts(2)
    harness.notifier.script.append(RejectedError("Invalid Form Body"))
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert (dead.reason, dead.payload["card"]) == ("Invalid Form Body", "arxiv:2511.00000")
    assert len(harness.notifier.posted) == 1


async def test_unexplained_answers_end_after_a_day(harness: DeliveryHarness) -> None:
    """An answer without a rule is tried for 24 hours, then it is a dead letter."""
    await harness.add_alerts()
    harness.notifier.script = deque([UnexplainedError("418", in_doubt=False)] * 1000)
    while (MessageState.DEAD not in await harness.states()) and harness.now() < START + timedelta(days=3):
        await harness.run()
        harness.now.forward(minutes=5)
    assert timedelta(hours=24) <= harness.now() - START < timedelta(hours=25)


async def test_temporary_trouble_never_gives_up(harness: DeliveryHarness) -> None:
    """An outage of days loses nothing."""
    await harness.add_alerts()
    harness.notifier.script = deque([TryLaterError("503", in_doubt=False)] * 600)
    for _ in range(3 * 24 * 12):
        await harness.run()
        harness.now.forward(minutes=5)
    harness.notifier.script.clear()
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_refused_token_ends_the_loop(harness: DeliveryHarness) -> None:
    """401 is passed up: the process has to end."""
    await harness.add_alerts()
    harness.notifier.script.append(CredentialsError("Bad token."))
    await harness.deliverer.step()
    await harness.deliverer.drain(10)
    with pytest.raises(CredentialsError):
        await harness.deliverer.step()


async def test_requeued_letter_is_sent(harness: DeliveryHarness) -> None:
    """An admin's decision sends a dead letter after all."""
    await harness.add_alerts()
    harness.notifier.script.append(RejectedError("AutoMod"))
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert await harness.store.requeue(dead.key, harness.now())
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_paper_that_cannot_be_rendered_stops_nobody(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our bug with one paper is one dead letter, and all others go out."""
    plain = PlainRenderer.card

    def card(self: PlainRenderer, item: Item, marker: str, preferences: Preferences) -> Payload:
        if item.sighting.paper.number.endswith("1"):
            raise ZeroDivisionError
        return plain(self, item, marker, preferences)

    monkeypatch.setattr(PlainRenderer, "card", card)
    await harness.add_alerts(3)
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert "ZeroDivisionError" in (dead.reason or "")
    assert len(harness.notifier.posted) == 2
    assert (await harness.store.counts()).alerts[AlertState.DEAD] == 1


async def test_bug_with_one_message_ends_as_a_dead_letter(harness: DeliveryHarness) -> None:
    """An error that nobody thought of is tried for a day and does not hold the channel for ever."""
    await harness.add_alerts(2)
    harness.notifier.script = deque([ZeroDivisionError()] * 1000)
    while (MessageState.DEAD not in await harness.states()) and harness.now() < START + timedelta(days=3):
        await harness.run()
        harness.notifier.finds.clear()
        harness.now.forward(minutes=10)
    harness.notifier.script.clear()
    harness.now.forward(minutes=10)
    await harness.run()
    assert len(harness.notifier.posted) == 1
