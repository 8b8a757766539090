"""Retries, split digests and dead letters."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import AlertState, Item, MessageState, Payload
from bot.domain.errors import RejectedError, TryLaterError
from bot.domain.subscription import Destination
from bot.service.deliver.deliverer import Deliverer
from bot.service.deliver.saving import split
from tests.support.fakes import CHANNEL, START, FakeNotifier, PlainRenderer
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness


@pytest.mark.parametrize("papers", [2, 8], ids=["cards", "digests"])
async def test_an_unrendered_message_is_rendered_again(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch, papers: int
):
    """A released message that cannot be rendered is dead again, and posted once the bug is fixed."""

    def broken(item: Item):
        if item.sighting.paper.id == PAPERS[1]:
            raise ZeroDivisionError

    with monkeypatch.context() as patched:
        break_renderer(patched, broken)
        await harness.add_alerts(papers)
        await harness.run()
        posts = len(harness.notifier.posted)
        for _ in range(2):
            (dead,) = await harness.store.messages([MessageState.DEAD])
            assert (dead.paper_ids, dead.payload) == ((PAPERS[1],), {})
            assert await harness.store.requeue(dead.key, harness.now())
            await harness.run()
        assert len(harness.notifier.posted) == posts
    assert await harness.store.requeue(dead.key, harness.now())
    await harness.run()
    assert PAPERS[1] in str(harness.notifier.posted[posts:])
    assert (await harness.store.counts()).alerts == dict.fromkeys(AlertState, 0) | {AlertState.SENT: papers}
    assert await harness.states() == {MessageState.SENT: posts + 1}


def break_renderer(monkeypatch: pytest.MonkeyPatch, broken: Callable[[Item], None]):
    """Let the rendering of cards and digests fail for `broken`."""
    card, digest = PlainRenderer.card, PlainRenderer.digest

    def a_card(self: PlainRenderer, item: Item, *rest: Any) -> Payload:
        broken(item)
        return card(self, item, *rest)

    def a_digest(self: PlainRenderer, items: Sequence[Item], *rest: Any) -> Payload:
        for item in items:
            broken(item)
        return digest(self, items, *rest)

    monkeypatch.setattr(PlainRenderer, "card", a_card)
    monkeypatch.setattr(PlainRenderer, "digest", a_digest)


async def test_bug_with_one_message_ends_as_a_dead_letter(harness: DeliveryHarness):
    """An unexpected error is retried for a day and does not block the channel."""
    await harness.add_alerts(2)
    harness.notifier.script = deque([ZeroDivisionError()] * 1000)
    while (MessageState.DEAD not in await harness.states()) and harness.now() < START + timedelta(days=3):
        await harness.run()
        harness.notifier.finds.clear()
        harness.now.forward(minutes=10)
    harness.notifier.script.clear()
    harness.now.forward(hours=2)  # longer than any pause between two tries
    await harness.run()
    assert len(harness.notifier.posted) == 1


PAPERS = [f"arxiv:2511.{n:05}" for n in range(8)]


class PickyNotifier(FakeNotifier):
    """A Discord that rejects messages with one of the `bad` papers."""

    def __init__(self, *bad: int):
        super().__init__()
        self.bad = [PAPERS[n] for n in bad]

    async def post(self, destination: Destination, payload: Payload, nonce: str, *rest: Any) -> int:
        if any(paper in str(payload) for paper in self.bad):
            self.calls.append(f"refused {nonce}")
            raise RejectedError("AutoMod blocked it.")
        return await super().post(destination, payload, nonce, *rest)


async def one_by_one(harness: DeliveryHarness, deliverer: Deliverer, *, crash: bool = False):
    """Deliver all due alerts; with `crash`, each step in a new process."""
    for _ in range(40):
        await deliverer.step()
        await deliverer.drain(10)
        if crash:
            deliverer = harness.worker(deliverer._attempt._notifier)  # type: ignore[arg-type] - the fake


@pytest.mark.parametrize("crash", [False, True])
@pytest.mark.parametrize("bad", [(3,), (0,), (7,), (2, 5), range(8)])
async def test_only_the_bad_papers_are_dead(harness: DeliveryHarness, bad: tuple[int, ...], *, crash: bool):
    """Only the bad papers are dead letters; the others are posted once, in order, as digests."""
    notifier = PickyNotifier(*bad)
    await harness.add_alerts(8)
    await one_by_one(harness, harness.worker(notifier), crash=crash)
    posted = [paper for payload in notifier.posted for paper in payload["digest"]]
    assert posted == [paper for n, paper in enumerate(PAPERS) if n not in bad]
    dead = await harness.store.messages([MessageState.DEAD])
    assert sorted(paper for m in dead for paper in m.paper_ids) == [PAPERS[n] for n in bad]
    assert {(len(m.paper_ids), m.reason) for m in dead} == {(1, "AutoMod blocked it.")}
    alerts = (await harness.store.counts()).alerts
    assert (alerts[AlertState.SENT], alerts[AlertState.DEAD]) == (8 - len(bad), len(bad))
    assert await harness.store.next_wake() is None


async def test_the_parts_of_a_split_digest_are_rendered_in_a_thread(
    harness: DeliveryHarness, monkeypatch: pytest.MonkeyPatch
):
    """Cards with new gists take up to 100 ms, so their rendering does not hold the event loop."""
    threads = set[int]()
    break_renderer(monkeypatch, lambda _: threads.add(threading.get_ident()))
    await harness.add_alerts(8)
    await one_by_one(harness, harness.worker(PickyNotifier(1)))
    assert threads
    assert threading.get_ident() not in threads


async def test_later_digests_follow_the_parts_of_a_split_one(harness: DeliveryHarness):
    """A digest planned after a split one is posted after all of its parts."""
    notifier = PickyNotifier(1)
    deliverer = harness.worker(notifier)
    deliverer._context.composer._renderer.per_message = 4  # type: ignore[attr-defined] - the fake
    await harness.add_alerts(8)
    await one_by_one(harness, deliverer)
    posted = [paper for payload in notifier.posted for paper in payload["digest"]]
    assert posted == [paper for n, paper in enumerate(PAPERS) if n != 1]


async def test_a_message_in_doubt_is_searched_for_before_a_split(harness: DeliveryHarness):
    """A rejected digest in doubt is searched for before it is split."""
    await harness.add_alerts(8)
    refused = RejectedError("AutoMod blocked it.", in_doubt=True)
    harness.notifier.script.append((None, refused))
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}
    harness.now.forward(minutes=2)
    await harness.run()
    assert [payload["digest"] for payload in harness.notifier.posted] == [PAPERS]
    assert await harness.states() == {MessageState.SENT: 1}


async def test_unsubscribed_papers_are_in_no_part(harness: DeliveryHarness):
    """The parts of a split digest have only subscribed papers."""
    await harness.add_alerts(8)
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=9))
    await harness.run()
    [whole] = await harness.store.messages([MessageState.READY])
    place = await harness.store.destination(CHANNEL)
    assert place is not None
    harness.now.forward(minutes=1)
    [claimed] = await harness.store.claim_due(harness.now(), harness.deliverer._context.lease, 1)
    claimed = await harness.store.mark_sending(
        claimed.key, claimed.claim, first_attempt=harness.now(), after=None, leased_until=None
    )
    await harness.store.remove_subscription("aaaaa")
    await split(harness.deliverer._context, claimed, place, "No.")
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == len(whole.paper_ids)


async def test_an_undo_during_a_split_keeps_its_papers(harness: DeliveryHarness):
    """An Undo during a split brings the restored subscription's papers into the parts."""
    await harness.add_alerts(8)
    there = (await harness.store.subscriptions()).by_id["aaaaa"]
    place = await harness.store.destination(CHANNEL)
    assert place is not None

    async def back():
        version = await harness.store.papers_version()
        await harness.store.save_subscription(there, place, baseline=frozenset(), papers_version=version)

    store: Any = Meanwhile(harness.store, "split", back)
    again = type(harness)(store, harness.now)

    class Refusing(FakeNotifier):
        async def post(self, *args: Any) -> int:
            if not store.is_done and await harness.store.remove_subscription("aaaaa"):
                raise RejectedError("AutoMod blocked it.")
            return await super().post(*args)

    again.notifier = Refusing()
    await one_by_one(again, again.worker(again.notifier))
    assert store.is_done
    assert sorted(paper for payload in again.notifier.posted for paper in payload["digest"]) == PAPERS
