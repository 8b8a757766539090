"""Subscriptions that change between two writes of a large poll."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.alert import Message, MessageKind
from bot.domain.ports import PollCommit, SourceKind, Store
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.poll import ingest
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.rules import Limits
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import DAY, PERSON, SERVER, START, Clock, destination, sighting, subscribe, subscription
from tests.support.makers import forget_tombstones
from tests.support.meanwhile import Meanwhile

_CHANNELS = 40  # more than go into one write here
_PARTS = {"_MAX_ALERTS_PER_PART": 30, "_MAX_BASELINES_PER_PART": 10}  # a tenth of what goes into one
_FIRST, _LAST = "s0000", f"s{_CHANNELS - 1:04}"
_ELSEWHERE = 9_000
LISTS = frozenset({SPEC.name})
PAPER = sighting(title="On matter")
ANNOUNCED = (sighting(title="On matter", source="stream"),)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch):
    """Let few subscriptions take several writes."""
    for name, size in _PARTS.items():
        assert getattr(ingest, name) == 10 * size
        monkeypatch.setattr(ingest, name, size)


def interrupted(store: Store, change: Callable[[], Awaitable[object]]) -> Any:
    """Return a store that calls `change` after the first write of a poll."""
    return Meanwhile(store, "commit_poll", change, after=1)


async def listed(store: Store, times: int = 1):
    """Let a list have the paper, and poll it several times."""
    reading = Ingest(store, SPEC, PollContext(lists=LISTS))
    for _ in range(times):
        await reading.ingest([PAPER], START, position=DAY, learned=False)


async def everyone_subscribes(store: Store, sources: tuple[str, ...] = (), mode: Mode = Mode.NOW):
    """Subscribe each channel; who has a stream knows the paper."""
    more: dict[str, Any] = {"sources": sources, "mode": mode}
    everyone = (subscription(f"s{n:04}", "matter", channel=5_000 + n, **more) for n in range(_CHANNELS))
    await subscribe(store, *everyone, baseline=frozenset({PAPER.paper.id} if sources else ()))


async def _break_off():
    raise InterruptedError


async def posted(store: Store, channel: int):
    """Post the pending alert of the paper in a channel."""
    card = Message(
        key=f"card {channel}",
        destination_id=channel,
        kind=MessageKind.CARD,
        paper_ids=(PAPER.paper.id,),
        payload={},
        created=START,
        next_try=START,
    )
    await store.plan([card], [], START)
    (taken,) = await store.claim_due(START, timedelta(minutes=1), 1)
    await store.mark_sending(taken.key, taken.claim, first_attempt=START, after=None)
    await store.mark_sent(taken.key, taken.claim, 77, START)


async def streamed_and_posted(store: Store, channel: int):
    """Let a stream announce the paper, and post it in a channel."""
    stream = replace(SPEC, name="stream", kind=SourceKind.STREAM)
    await Ingest(store, stream, PollContext(lists=LISTS)).ingest(ANNOUNCED, START, learned=False)
    await posted(store, channel)


async def moved(store: Store, now: Clock, channel: int):
    """Move the first subscription to a channel."""
    (old,) = (s for s in (await store.subscriptions()).subscriptions if s.id == _FIRST)
    draft = Draft(
        query=parse(old.query),
        destination=destination(channel),
        name=old.name,
        creator_id=PERSON,
        sources=old.sources,
        replaces=old,
    )
    await Subscriptions(store, now, Setup(lists={SPEC.name}, limits=Limits(per_guild=1_000))).save(draft)


async def owed(store: Store, key: str) -> set[int]:
    """Check that each subscription is owed one alert; return the channels of one of them."""
    await forget_tombstones(store)
    places = (*range(5_000, 5_000 + _CHANNELS), _ELSEWHERE)
    found = [(place, key) for place in places for one in await store.pending(place) for key in one.subscriptions]
    assert sorted(name for _, name in found) == [f"s{n:04}" for n in range(_CHANNELS)]
    return {place for place, name in found if name == key}


@pytest.mark.parametrize("key", [_FIRST, _LAST], ids=["stored already", "still to come"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"name": "Another name"}, id="name"),
        pytest.param({"mode": Mode.DAILY}, id="mode"),
        pytest.param({"query": parse("matter OR trees")}, id="query"),
        pytest.param({"destination": destination(_ELSEWHERE)}, id="channel"),
        pytest.param({"sources": ("lists", "another")}, id="sources"),
    ],
)
@pytest.mark.parametrize("newly_listed", [False, True], ids=["new", "announced before"])
async def test_nothing_that_is_owed_is_learned(
    store: Store, now: Clock, change: dict[str, Any], key: str, *, newly_listed: bool
):
    """One paper for 400 channels is 400 alerts, whichever of the subscriptions is changed half way, and how.

    So it is when a stream had announced the paper, and all knew it.
    """
    sources = ("lists", "stream") if newly_listed else ()
    if newly_listed:
        await store.commit_poll(PollCommit(source="stream", at=START, sightings=ANNOUNCED))
    await everyone_subscribes(store, sources)
    (old,) = (s for s in (await store.subscriptions()).subscriptions if s.id == key)
    asked = {"query": parse(old.query), "destination": destination(old.destination_id), "name": old.name} | change
    draft = Draft(creator_id=PERSON, replaces=old, **asked)
    changing = interrupted(
        store, lambda: Subscriptions(store, now, Setup(lists=LISTS, limits=Limits(per_guild=1_000))).save(draft)
    )
    await listed(changing, times=2)
    assert await owed(store, key) == {asked["destination"].id}


@pytest.mark.parametrize("sources", [(), ("lists", "stream")], ids=["lists", "lists and the stream"])
async def test_what_a_channel_has_of_a_reading_that_broke_off_does_not_come_again(
    store: Store, now: Clock, sources: tuple[str, ...]
):
    """A channel does not get a paper twice: its alerts were stored in part, posted, and one subscription moved."""
    await store.commit_poll(PollCommit(source="stream", at=START, sightings=ANNOUNCED))
    await everyone_subscribes(store, sources)
    changing = interrupted(store, _break_off)
    with pytest.raises(InterruptedError):
        await listed(changing)
    await posted(store, 5_000)
    await moved(store, now, _ELSEWHERE)
    await listed(store)
    assert await store.pending(_ELSEWHERE) == ()
    assert len([n for n in range(_CHANNELS) if await store.pending(5_000 + n)]) == _CHANNELS - 1


async def test_nor_what_a_channel_had_of_others_when_it_came_there(store: Store, now: Clock):
    """A pending alert merges into the other channel's and is not repeated after another move."""
    both = {"sources": ("lists", "stream")}
    await subscribe(store, subscription(_FIRST, "matter", channel=5_000, **both))
    await subscribe(store, subscription(_LAST, "on matter", channel=5_001, **both))
    await streamed_and_posted(store, 5_001)
    for channel in (5_001, _ELSEWHERE):
        await moved(store, now, channel)
    await listed(store)
    assert await store.pending(_ELSEWHERE) == ()


