"""The test post."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.alert import THREAD
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Kind
from bot.service.deliver.trial_post import TrialPosts
from tests.support.fakes import FakeNotifier, PlainRenderer, destination, sighting, subscription

NOISY = replace(
    destination(), preferences=Preferences(role_id=7, look=Look.COMPACT, thread_per_alert=True), kind=Kind.FORUM
)


async def test_a_trial_looks_like_an_alert_and_mentions_nobody() -> None:
    """The look of the channel, a heading above it, and a forum's post is named; the role is left in peace."""
    notifier = FakeNotifier()
    posted = await TrialPosts(PlainRenderer(), notifier).post(subscription(), NOISY, sighting(), 5)
    (payload,) = notifier.posted
    assert posted == 1
    assert payload["look"] == "compact"
    assert payload["content"].startswith("🧪 **This is a test.**")
    assert payload[THREAD] == {"name": "A paper", "tags": ["diffusion"]}
    assert "role" not in payload


async def test_a_trial_asked_for_twice_is_one_post() -> None:
    """Its marker comes from the request, and is not that of the real alert."""
    notifier = FakeNotifier()
    trials = TrialPosts(PlainRenderer(), notifier)
    first = await trials.post(subscription(), destination(), sighting(), 5)
    assert await trials.post(subscription(), destination(), sighting(), 5) == first
    assert await trials.post(subscription(), destination(), sighting(), 6) != first
