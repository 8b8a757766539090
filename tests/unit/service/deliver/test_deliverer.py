"""Delivery: one test for each line of the protocol and of the table in DESIGN.md section 8."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import replace
from datetime import time, timedelta
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
from bot.service.notices.notices import Notices
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


class DeliveryHarness:
    """Everything that delivery needs, on a real store."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier()
        notices = Notices(store, self.notifier, now)
        self.blocks = Blocks(store, self.notifier, now, lambda: None, notices=notices)
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
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, subscription())
    return DeliveryHarness(store, now)


async def test_alert_is_posted_once(harness: DeliveryHarness) -> None:
    """What is due is posted, and never again."""
    await harness.owe()
    await harness.run()
    harness.now.forward(days=1)
    await harness.worker().step()
    assert [p["card"] for p in harness.notifier.posted] == ["arxiv:2511.00000"]
    assert await harness.states() == {MessageState.SENT: 1}
    assert (await harness.store.counts()).alerts[AlertState.SENT] == 1


async def test_alert_waits_until_it_is_due(harness: DeliveryHarness) -> None:
    """A digest's alert is not touched before its time."""
    await harness.owe(hours=3)
    assert await harness.deliverer.step() == 60.0
    assert harness.notifier.calls == []
    harness.now.forward(hours=3)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_five_due_at_once_are_cards(harness: DeliveryHarness) -> None:
    """Up to five alerts come as cards of their own."""
    await harness.owe(5)
    await harness.run()
    assert [set(p) for p in harness.notifier.posted] == [{"card", "matched", "marker"}] * 5


async def test_more_than_five_come_as_digests(harness: DeliveryHarness) -> None:
    """Six and more are packed into as many digest messages as it takes, in order, none left out."""
    await harness.owe(23)
    await harness.run()
    digests = [p["digest"] for p in harness.notifier.posted]
    assert [len(d) for d in digests] == [10, 10, 3]
    assert [paper for d in digests for paper in d] == [f"arxiv:2511.{n:05}" for n in range(23)]


async def test_daily_matches_come_as_a_digest(store: Store, now: Clock) -> None:
    """A single paper that only a daily subscription wants is a digest, too."""
    await subscribe(store, subscription(mode=Mode.DAILY))
    harness = DeliveryHarness(store, now)
    await harness.owe()
    await harness.run()
    assert [p["digest"] for p in harness.notifier.posted] == [["arxiv:2511.00000"]]


async def test_alert_without_subscriptions_is_dropped(harness: DeliveryHarness) -> None:
    """Nobody gets what nobody subscribes to any more."""
    await harness.owe()
    await harness.store.remove_subscription("aaaaa")
    await harness.run()
    assert harness.notifier.calls == []
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == 1


async def test_planned_message_is_dropped_when_all_unsubscribe(harness: DeliveryHarness) -> None:
    """A message that waits for a retry is not posted once nobody subscribes to its paper."""
    await harness.owe()
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await harness.run()
    await harness.store.remove_subscription("aaaaa")
    harness.now.forward(minutes=2)
    await harness.run()
    assert harness.notifier.posted == []
    assert await harness.states() == {MessageState.DROPPED: 1}


async def test_rate_limit_waits_as_told(harness: DeliveryHarness) -> None:
    """A Retry-After is honoured, and the message goes out afterwards."""
    await harness.owe()
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=120))
    await harness.run()
    harness.now.forward(seconds=119)
    await harness.run()
    assert harness.notifier.posted == []
    harness.now.forward(seconds=14)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_other_channels_go_on(harness: DeliveryHarness) -> None:
    """A channel in trouble holds up nobody else."""
    await subscribe(harness.store, subscription("bbbbb", channel=2001))
    await harness.owe()
    await harness.owe(channel=2001, key="bbbbb")
    harness.notifier.script.append(TryLaterError("503", in_doubt=True, retry_after=600))
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_doubt_within_the_window_resends_the_same_nonce(harness: DeliveryHarness) -> None:
    """A connection that broke after Discord accepted ends in one message: the nonce is the same."""
    await harness.owe()
    harness.notifier.script.append((None, TryLaterError("reset", in_doubt=True)))
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert len(set(harness.notifier.calls)) == 1
    assert await harness.states() == {MessageState.SENT: 1}


async def test_doubt_after_the_window_looks_first(harness: DeliveryHarness) -> None:
    """Later than 30 s the history is read before anything is sent, and what is found is not sent again."""
    await harness.owe()
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
    await harness.owe()
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
    await harness.owe()
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await harness.run()
    harness.now.forward(seconds=60)
    await harness.run()
    assert [call.split()[0] for call in harness.notifier.calls] == ["post", "find", "post"]
    assert len(harness.notifier.posted) == 1


