"""Delivery: one test for each line of the protocol and of the table in DESIGN.md section 8."""

from __future__ import annotations

import random
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.errors import (
    AlreadyPostedError,
    CredentialsError,
    HistoryUnreadableError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.domain.ports import PollCommit
from bot.domain.subscription import BlockCause, Mode
from bot.service.deliver.blocks import Blocks
from bot.service.deliver.deliverer import Deliverer, DeliveryPolicy
from tests.support.fakes import (
    CHANNEL,
    PERSON,
    START,
    FakeNotifier,
    PlainRenderer,
    settle,
    sighting,
    subscribe,
    subscription,
)

if TYPE_CHECKING:
    from bot.domain.alert import Item, Payload
    from bot.domain.ports import Store
    from bot.domain.preferences import Preferences
    from tests.support.fakes import Clock


class Desk:
    """Everything that delivery needs, on a real store."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier()
        self.blocks = Blocks(store, self.notifier, now, lambda: None)
        self.deliverer = self.worker()

    def worker(self) -> Deliverer:
        """A fresh process's worth of delivery."""
        return Deliverer(
            store=self.store,
            notifier=self.notifier,
            renderer=PlainRenderer(),
            blocks=self.blocks,
            now=self.now,
            rng=random.Random(7),
            policy=DeliveryPolicy(lease=timedelta(seconds=60)),
        )

    async def owe(self, count: int = 1, *, channel: int = CHANNEL, key: str = "aaaaa", **due: float) -> None:
        """Owe `count` papers to a channel, due after `due` from now."""
        papers = [sighting(f"2511.{n:05}") for n in range(count)]
        when = self.now() + timedelta(**due)
        alerts = [
            Alert(
                destination_id=channel,
                paper_id=p.paper.id,
                subscriptions=(key,),
                due=when,
                created=self.now(),
            )
            for p in papers
        ]
        version = (await self.store.subscriptions()).version
        await self.store.commit_poll(
            PollCommit(
                source="huggingface",
                at=self.now(),
                sightings=tuple(papers),
                alerts=tuple(alerts),
                subscriptions_version=version,
            )
        )

    async def run(self) -> None:
        """Deliver all that is due now."""
        await settle(self.deliverer, self.store, self.now)

    async def states(self) -> dict[MessageState, int]:
        counts = await self.store.counts()
        return {state: n for state, n in counts.messages.items() if n}


@pytest.fixture
async def desk(store: Store, now: Clock) -> Desk:
    await subscribe(store, subscription())
    return Desk(store, now)


async def test_alert_is_posted_once(desk: Desk) -> None:
    """What is due is posted, and never again."""
    await desk.owe()
    await desk.run()
    desk.now.forward(days=1)
    await desk.worker().step()
    assert [p["card"] for p in desk.notifier.posted] == ["arxiv:2511.00000"]
    assert await desk.states() == {MessageState.SENT: 1}
    assert (await desk.store.counts()).alerts[AlertState.SENT] == 1


async def test_alert_waits_until_it_is_due(desk: Desk) -> None:
    """A digest's alert is not touched before its time."""
    await desk.owe(hours=3)
    assert await desk.deliverer.step() == 60.0
    assert desk.notifier.calls == []
    desk.now.forward(hours=3)
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_five_due_at_once_are_cards(desk: Desk) -> None:
    """Up to five alerts come as cards of their own."""
    await desk.owe(5)
    await desk.run()
    assert [set(p) for p in desk.notifier.posted] == [{"card", "matched", "marker"}] * 5


async def test_more_than_five_come_as_digests(desk: Desk) -> None:
    """Six and more are packed into as many digest messages as it takes, in order, none left out."""
    await desk.owe(23)
    await desk.run()
    digests = [p["digest"] for p in desk.notifier.posted]
    assert [len(d) for d in digests] == [10, 10, 3]
    assert [paper for d in digests for paper in d] == [f"arxiv:2511.{n:05}" for n in range(23)]


async def test_daily_matches_come_as_a_digest(store: Store, now: Clock) -> None:
    """A single paper that only a daily subscription wants is a digest, too."""
    await subscribe(store, subscription(mode=Mode.DAILY))
    desk = Desk(store, now)
    await desk.owe()
    await desk.run()
    assert [p["digest"] for p in desk.notifier.posted] == [["arxiv:2511.00000"]]


async def test_alert_without_subscriptions_is_dropped(desk: Desk) -> None:
    """Nobody gets what nobody subscribes to any more."""
    await desk.owe()
    await desk.store.remove_subscription("aaaaa")
    await desk.run()
    assert desk.notifier.calls == []
    assert (await desk.store.counts()).alerts[AlertState.DROPPED] == 1


async def test_planned_message_is_dropped_when_all_unsubscribe(desk: Desk) -> None:
    """A message that waits for a retry is not posted once nobody subscribes to its paper."""
    await desk.owe()
    desk.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await desk.run()
    await desk.store.remove_subscription("aaaaa")
    desk.now.forward(minutes=2)
    await desk.run()
    assert desk.notifier.posted == []
    assert await desk.states() == {MessageState.DROPPED: 1}


async def test_rate_limit_waits_as_told(desk: Desk) -> None:
    """A Retry-After is honoured, and the message goes out afterwards."""
    await desk.owe()
    desk.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=120))
    await desk.run()
    desk.now.forward(seconds=119)
    await desk.run()
    assert desk.notifier.posted == []
    desk.now.forward(seconds=14)
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_other_channels_go_on(desk: Desk) -> None:
    """A channel in trouble holds up nobody else."""
    await subscribe(desk.store, subscription("bbbbb", channel=2001))
    await desk.owe()
    await desk.owe(channel=2001, key="bbbbb")
    desk.notifier.script.append(TryLaterError("503", in_doubt=True, retry_after=600))
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_doubt_within_the_window_resends_the_same_nonce(desk: Desk) -> None:
    """A connection that broke after Discord accepted ends in one message: the nonce is the same."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await desk.run()
    desk.now.forward(seconds=2)
    await desk.run()
    assert len(desk.notifier.posted) == 1
    assert len(set(desk.notifier.calls)) == 1
    assert await desk.states() == {MessageState.SENT: 1}


async def test_doubt_after_the_window_looks_first(desk: Desk) -> None:
    """Later than 30 s the history is read before anything is sent, and what is found is not sent again."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    await desk.run()
    desk.notifier.forgets_nonces = True
    desk.now.forward(seconds=60)
    await desk.run()
    assert [call.split()[0] for call in desk.notifier.calls] == ["post", "find"]
    assert len(desk.notifier.posted) == 1
    assert await desk.states() == {MessageState.SENT: 1}


