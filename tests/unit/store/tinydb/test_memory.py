"""What many servers have alike takes little, and says the same."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.subscription import Destination
from bot.store.tinydb.indexes.places import PlaceIndex
from tests.support.fakes import subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store


def test_groups_of_any_size_hold_what_sets_hold() -> None:
    """Subscriptions of a destination and destinations of a server come, move and go, one of each or dozens."""
    rng, places = random.Random(20251112), PlaceIndex()
    to, guild = dict[str, int | None](), dict[int, int | None]()
    for _ in range(3_000):
        key, number = f"s{rng.randrange(40)}", rng.randrange(40)
        new_to, new_guild = rng.choice([1, 1, 2, None]), rng.choice([7, 7, None, 0])
        before, old = to.get(key), guild.get(number, 0)
        places.subscription(key, before and {"to": before}, new_to and {"to": new_to})
        places.destination(
            number, None if old == 0 else {"guild": old}, None if new_guild == 0 else {"guild": new_guild}
        )
        to[key], guild[number] = new_to, new_guild
        assert _sets(places.subscribed) == _grouped({k: v for k, v in to.items() if v is not None})
        assert _sets(places.guilds) == _grouped({n: g for n, g in guild.items() if g != 0})
        assert places.destinations([7, 8]) == {n for n, g in guild.items() if g == 7}


def _sets(groups: object) -> dict[object, set[object]]:
    assert isinstance(groups, dict)
    return {key: set(group) for key, group in groups.items()}


def _grouped(items: dict[object, object]) -> dict[object, set[object]]:
    groups: defaultdict[object, set[object]] = defaultdict(set)
    for item, key in items.items():
        groups[key].add(item)
    return dict(groups)


def test_a_server_with_one_channel_takes_no_set() -> None:
    """Of 2,500 servers' sets there would be a megabyte."""
    places = PlaceIndex()
    places.destination(1, None, {"guild": 7})
    places.subscription("s1", None, {"to": 1})
    assert sys.getsizeof(places.guilds[7]) == sys.getsizeof(places.subscribed[1]) < sys.getsizeof(set[int]()) / 3


async def test_equal_baselines_are_one(store: Store) -> None:
    """Many servers ask for the same; one that differs is its own."""
    for key, known in {"a": {"arxiv:1", "arxiv:2"}, "b": {"arxiv:2", "arxiv:1"}, "c": {"arxiv:1"}}.items():
        one = replace(subscription(key, "diffusion"), destination_id=ord(key))
        version = await store.papers_version()
        where = Destination(id=ord(key), guild_id=one.guild_id)
        await store.save_subscription(one, where, baseline=frozenset(known), papers_version=version)
    book = await store.subscriptions()
    assert book.baseline("a") is book.baseline("b")
    assert book.baseline("b") == {"arxiv:1", "arxiv:2"}
    assert book.baseline("c") == {"arxiv:1"}