async def test_crash_while_sending_is_doubt(harness: DeliveryHarness) -> None:
    """A process that dies between the write and the answer leaves a message that the next one looks for."""
    await harness.owe()
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
    await harness.owe()
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
    await harness.owe()
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
    await harness.owe()
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
    await harness.owe()
    harness.notifier.script.extend([(None, TryLaterError("reset", in_doubt=True)), RefusedError("No permission.")])
    await harness.run()
    harness.now.forward(seconds=2)
    await harness.run()
    assert await harness.states() == {MessageState.SENDING: 1}


async def test_delivered_and_deleted_counts_as_sent(harness: DeliveryHarness) -> None:
    """Error 10008 on a create means that it was there."""
    await harness.owe()
    harness.notifier.script.append(AlreadyPostedError("gone"))
    await harness.run()
    assert await harness.states() == {MessageState.SENT: 1}


async def test_refusal_blocks_and_tells_once(harness: DeliveryHarness) -> None:
    """A missing permission blocks the channel with its reason; the subscriber is told once; alerts wait."""
    await harness.owe(2)
    harness.notifier.script.extend([RefusedError("Allow Send Messages.")] * 5)
    await harness.run()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert (where.block.cause, where.block.reason) == (BlockCause.PERMISSION, "Allow Send Messages.")
    harness.now.forward(minutes=10)
    await harness.blocks.sweep()
    await harness.run()
    assert [person for person, _ in harness.notifier.told] == [PERSON]
    assert "Allow Send Messages." in harness.notifier.told[0][1]
    assert await harness.states() == {MessageState.READY: 2}


async def test_alerts_flow_again_when_the_permission_is_back(harness: DeliveryHarness) -> None:
    """What waited goes out, in order, once Discord lets us."""
    await harness.owe(3)
    harness.notifier.script.append(RefusedError("Allow Send Messages."))
    await harness.run()
    harness.now.forward(minutes=10)
    await harness.blocks.sweep()
    await harness.run()
    assert [p["card"] for p in harness.notifier.posted] == [f"arxiv:2511.0000{n}" for n in range(3)]


async def test_known_problem_spares_the_request(harness: DeliveryHarness) -> None:
    """What the gateway has told already needs no refused request."""
    await harness.owe()
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.now.forward(hours=2)
    await harness.blocks.sweep()
    await harness.run()
    assert harness.notifier.calls == []
    del harness.notifier.problems[CHANNEL]
    await harness.blocks.reconsider({1000})
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_news_older_than_a_week_is_dropped_at_unblocking(harness: DeliveryHarness) -> None:
    """Alerts are kept for seven days, not for ever."""
    await harness.owe(2)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.run()
    harness.now.forward(days=8)
    harness.notifier.problems.clear()
    await harness.blocks.sweep()
    await harness.run()
    assert harness.notifier.posted == []
    assert (await harness.store.counts()).alerts[AlertState.DROPPED] == 2


async def test_gone_channel_is_kept_thirty_days(harness: DeliveryHarness) -> None:
    """A deleted channel's configuration goes after thirty days, not before."""
    await harness.owe()
    harness.notifier.script.append(RefusedError("The channel was deleted.", gone=True))
    harness.notifier.problems[CHANNEL] = RefusedError("The channel was deleted.", gone=True)
    await harness.run()
    harness.now.forward(days=29)
    await harness.blocks.sweep()
    assert len((await harness.store.subscriptions()).subscriptions) == 1
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert (await harness.store.subscriptions()).subscriptions == ()
    ((_, told),) = harness.notifier.told
    assert "was deleted, and with it 1 subscription" in told


async def test_kicked_and_back_resumes(harness: DeliveryHarness) -> None:
    """A guild that invites us again within the time gets what waited."""
    await harness.blocks.block_gone(RefusedError("Left.", gone=True), lambda d: d.guild_id == 1000)
    await harness.owe()
    await harness.run()
    assert harness.notifier.posted == []
    await harness.blocks.reconsider({1000})
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_rejected_payload_is_a_dead_letter(harness: DeliveryHarness) -> None:
    """A body that Discord never takes is kept with its payload and blocks nobody."""
    await harness.owe(2)
    harness.notifier.script.append(RejectedError("Invalid Form Body"))
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert (dead.reason, dead.payload["card"]) == ("Invalid Form Body", "arxiv:2511.00000")
    assert len(harness.notifier.posted) == 1