async def test_what_only_others_had_heard_of_comes_where_it_went(store: Store, now: Clock):
    """A moved subscription to lists gets a paper that was posted in its channel for a stream's subscriber."""
    await subscribe(store, subscription(_FIRST, "matter", channel=5_000))
    await subscribe(store, subscription(_LAST, "on matter", channel=5_000, sources=("stream",)))
    await streamed_and_posted(store, 5_000)
    await moved(store, now, _ELSEWHERE)
    await listed(store)
    assert [alert.subscriptions for alert in await store.pending(_ELSEWHERE)] == [(_FIRST,)]


@pytest.mark.parametrize("key", [_FIRST, _LAST], ids=["stored already", "still to come"])
async def test_what_is_owed_before_a_pause_waits_for_its_end(store: Store, now: Clock, key: str):
    """Alerts of a poll that was interrupted before a pause are held until its end."""
    await everyone_subscribes(store)
    subscriptions = Subscriptions(store, now, Setup(limits=Limits(per_guild=1_000)))
    changing = interrupted(store, lambda: subscriptions.pause(SERVER, key))
    await listed(changing, times=2)
    await subscriptions.resume(SERVER, key)
    assert await owed(store, key) == {5_000 + int(key[1:])}


@pytest.mark.parametrize("place", [0, _CHANNELS - 1], ids=["stored already", "still to come"])
async def test_what_is_brought_is_due_by_what_its_channel_has_chosen_by_then(store: Store, now: Clock, place: int):
    """A digest time that changes during a poll holds for all alerts of that poll."""
    await everyone_subscribes(store, mode=Mode.DAILY)
    chosen = ChannelPreferences(store, DigestTimes(), now)
    changing = interrupted(store, lambda: chosen.change(5_000 + place, digest_time=time(18, 30)))
    await listed(changing)
    (alert,) = await store.pending(5_000 + place)
    assert alert.due == START.replace(hour=18, minute=30)
    others = [one.due for n in range(_CHANNELS) if n != place for one in await store.pending(5_000 + n)]
    assert len(others) == _CHANNELS - 1
    assert alert.due not in others
