"""The matcher follows the subscription cache."""

import pytest

from bot.domain.subscription import Subscription
from bot.domain.subscription_cache import SubscriptionCache
from bot.service.poll.matcher import Matcher
from tests.support.fakes import sighting, subscription
from tests.support.meanwhile import CountedTurns

PAPER = sighting(title="A diffusion paper")


def cache(version: int, *subscriptions: Subscription) -> SubscriptionCache:
    return SubscriptionCache(version=version, subscriptions=subscriptions, baselines={})


async def matched(matcher: Matcher) -> list[str]:
    return [s.id for s in await matcher.match(PAPER)]


async def test_changed_subscriptions_count_from_the_next_sync():
    """Added, edited, paused and removed subscriptions count from the next sync on."""
    matcher = Matcher()
    seen = []
    for version, subscriptions in enumerate(
        [
            [subscription("aaaaa")],
            [subscription("aaaaa"), subscription("bbbbb", "paper")],
            [subscription("aaaaa", "galaxies"), subscription("bbbbb", "paper")],
            [subscription("bbbbb", "paper", paused=True)],
            [subscription("bbbbb", "paper")],
        ]
    ):
        await matcher.sync(cache(version, *subscriptions))
        seen.append(await matched(matcher))
    assert seen == [["aaaaa"], ["aaaaa", "bbbbb"], ["bbbbb"], [], ["bbbbb"]]


class Noting(Matcher):
    """Records which subscriptions it updated."""

    def __init__(self):
        super().__init__()
        self.seen: list[str] = []

    def _update(self, key: str, subscription: Subscription | None):
        self.seen.append(key)
        super()._update(key, subscription)


async def test_only_changes_are_indexed():
    """A sync updates only what changed, or everything if the cache has no record."""
    matcher = Noting()
    first = cache(1, *(subscription(f"s{n:04}", f"word{n}") for n in range(500)))
    await matcher.sync(first)
    matcher.seen.clear()
    changed = first.with_changes(2, {"s0007": (subscription("s0007", "diffusion"), frozenset()), "s0008": None})
    await matcher.sync(changed)
    assert sorted(matcher.seen) == ["s0007", "s0008"]
    assert await matched(matcher) == ["s0007"]
    await matcher.sync(cache(3, subscription("s0007", "diffusion")))
    assert len(matcher.seen) == 2 + 499
    assert await matched(matcher) == ["s0007"]


async def test_query_that_cannot_be_read_any_more_is_left_out(caplog: pytest.LogCaptureFixture):
    """A query that does not parse is logged and does not affect the others."""
    matcher = Matcher()
    await matcher.sync(cache(1, subscription("aaaaa", "(diffusion"), subscription("bbbbb")))
    assert await matched(matcher) == ["bbbbb"]
    assert "aaaaa" in caplog.text


async def test_a_long_abstract_is_matched_in_a_thread():
    """A long text whose words are new does not hold the event loop; a usual one needs no thread."""
    matcher, seen = Matcher(), list[bool]()
    await matcher.sync(cache(1, subscription("aaaaa", "diffusion")))
    for letters in (10, 10_000):
        paper = sighting(abstract=f"diffusion {'λ ' * letters}")
        async with CountedTurns() as turns:
            assert [s.id for s in await matcher.match(paper)] == ["aaaaa"]
        seen.append(turns.number > 0)
    assert seen == [False, True]
