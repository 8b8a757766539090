"""Storing a poll in parts."""

import pytest

from bot.domain.alert import Alert
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.service.poll.ingest import Ingest
from bot.service.poll.parts import in_parts
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import DAY, START, sighting, subscribe, subscription
from tests.support.meanwhile import Meanwhile, Through

_LONG = "word " * 3_000


def reading(count: int, abstract: str = "On matter.") -> list[Sighting]:
    return [sighting(f"2511.{n:05}", abstract=abstract) for n in range(count)]


class Recording(Through):
    """A store that notes what was committed; the `conflicts` first commits fail."""

    def __init__(self, store: Store, conflicts: int = 0):
        super().__init__(store)
        self.commits: list[PollCommit] = []
        self._conflicts = conflicts

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        self.commits.append(commit)
        if len(self.commits) <= self._conflicts:
            raise ConflictError("Something changed.")
        return await self._store.commit_poll(commit)


def ingest(store: object) -> Ingest:
    return Ingest(store, SPEC)


def test_parts_hold_everything_in_order():
    """Papers stay in order, and no part but that of a single paper has more than 20,000 characters."""
    listed = reading(9, _LONG) + reading(40)
    parts = list(in_parts(listed))
    assert [one for part in parts for one in part] == list(listed)
    assert [len(part) for part in parts[:9]] == [1] * 8 + [41]
    assert not list(in_parts(()))


async def test_the_position_goes_with_the_last_part(store: Store):
    """Papers are stored with their alerts, and the position only with the last part."""
    await subscribe(store, subscription(query="word"))
    recording = Recording(store)
    done = await ingest(recording).ingest(reading(3, _LONG), START, position=DAY, cursor="7", learned=False)
    assert done.new_papers == 3
    assert done.new_alerts == 3
    assert done.alerts == tuple(alert for commit in recording.commits for alert in commit.alerts)
    assert [(commit.cursor, commit.more_follow) for commit in recording.commits] == [
        (None, True),
        (None, True),
        ("7", False),
    ]
    assert [(len(c.sightings), len(c.alerts), c.position) for c in recording.commits] == [
        (1, 1, None),
        (1, 1, None),
        (1, 1, DAY),
    ]


async def test_many_alerts_are_stored_in_steps(store: Store):
    """One paper for 700 channels takes three steps, the paper in the first and the position in the last."""
    await subscribe(store, *(subscription(f"s{n:04}", "matter", channel=5_000 + n) for n in range(700)))
    recording = Recording(store)
    done = await ingest(recording).ingest(reading(1), START, position=DAY, learned=False)
    assert [(len(c.sightings), len(c.alerts), c.position, c.more_follow) for c in recording.commits] == [
        (1, 300, None, True),
        (0, 300, None, True),
        (0, 100, DAY, False),
    ]
    assert len({alert.destination_id for alert in done.alerts}) == 700


async def test_a_conflict_half_way_leaves_nothing_out(store: Store):
    """If a subscription changes between two writes, the part is matched again without a second alert."""
    await subscribe(store, *(subscription(f"s{n:04}", "matter", channel=5_000 + n) for n in range(700)))

    late = Meanwhile(
        store, "commit_poll", lambda: subscribe(store, subscription("late", "matter", channel=9_000)), after=1
    )
    await ingest(late).ingest(reading(1), START, position=DAY, learned=False)
    alerts = await store.due_alerts(START, 10_000)
    assert len({alert.key for alert in alerts}) == len(alerts) == 701
    assert await store.position("huggingface") == DAY


async def test_endless_conflicts_are_told(store: Store):
    """A poll fails with a sentence if subscriptions change all the time."""
    with pytest.raises(ConflictError, match="faster"):
        await ingest(Recording(store, conflicts=1_000)).ingest(reading(1), START, position=DAY, learned=False)


async def test_learning_for_very_many(store: Store):
    """Baselines are written a hundred at a time; papers and position with the last of them."""
    await subscribe(store, *(subscription(f"s{n:04}", "matter", channel=n) for n in range(250)))
    recording = Recording(store)
    await ingest(recording).ingest(reading(2), START, position=DAY, learned=True)
    parts = [(len(c.baselines), len(c.sightings), c.position) for c in recording.commits]
    assert parts == [(100, 0, None), (100, 0, None), (50, 2, DAY)]
    cache = await store.subscriptions()
    assert set(cache.baselines.values()) == {frozenset({"arxiv:2511.00000", "arxiv:2511.00001"})}


async def test_a_change_while_very_many_learn(store: Store):
    """A subscription edited between two writes gets the baseline of its new query."""
    others = subscription("s0249", "nothing", channel=249), subscription("other", "matter")
    await subscribe(store, *(subscription(f"s{n:04}", "matter", channel=n) for n in range(250)))
    await ingest(Meanwhile(store, "commit_poll", lambda: subscribe(store, *others), after=1)).ingest(
        reading(1), START, position=DAY, learned=True
    )
    baselines = (await store.subscriptions()).baselines
    assert sorted(key for key, known in baselines.items() if known) == ["other", *(f"s{n:04}" for n in range(249))]
    assert await store.position("huggingface") == DAY