async def test_without_looking_it_would_be_twice(desk: Desk) -> None:
    """The negative control: where the history hides the message, the same faults do post it twice."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    await desk.run()
    desk.notifier.forgets_nonces = True
    hidden = desk.notifier.history.pop()
    desk.now.forward(seconds=60)
    await desk.run()
    accepted = [hidden, *desk.notifier.history]
    assert [payload["card"] for _, _, payload in accepted] == ["arxiv:2511.00000"] * 2


async def test_absent_from_history_is_sent(desk: Desk) -> None:
    """What was never accepted is sent after the look."""
    await desk.owe()
    desk.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await desk.run()
    desk.now.forward(seconds=60)
    await desk.run()
    assert [call.split()[0] for call in desk.notifier.calls] == ["post", "find", "post"]
    assert len(desk.notifier.posted) == 1


async def test_crash_while_sending_is_doubt(desk: Desk) -> None:
    """A process that dies between the write and the answer leaves a message that the next one looks for."""
    await desk.owe()
    desk.notifier.script.append((None, RuntimeError("killed")))
    await desk.deliverer.step()
    await desk.deliverer.drain(10)
    desk.notifier.forgets_nonces = True
    desk.now.forward(seconds=61)
    await settle(desk.worker(), desk.store, desk.now)
    assert len(desk.notifier.posted) == 1
    assert await desk.states() == {MessageState.SENT: 1}


async def test_clock_set_back_is_doubt_too(desk: Desk) -> None:
    """A first attempt that seems to lie in the future is not within the window."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await desk.run()
    desk.notifier.forgets_nonces = True
    (message,) = await desk.store.messages([MessageState.SENDING])
    desk.now.at = message.next_try
    claimed = await desk.store.claim_due(desk.now(), timedelta(seconds=60), 1)
    desk.now.at = START - timedelta(hours=1)
    await desk.deliverer._attempt.make(claimed[0])
    assert len(desk.notifier.posted) == 1