async def test_unexplained_answers_end_after_a_day(harness: DeliveryHarness) -> None:
    """An answer without a rule is tried for 24 hours, then it is a dead letter."""
    await harness.owe()
    harness.notifier.script = deque([UnexplainedError("418", in_doubt=False)] * 1000)
    while (MessageState.DEAD not in await harness.states()) and harness.now() < START + timedelta(days=3):
        await harness.run()
        harness.now.forward(minutes=5)
    assert timedelta(hours=24) <= harness.now() - START < timedelta(hours=25)


async def test_temporary_trouble_never_gives_up(harness: DeliveryHarness) -> None:
    """An outage of days loses nothing."""
    await harness.owe()
    harness.notifier.script = deque([TryLaterError("503", in_doubt=False)] * 600)
    for _ in range(3 * 24 * 12):
        await harness.run()
        harness.now.forward(minutes=5)
    harness.notifier.script.clear()
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_refused_token_ends_the_loop(harness: DeliveryHarness) -> None:
    """401 is passed up: the process has to end."""
    await harness.owe()
    harness.notifier.script.append(CredentialsError("Bad token."))
    await harness.deliverer.step()
    await harness.deliverer.drain(10)
    with pytest.raises(CredentialsError):
        await harness.deliverer.step()


async def test_requeued_letter_is_sent(harness: DeliveryHarness) -> None:
    """An admin's decision sends a dead letter after all."""
    await harness.owe()
    harness.notifier.script.append(RejectedError("AutoMod"))
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert await harness.store.requeue(dead.key, harness.now())
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_another_trouble_begins_anew(harness: DeliveryHarness) -> None:
    """A channel that was forbidden for weeks and is then deleted is kept thirty days from its deletion."""
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Embed Links.")
    await harness.owe()
    await harness.run()
    harness.now.forward(days=40)
    harness.notifier.problems[CHANNEL] = RefusedError("The channel was deleted.", gone=True)
    await harness.blocks.sweep()
    await harness.blocks.sweep()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert (where.block.cause, where.block.since) == (BlockCause.GONE, harness.now())


async def test_return_without_permission_is_told(harness: DeliveryHarness) -> None:
    """Invited again without Send Messages, the block says so, is told, and nothing is forgotten."""
    gone = RefusedError("Left.", gone=True)
    harness.notifier.problems[CHANNEL] = gone
    await harness.blocks.block_gone(gone, lambda d: d.id == CHANNEL)
    harness.now.forward(days=2)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await harness.blocks.reconsider({1000})
    harness.now.forward(days=40)
    await harness.blocks.sweep()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert where.block.reason == "Allow Send Messages."
    assert len(harness.notifier.told) == 1


async def test_trouble_long_after_a_healthy_time_is_told_again(harness: DeliveryHarness) -> None:
    """A block that was lifted long ago does not silence the next one."""
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await harness.owe()
    await harness.run()
    harness.notifier.problems.clear()
    await harness.blocks.sweep()
    harness.now.forward(days=60)
    harness.notifier.problems[CHANNEL] = RefusedError("Allow Send Messages.")
    await harness.run()
    where = await harness.store.destination(CHANNEL)
    assert where
    assert where.block
    assert where.block.since == harness.now()
    assert ["cannot" in text for _, text in harness.notifier.told] == [True, False, True]


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
    await harness.owe(3)
    await harness.run()
    (dead,) = await harness.store.messages([MessageState.DEAD])
    assert "ZeroDivisionError" in (dead.reason or "")
    assert len(harness.notifier.posted) == 2
    assert (await harness.store.counts()).alerts[AlertState.DEAD] == 1


async def test_absent_and_unwanted_is_dropped(harness: DeliveryHarness) -> None:
    """What was never accepted and nobody subscribes to any more is not sent after the look."""
    await harness.owe()
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=45))
    await harness.run()
    await harness.store.remove_subscription("aaaaa")
    harness.now.forward(seconds=60)
    await harness.run()
    assert harness.notifier.posted == []
    assert await harness.states() == {MessageState.DROPPED: 1}


async def test_bug_with_one_message_ends_as_a_dead_letter(harness: DeliveryHarness) -> None:
    """An error that nobody thought of is tried for a day and does not hold the channel for ever."""
    await harness.owe(2)
    harness.notifier.script = deque([ZeroDivisionError()] * 1000)
    while (MessageState.DEAD not in await harness.states()) and harness.now() < START + timedelta(days=3):
        await harness.run()
        harness.notifier.finds.clear()
        harness.now.forward(minutes=10)
    harness.notifier.script.clear()
    harness.now.forward(minutes=10)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def uncertain(harness: DeliveryHarness) -> None:
    """One message was accepted, which nobody could find out; an admin lets it be tried again."""
    await harness.owe()
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
