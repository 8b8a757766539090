"""A digest that Discord refuses for one of its papers: that one alone is a dead letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import RejectedError, TryLaterError
from tests.support.fakes import CHANNEL, FakeNotifier
from tests.unit.service.deliver.test_leases import worker

if TYPE_CHECKING:
    from bot.domain.alert import Payload
    from bot.domain.subscription import Destination
    from bot.service.deliver.deliverer import Deliverer
    from tests.unit.service.deliver.harness import DeliveryHarness

PAPERS = [f"arxiv:2511.{n:05}" for n in range(8)]


class PickyNotifier(FakeNotifier):
    """A Discord that refuses whatever holds one of the `bad` papers."""

    def __init__(self, *bad: int) -> None:
        super().__init__()
        self.bad = [PAPERS[n] for n in bad]

    async def post(self, destination: Destination, payload: Payload, nonce: str, *rest: Any) -> int:
        if any(paper in str(payload) for paper in self.bad):
            self.calls.append(f"refused {nonce}")
            raise RejectedError("AutoMod blocked it.")
        return await super().post(destination, payload, nonce, *rest)


async def one_by_one(harness: DeliveryHarness, deliverer: Deliverer, *, crash: bool = False) -> None:
    """Deliver all that is due; with `crash`, each step by a process of its own."""
    for _ in range(40):
        await deliverer.step()
        await deliverer.drain(10)
        if crash:
            deliverer = worker(harness, deliverer._attempt._notifier)  # type: ignore[arg-type] - the fake


@pytest.mark.parametrize("crash", [False, True])
@pytest.mark.parametrize("bad", [(3,), (0,), (7,), (2, 5), range(8)])
async def test_only_the_bad_papers_are_dead(
    harness: DeliveryHarness, bad: tuple[int, ...], *, crash: bool
) -> None:
    """The others are posted once each and in order, as digests; a dead letter holds one paper and its reason."""
    notifier = PickyNotifier(*bad)
    await harness.add_alerts(8)
    await one_by_one(harness, worker(harness, notifier), crash=crash)
    posted = [paper for payload in notifier.posted for paper in payload["digest"]]
    assert posted == [paper for n, paper in enumerate(PAPERS) if n not in bad]
    dead = await harness.store.messages([MessageState.DEAD])
    assert sorted(paper for m in dead for paper in m.paper_ids) == [PAPERS[n] for n in bad]
    assert {(len(m.paper_ids), m.reason) for m in dead} == {(1, "AutoMod blocked it.")}
    alerts = (await harness.store.counts()).alerts
    assert (alerts[AlertState.SENT], alerts[AlertState.DEAD]) == (8 - len(bad), len(bad))
    assert await harness.store.next_wake() is None


async def test_what_was_planned_after_it_comes_after_its_parts(harness: DeliveryHarness) -> None:
    """Two digests of one moment: the second one waits for all that is left of the first."""
    notifier = PickyNotifier(1)
    deliverer = worker(harness, notifier)
    deliverer._composer._renderer.per_message = 4  # type: ignore[attr-defined] - the fake
    await harness.add_alerts(8)
    await one_by_one(harness, deliverer)
    posted = [paper for payload in notifier.posted for paper in payload["digest"]]
    assert posted == [paper for n, paper in enumerate(PAPERS) if n != 1]


async def test_doubt_is_settled_before_it_is_split(harness: DeliveryHarness) -> None:
    """Refused after an attempt that may have been accepted, the whole is looked for: its parts would be twice."""
    await harness.add_alerts(8)
    refused = RejectedError("AutoMod blocked it.", in_doubt=True)
    harness.notifier.script.append((None, refused))
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}
    harness.now.forward(minutes=2)
    await harness.run()
    assert [payload["digest"] for payload in harness.notifier.posted] == [PAPERS]
    assert await harness.states() == {MessageState.SENT: 1}


async def test_a_refused_repeat_is_no_proof(harness: DeliveryHarness) -> None:
    """The same when the repeat of a lost answer is refused."""
    await harness.add_alerts(8)
    harness.notifier.script.extend([(None, TryLaterError("reset", in_doubt=True)), RejectedError("AutoMod.")])
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}
    harness.now.forward(minutes=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_what_nobody_wants_any_more_is_in_no_part(harness: DeliveryHarness) -> None:
    """A split takes along only what is still subscribed to."""
    await harness.add_alerts(8)
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=9))
    await harness.run()
    [whole] = await harness.store.messages([MessageState.READY])
    await harness.store.remove_subscription("aaaaa")
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    harness.now.forward(minutes=1)
    [claimed] = await harness.store.claim_due(harness.now(), harness.deliverer._policy.lease, 1)
    assert await harness.deliverer._attempt._splitter.split(claimed, place, "No.", harness.now()) == ()
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == len(whole.paper_ids)