async def test_unreadable_history_is_uncertain(desk: Desk) -> None:
    """Where nobody can tell, an admin is asked: it is neither sent nor forgotten."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    desk.notifier.finds.append(HistoryUnreadableError("I may not read the history there."))
    await desk.run()
    desk.now.forward(seconds=60)
    await desk.run()
    (message,) = await desk.store.messages([MessageState.UNCERTAIN])
    assert message.reason == "I may not read the history there."
    assert len(desk.notifier.posted) == 1


async def test_search_that_fails_keeps_the_doubt(desk: Desk) -> None:
    """A history that could not be fetched is fetched again; nothing is sent in between."""
    await desk.owe()
    desk.notifier.script.append((None, TryLaterError("reset", in_doubt=True, retry_after=45)))
    desk.notifier.finds.append(TryLaterError("503", in_doubt=False))
    await desk.run()
    desk.now.forward(seconds=60)
    await desk.run()
    assert await desk.states() == {MessageState.SENDING: 1}
    desk.now.forward(seconds=60)
    await desk.run()
    assert len(desk.notifier.posted) == 1
    assert await desk.states() == {MessageState.SENT: 1}


async def test_refusal_after_doubt_keeps_the_doubt(desk: Desk) -> None:
    """A channel that is closed while a message is in doubt does not make it surely unsent."""
    await desk.owe()
    desk.notifier.script.extend([(None, TryLaterError("reset", in_doubt=True)), RefusedError("No permission.")])
    await desk.run()
    desk.now.forward(seconds=2)
    await desk.run()
    assert await desk.states() == {MessageState.SENDING: 1}


async def test_delivered_and_deleted_counts_as_sent(desk: Desk) -> None:
    """Error 10008 on a create means that it was there."""
    await desk.owe()
    desk.notifier.script.append(AlreadyPostedError("gone"))
    await desk.run()
    assert await desk.states() == {MessageState.SENT: 1}


async def test_refusal_blocks_and_tells_once(desk: Desk) -> None:
    """A missing permission blocks the channel with its reason; the subscriber is told once; alerts wait."""
    await desk.owe(2)
    desk.notifier.script.extend([RefusedError("Allow Send Messages.")] * 5)
    await desk.run()
    where = await desk.store.destination(CHANNEL)
    assert where
    assert where.block
    assert (where.block.cause, where.block.reason) == (BlockCause.PERMISSION, "Allow Send Messages.")
    desk.now.forward(minutes=10)
    await desk.blocks.sweep()
    await desk.run()
    assert [person for person, _ in desk.notifier.told] == [PERSON]
    assert "Allow Send Messages." in desk.notifier.told[0][1]
    assert await desk.states() == {MessageState.READY: 2}


async def test_alerts_flow_again_when_the_permission_is_back(desk: Desk) -> None:
    """What waited goes out, in order, once Discord lets us."""
    await desk.owe(3)
    desk.notifier.script.append(RefusedError("Allow Send Messages."))
    await desk.run()
    desk.now.forward(minutes=10)
    await desk.blocks.sweep()
    await desk.run()
    assert [p["card"] for p in desk.notifier.posted] == [f"arxiv:2511.0000{n}" for n in range(3)]


async def test_known_problem_spares_the_request(desk: Desk) -> None:
    """What the gateway has told already needs no refused request."""
    await desk.owe()
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await desk.run()
    desk.now.forward(hours=2)
    await desk.blocks.sweep()
    await desk.run()
    assert desk.notifier.calls == []
    del desk.notifier.problems[CHANNEL]
    await desk.blocks.reconsider({1000})
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_news_older_than_a_week_is_dropped_at_unblocking(desk: Desk) -> None:
    """Alerts are kept for seven days, not for ever."""
    await desk.owe(2)
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await desk.run()
    desk.now.forward(days=8)
    desk.notifier.problems.clear()
    await desk.blocks.sweep()
    await desk.run()
    assert desk.notifier.posted == []
    assert (await desk.store.counts()).alerts[AlertState.DROPPED] == 2


async def test_gone_channel_is_kept_thirty_days(desk: Desk) -> None:
    """A deleted channel's configuration goes after thirty days, not before."""
    await desk.owe()
    desk.notifier.script.append(RefusedError("The channel was deleted.", gone=True))
    desk.notifier.problems[CHANNEL] = RefusedError("The channel was deleted.", gone=True)
    await desk.run()
    desk.now.forward(days=29)
    await desk.blocks.sweep()
    assert len((await desk.store.subscriptions()).subscriptions) == 1
    desk.now.forward(days=2)
    await desk.blocks.sweep()
    assert (await desk.store.subscriptions()).subscriptions == ()
    ((_, told),) = desk.notifier.told
    assert "was deleted, and with it 1 subscription" in told


