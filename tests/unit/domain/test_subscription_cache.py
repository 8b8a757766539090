"""The subscription cache: lookups and changes."""

import random
from datetime import date, timedelta

import pytest

from bot.domain.subscription import Owner, Subscription
from bot.domain.subscription_cache import SubscriptionCache, baselines_begin
from bot.service.poll.list_days import CATCH_UP_DAYS
from tests.support.fakes import DAY, START, subscription

OWNERS = [Owner(guild_id=guild, user_id=person) for guild in (None, 1, 2) for person in (1, 2)]
PLACES = range(1, 5)


def drawn(rng: random.Random, key: str) -> Subscription:
    return subscription(
        key,
        channel=rng.choice(PLACES),
        guild_id=rng.choice((None, 1, 2)),
        creator_id=rng.choice((1, 2)),
        created=START + timedelta(seconds=rng.randrange(5)),
    )


def look(cache: SubscriptionCache) -> list[object]:
    """All lookups of a cache."""
    keys = [f"s{n}" for n in range(12)]
    return [
        cache.subscriptions,
        dict(cache.by_id),
        dict(cache.baselines),
        [(cache.get(key), cache.baseline(key)) for key in keys],
        [cache.at(place) for place in PLACES],
        [cache.of(owner) for owner in OWNERS],
    ]


@pytest.mark.parametrize("seed", range(20))
def test_a_changed_cache_equals_a_new_one(seed: int):
    """After any changes, lookups equal a full scan, and earlier caches are unchanged."""
    rng = random.Random(seed)
    cache = SubscriptionCache(version=0)
    all_: dict[str, tuple[Subscription, frozenset[str]]] = {}
    for version in range(1, 30):
        keys = rng.sample([f"s{n}" for n in range(12)], k=rng.randrange(4))
        made = {key: (drawn(rng, key), frozenset({f"p{rng.randrange(9)}"})) for key in keys}
        changes = {key: rng.choice([made[key], None]) for key in keys}
        before = look(cache)
        after = cache.with_changes(version, changes)
        assert look(cache) == before
        cache = after
        all_ = {key: value for key, value in (all_ | changes).items() if value is not None}
        found = sorted((one for one, _ in all_.values()), key=lambda s: (s.created, s.id))
        anew = SubscriptionCache(
            version=version, subscriptions=found, baselines={key: known for key, (_, known) in all_.items()}
        )
        assert look(cache) == look(anew)
        assert list(cache.subscriptions) == found
        assert [cache.of(owner) for owner in OWNERS] == [tuple(filter(o.has, found)) for o in OWNERS]
        assert [cache.at(place) for place in PLACES] == [
            tuple(s for s in found if s.destination_id == place) for place in PLACES
        ]


def test_ids_changed_since_a_version():
    """A cache returns the ids changed since a version, or None if it has no record of it."""
    caches = [SubscriptionCache(version=3, subscriptions=[subscription("a")])]
    for number in range(70):
        caches.append(caches[-1].with_changes(5 + number, {f"b{number}": None}))
    last = caches[-1]
    assert last.changed_since(last.version) == frozenset()
    assert last.changed_since(caches[-3].version) == {"b68", "b69"}
    assert last.changed_since(caches[7].version) == {f"b{n}" for n in range(7, 70)}
    assert last.changed_since(3) is None
    assert caches[0].changed_since(2) is None


def test_baselines_reach_back_beyond_what_is_read_again():
    """Baselines begin a week before the oldest list that a poll can read."""
    assert DAY - baselines_begin(DAY, START) >= timedelta(days=CATCH_UP_DAYS + 7)
    assert baselines_begin(DAY, START + timedelta(days=300)) == baselines_begin(DAY, START)
    assert baselines_begin(date.max, START) == baselines_begin(DAY, START)
