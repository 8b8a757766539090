"""Planning and posting take turns: a backlog does not keep its first posts waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.alert import MessageKind, MessageState
from tests.support.fakes import CHANNEL
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Alert, Message
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

_CHANNELS = 70


class _Recording:
    """A store that notes how many papers each plan has, and each claim."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.turns: list[int | str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def plan(self, messages: Sequence[Message], dropped: Sequence[Alert], *more: Any, **named: Any) -> None:
        self.turns.append(sum(len(message.paper_ids) for message in messages))
        await self._store.plan(messages, dropped, *more, **named)

    async def claim_due(self, *arguments: Any, **named: Any) -> tuple[Message, ...]:
        self.turns.append("claim")
        return await self._store.claim_due(*arguments, **named)


async def test_what_is_planned_is_claimed_before_more_is_planned(
    harness: DeliveryHarness, store: Store, now: Clock
) -> None:
    """Of 70 channels with a due alert each the first twenty can be posted while the others are not rendered."""
    recording = _Recording(store)
    for number in range(_CHANNELS):
        await harness.add_alerts(channel=CHANNEL + number)
    deliverer = DeliveryHarness(recording, now).deliverer  # pyright: ignore[reportArgumentType] - it delegates the rest
    await deliverer.step()
    assert recording.turns == ["claim", 20, "claim", 20, "claim", 20, "claim", 10, "claim"]
    await deliverer.drain(5)


async def test_a_channel_with_very_many_alerts_gets_digests_alone(harness: DeliveryHarness, store: Store) -> None:
    """They are read in parts, of which none leaves so few that these would come as cards."""
    harness.deliverer = harness.worker(plan_limit=10)
    await harness.add_alerts(43)
    await harness.run()
    sent = await store.messages([MessageState.SENT])
    assert {message.kind for message in sent} == {MessageKind.DIGEST}
    assert len({paper for message in sent for paper in message.paper_ids}) == 43