async def test_kicked_and_back_resumes(desk: Desk) -> None:
    """A guild that invites us again within the time gets what waited."""
    await desk.blocks.gone(RefusedError("Left.", gone=True), lambda d: d.guild_id == 1000)
    await desk.owe()
    await desk.run()
    assert desk.notifier.posted == []
    await desk.blocks.reconsider({1000})
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_rejected_payload_is_a_dead_letter(desk: Desk) -> None:
    """A body that Discord never takes is kept with its payload and blocks nobody."""
    await desk.owe(2)
    desk.notifier.script.append(RejectedError("Invalid Form Body"))
    await desk.run()
    (dead,) = await desk.store.messages([MessageState.DEAD])
    assert (dead.reason, dead.payload["card"]) == ("Invalid Form Body", "arxiv:2511.00000")
    assert len(desk.notifier.posted) == 1


async def test_unexplained_answers_end_after_a_day(desk: Desk) -> None:
    """An answer without a rule is tried for 24 hours, then it is a dead letter."""
    await desk.owe()
    desk.notifier.script = deque([UnexplainedError("418", in_doubt=False)] * 1000)
    while (MessageState.DEAD not in await desk.states()) and desk.now() < START + timedelta(days=3):
        await desk.run()
        desk.now.forward(minutes=5)
    assert timedelta(hours=24) <= desk.now() - START < timedelta(hours=25)


async def test_temporary_trouble_never_gives_up(desk: Desk) -> None:
    """An outage of days loses nothing."""
    await desk.owe()
    desk.notifier.script = deque([TryLaterError("503", in_doubt=False)] * 600)
    for _ in range(3 * 24 * 12):
        await desk.run()
        desk.now.forward(minutes=5)
    desk.notifier.script.clear()
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_refused_token_ends_the_loop(desk: Desk) -> None:
    """401 is passed up: the process has to end."""
    await desk.owe()
    desk.notifier.script.append(CredentialsError("Bad token."))
    await desk.deliverer.step()
    await desk.deliverer.drain(10)
    with pytest.raises(CredentialsError):
        await desk.deliverer.step()


