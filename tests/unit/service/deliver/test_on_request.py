"""Posts on request, on the real store: a new subscription's first, and a test."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import THREAD, Alert, AlertState, MessageKind, MessageState, message_key
from bot.domain.errors import ConflictError
from bot.domain.ports import PollCommit, Store
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Block, BlockCause, Kind, Mode
from bot.language.current import using_language
from bot.service.deliver.compose import Composer
from bot.service.deliver.on_request import CannotPostError, PostsOnRequest
from bot.service.trusted_clock import TrustedClock
from tests.support.fakes import (
    CHANNEL,
    START,
    Clock,
    PlainRenderer,
    destination,
    sighting,
    subscribe,
    subscription,
)
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts, context_of
from tests.support.pseudo import PSEUDO
from tests.unit.service.deliver.harness import DeliveryHarness

PAPER = sighting(title="Diffusion")
ID = PAPER.paper.id
OURS = subscription()


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    await subscribe(store, OURS)
    return DeliveryHarness(store, now)


@pytest.fixture
async def asked(harness: DeliveryHarness) -> PostsOnRequest:
    await harness.store.commit_poll(
        PollCommit(source="huggingface", at=harness.now(), sightings=(PAPER,), subscriptions_version=1)
    )
    return posts(harness, harness.store)


def posts(harness: DeliveryHarness, store: Any, clock: TrustedClock | None = None) -> PostsOnRequest:
    context = context_of(store, harness.notifier, harness.now)
    if clock is not None:
        context = replace(context, clock=clock, composer=Composer(PlainRenderer(), harness.notifier, clock))
    return PostsOnRequest(context, harness.blocks)


async def the_alert(harness: DeliveryHarness) -> Alert:
    found = await harness.store.find_alert(CHANNEL, ID)
    assert found is not None
    return found[0]


async def test_it_is_a_regular_alert(harness: DeliveryHarness, asked: PostsOnRequest):
    """The card has its usual key, and is posted once, even if requested again."""
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.PLANNED
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.PLANNED
    await harness.run()
    state, message = await asked.post_newest(OURS, ID)
    assert state is AlertState.SENT
    assert message is not None
    assert message.key == message_key(CHANNEL, MessageKind.CARD, (ID,))
    (payload,) = harness.notifier.posted
    assert payload["content"] == "📌 Newest match for **diffusion**, posted on request."
    await add_alerts(harness.store, [PAPER], harness.now())
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_a_crash_between_the_two_writes_loses_nothing(harness: DeliveryHarness, asked: PostsOnRequest):
    """After a crash between the two writes, the alert is still posted."""
    with pytest.raises(ConflictError):
        await posts(harness, Interrupted(harness.store, "plan", 99, ConflictError)).post_newest(OURS, ID)
    assert (await the_alert(harness)).state is AlertState.PENDING
    harness.now.forward(seconds=61)
    await harness.run()
    assert len(harness.notifier.posted) == 1
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.SENT


@pytest.mark.parametrize("verb", ["commit_poll", "plan"])
async def test_a_conflict_is_tried_again(harness: DeliveryHarness, asked: PostsOnRequest, verb: str):
    """A conflict with a poll or another change is tried again."""
    state, _ = await posts(harness, Interrupted(harness.store, verb, 2, ConflictError)).post_newest(OURS, ID)
    assert state is AlertState.PLANNED
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.PLANNED


async def test_a_paper_pending_for_a_digest_is_posted_now(harness: DeliveryHarness, asked: PostsOnRequest):
    """A paper pending for another subscription's digest is posted now, and only once."""
    daily = subscription("bbbbb", "diffusion upvotes:>=0", mode=Mode.DAILY)
    await subscribe(harness.store, daily)
    await add_alerts(harness.store, [PAPER], harness.now(), keys=("bbbbb",), due=harness.now().replace(day=13))
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.PLANNED
    harness.now.forward(days=2)
    await harness.run()
    assert len(harness.notifier.posted) == 1


async def test_a_paper_dropped_for_others_is_posted(harness: DeliveryHarness, asked: PostsOnRequest):
    """A dropped alert of other subscriptions does not prevent the post."""
    await add_alerts(harness.store, [PAPER], harness.now(), keys=("gone1",))
    await harness.run()
    assert (await the_alert(harness)).state is AlertState.DROPPED
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.PLANNED
    await harness.store.discard(message_key(CHANNEL, MessageKind.CARD, (ID,)), harness.now())
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.DROPPED


async def test_a_deleted_subscription_posts_nothing(harness: DeliveryHarness, asked: PostsOnRequest):
    """A subscription or channel deleted after the press posts nothing."""
    await harness.store.remove_subscription(OURS.id)
    with pytest.raises(CannotPostError, match="changed or deleted"):
        await asked.post_newest(OURS, ID)
    await harness.store.forget_destination(CHANNEL, dropped_at=START)
    with pytest.raises(CannotPostError, match="changed or deleted"):
        await asked.post_newest(OURS, ID)
    with pytest.raises(CannotPostError, match="no longer matches"):
        await asked.post_newest(OURS, "arxiv:2511.99999")
    assert await harness.store.find_alert(CHANNEL, ID) is None


async def test_what_cannot_be_rendered_is_a_dead_letter(
    harness: DeliveryHarness, asked: PostsOnRequest, monkeypatch: pytest.MonkeyPatch
):
    """A paper that cannot be rendered is a dead letter, ended by the later clock."""
    right = harness.now() + timedelta(days=730)
    monkeypatch.setattr(PlainRenderer, "card", None)  # a bug of ours
    await posts(harness, harness.store, TrustedClock(harness.now, lambda: right)).post_newest(OURS, ID)
    (dead,) = await harness.store.messages({MessageState.DEAD})
    assert (dead.payload, dead.finished) == ({}, right)
    assert (await asked.post_newest(OURS, ID))[0] is AlertState.DEAD


async def test_a_blocked_channel_gets_no_post(harness: DeliveryHarness, asked: PostsOnRequest):
    """The block's reason is given, in the person's language."""
    block = Block(cause=BlockCause.PERMISSION, reason="Allow it.", since=harness.now())
    await harness.store.set_block(CHANNEL, block)
    with using_language(PSEUDO), pytest.raises(CannotPostError) as caught:
        await asked.post_newest(OURS, ID)
    assert "Allow" not in str(caught.value)


async def test_a_trial_looks_like_an_alert_and_mentions_nobody(harness: DeliveryHarness):
    """A test looks like an alert, with a heading and without the role, and lifts a block."""
    look = Preferences(role_id=7, look=Look.COMPACT, thread_per_alert=True)
    noisy = replace(destination(), preferences=look, kind=Kind.FORUM)
    block = Block(cause=BlockCause.PERMISSION, reason="No.", since=harness.now())
    await harness.store.set_block(CHANNEL, block)
    assert await posts(harness, harness.store).post_test(OURS, noisy, PAPER, 5) == 1
    (payload,) = harness.notifier.posted
    assert payload["look"] == "compact"
    assert payload["content"].startswith("🧪 **This is a test**")
    assert payload[THREAD] == {"name": "Diffusion", "tags": ["diffusion"]}
    assert "role" not in payload
    found = await harness.store.destination(CHANNEL)
    assert found is not None
    assert found.block is None