async def test_requeued_letter_is_sent(desk: Desk) -> None:
    """An admin's decision sends a dead letter after all."""
    await desk.owe()
    desk.notifier.script.append(RejectedError("AutoMod"))
    await desk.run()
    (dead,) = await desk.store.messages([MessageState.DEAD])
    assert await desk.store.requeue(dead.key, desk.now())
    await desk.run()
    assert len(desk.notifier.posted) == 1


async def test_another_trouble_begins_anew(desk: Desk) -> None:
    """A channel that was forbidden for weeks and is then deleted is kept thirty days from its deletion."""
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await desk.owe()
    await desk.run()
    desk.now.forward(days=40)
    desk.notifier.problems[CHANNEL] = RefusedError("The channel was deleted.", gone=True)
    await desk.blocks.sweep()
    await desk.blocks.sweep()
    where = await desk.store.destination(CHANNEL)
    assert where
    assert where.block
    assert (where.block.cause, where.block.since) == (BlockCause.GONE, desk.now())


async def test_return_without_permission_is_told(desk: Desk) -> None:
    """Invited again without Send Messages, the block says so, is told, and nothing is forgotten."""
    gone = RefusedError("Left.", gone=True)
    desk.notifier.problems[CHANNEL] = gone
    await desk.blocks.gone(gone, lambda d: d.id == CHANNEL)
    desk.now.forward(days=2)
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await desk.blocks.reconsider({1000})
    desk.now.forward(days=40)
    await desk.blocks.sweep()
    where = await desk.store.destination(CHANNEL)
    assert where
    assert where.block
    assert where.block.reason == "Allow Send Messages."
    assert len(desk.notifier.told) == 1


async def test_trouble_long_after_a_healthy_time_is_told_again(desk: Desk) -> None:
    """A block that was lifted long ago does not silence the next one."""
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await desk.owe()
    await desk.run()
    desk.notifier.problems.clear()
    await desk.blocks.sweep()
    desk.now.forward(days=60)
    desk.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await desk.run()
    where = await desk.store.destination(CHANNEL)
    assert where
    assert where.block
    assert where.block.since == desk.now()
    assert ["cannot" in text for _, text in desk.notifier.told] == [True, False, True]


async def test_paper_that_cannot_be_rendered_stops_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our bug with one paper is one dead letter, and all others go out."""
    plain = PlainRenderer.card

    def card(self: PlainRenderer, item: Item, marker: str, preferences: Preferences) -> Payload:
        if item.sighting.paper.number.endswith("1"):
            raise ZeroDivisionError
        return plain(self, item, marker, preferences)

    monkeypatch.setattr(PlainRenderer, "card", card)
    await desk.owe(3)
    await desk.run()
    (dead,) = await desk.store.messages([MessageState.DEAD])
    assert "ZeroDivisionError" in (dead.reason or "")
    assert len(desk.notifier.posted) == 2
    assert (await desk.store.counts()).alerts[AlertState.DEAD] == 1


async def test_absent_and_unwanted_is_dropped(desk: Desk) -> None:
    """What was never accepted and nobody subscribes to any more is not sent after the look."""
    await desk.owe()
    desk.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await desk.run()
    await desk.store.remove_subscription("aaaaa")
    desk.now.forward(seconds=60)
    await desk.run()
    assert desk.notifier.posted == []
    assert await desk.states() == {MessageState.DROPPED: 1}


async def test_bug_with_one_message_ends_as_a_dead_letter(desk: Desk) -> None:
    """An error that nobody thought of is tried for a day and does not hold the channel for ever."""
    await desk.owe(2)
    desk.notifier.script = deque([ZeroDivisionError()] * 1000)
    while (MessageState.DEAD not in await desk.states()) and desk.now() < START + timedelta(days=3):
        await desk.run()
        desk.notifier.finds.clear()
        desk.now.forward(minutes=10)
    desk.notifier.script.clear()
    desk.now.forward(minutes=10)
    await desk.run()
    assert len(desk.notifier.posted) == 1
