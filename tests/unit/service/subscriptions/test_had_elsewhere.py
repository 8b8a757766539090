"""Papers that a subscription got in a channel before it moved are not alerted again."""

from dataclasses import dataclass, replace
from typing import Any, Self

import pytest

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.ports import PollCommit, SourceKind, Store
from bot.query import parse
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from bot.service.subscriptions.undo import Undo
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import DAY, PERSON, SERVER, START, Clock, destination, sighting, subscribe, subscription
from tests.support.meanwhile import Through

_FIRST, _ELSEWHERE = 5_000, 5_001
_OURS, _THEIRS = "aaaaa", "bbbbb"
_LISTS = {SPEC.name}
_STREAM = replace(SPEC, name="stream", kind=SourceKind.STREAM)
_BOTH = ("lists", "stream")
_PAPER = sighting(title="On matter")
_STREAMED = replace(sighting(title="On matter", source="stream"), kind=SourceKind.STREAM)
_EDITS: dict[str, dict[str, Any]] = {
    "move": {"destination": destination(_ELSEWHERE)},
    "return": {"destination": destination(_FIRST)},
    "lists": {"sources": ()},
    "both": {"sources": _BOTH},
    "stream": {"sources": ("stream",)},
    "edit": {"query": parse("trees")},
    "edit back": {"query": parse("matter")},
    "move, lists": {"destination": destination(_ELSEWHERE), "sources": ()},
    "move, both": {"destination": destination(_ELSEWHERE), "sources": _BOTH},
    "move, stream": {"destination": destination(_ELSEWHERE), "sources": ("stream",)},
}


@dataclass(frozen=True, kw_only=True)
class Host:
    """Two subscriptions in two channels, and a paper that a stream has announced."""

    store: Store
    subscriptions: Subscriptions

    @classmethod
    async def begin(cls, store: Store, now: Clock, sources: tuple[str, ...]) -> Self:
        announced = PollCommit(source="stream", at=START, sightings=(_STREAMED,))
        await store.commit_poll(announced)
        known = frozenset({_PAPER.paper.id} if sources else ())
        await subscribe(store, subscription(_OURS, "matter", channel=_FIRST, sources=sources), baseline=known)
        await subscribe(store, subscription(_THEIRS, "on matter", channel=_ELSEWHERE + 1))
        return cls(store=store, subscriptions=Subscriptions(store, now, Setup(lists=_LISTS)))

    @classmethod
    async def moved(cls, store: Store, now: Clock, had_of: str, chose: str) -> Self:
        """A subscription that got the paper from one source, moved, and changed to other sources."""
        await subscribe(store, subscription(_OURS, "matter", channel=_FIRST, sources=("stream",)))
        host = cls(store=store, subscriptions=Subscriptions(store, now, Setup(lists=_LISTS)))
        await host.edit(had_of)
        await (host.stream if had_of == "stream" else host.list_)()
        await host.post(_FIRST)
        for how in ("move", chose):
            await host.edit(how)
        return host

    async def break_off(self):
        """A list has the paper; the first of its alerts was stored and posted before the process was killed."""
        await self.list_(learned_by=(_THEIRS,))

    async def list_(self, *, learned_by: tuple[str, ...] = ()):
        """Poll the list; with `learned_by`, only the first of several writes of alerts is stored."""
        store: Any = _BrokenOff(self.store, learned_by) if learned_by else self.store
        await Ingest(store, SPEC, PollContext(lists=_LISTS)).ingest(
            [_PAPER], START, position=None if learned_by else DAY, learned=False
        )

    async def stream(self):
        await Ingest(self.store, _STREAM, PollContext(lists=_LISTS)).ingest([_STREAMED], START, learned=False)

    async def post(self, channel: int):
        card = Message(
            key=f"card {channel}",
            destination_id=channel,
            kind=MessageKind.CARD,
            paper_ids=(_PAPER.paper.id,),
            payload={},
            created=START,
            next_try=START,
            state=MessageState.SENT,
            finished=START,
        )
        await self.store.plan([card], [], START)

    async def edit(self, how: str):
        if how in {"pause", "resume"}:
            await getattr(self.subscriptions, how)(SERVER, _OURS)
            return
        old = await self.subscriptions.get(SERVER, _OURS)
        to = destination(old.destination_id)
        asked: dict[str, Any] = {"query": parse(old.query), "destination": to, "sources": old.sources}
        asked |= _EDITS[how]
        await self.subscriptions.save(Draft(creator_id=PERSON, name="ours", replaces=old, **asked))

    async def read_again(self):
        """Poll list and stream, now and once more after a pause."""
        for _ in range(2):
            await self.list_()
            await self.stream()
            await self.subscriptions.resume(SERVER, _OURS)

    async def places(self) -> list[int]:
        """The channels that have, or will get, the paper for the subscription."""
        found = [await self.store.find_alert(to, _PAPER.paper.id) for to in (_FIRST, _ELSEWHERE, _ELSEWHERE + 1)]
        alerts = (one[0] for one in found if one is not None)
        ours = (one for one in alerts if _OURS in one.subscriptions and one.state is not AlertState.DROPPED)
        return [one.destination_id for one in ours]


class _BrokenOff(Through):
    """A store in which a poll stops after its first write, without the alerts of some subscriptions."""

    def __init__(self, store: Store, without: tuple[str, ...]):
        super().__init__(store)
        self._without = set(without)

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        """Papers of a list are stored with the last alerts."""
        some = tuple(alert for alert in commit.alerts if self._without.isdisjoint(alert.subscriptions))
        return await self._store.commit_poll(replace(commit, alerts=some, sightings=()))


@pytest.mark.parametrize("sources", [(), _BOTH], ids=["lists first", "lists and the stream first"])
@pytest.mark.parametrize(
    "edits",
    [
        "move",
        "move, lists",
        "move; lists",
        "move; both",
        "move; stream",
        "move; stream; lists",
        "stream; move; both",
        "pause; move; resume",
        "pause; move; lists; resume",
        "move; pause; lists",
        "move; edit; edit back",
        "edit; move; edit back",
        "move; lists; return; both",
        "move, lists; return; move",
    ],
)
async def test_a_posted_paper_is_not_posted_again_after_an_edit(
    store: Store, now: Clock, edits: str, sources: tuple[str, ...]
):
    """A paper whose alert was posted before the poll was interrupted is not posted again after an edit."""
    host = await Host.begin(store, now, sources)
    await host.break_off()
    await host.post(_FIRST)
    for how in edits.split("; "):
        await host.edit(how)
    await host.read_again()
    assert await host.places() == [_FIRST]
    assert [alert.subscriptions for alert in await store.pending(_ELSEWHERE + 1)] == [(_THEIRS,)]


@pytest.mark.parametrize("sources", [(), _BOTH], ids=["lists first", "lists and the stream first"])
@pytest.mark.parametrize(
    "edits",
    [
        "move",
        "move, lists",
        "move, both",
        "move; lists",
        "lists; move",
        "move; both",
        "both; move",
        "pause; move; resume",
        "move, lists; pause; resume",
        "move; edit; edit back",
    ],
)
async def test_an_unposted_paper_is_posted_in_the_present_channel(
    store: Store, now: Clock, edits: str, sources: tuple[str, ...]
):
    """A paper whose alert the interrupted poll had not stored is posted once, in the present channel."""
    host = await Host.begin(store, now, sources)
    await host.list_(learned_by=(_OURS, _THEIRS))
    for how in edits.split("; "):
        await host.edit(how)
    await host.read_again()
    assert await host.places() == [_ELSEWHERE]


@pytest.mark.parametrize(("had_of", "chose"), [("stream", "lists"), ("lists", "stream")])
async def test_a_source_added_after_a_move_repeats_no_paper(store: Store, now: Clock, had_of: str, chose: str):
    """A source added after the move does not alert a paper that another source alerted in the old channel."""
    host = await Host.moved(store, now, had_of, chose)
    await host.read_again()
    assert await host.places() == [_FIRST]


@pytest.mark.parametrize("sources", [_BOTH, (SPEC.name, "stream")], ids=["lists", "by name"])
@pytest.mark.parametrize("how", ["changed", "ended", "not picked"])
async def test_a_paper_missed_by_a_change_is_posted_after_undo(
    store: Store, now: Clock, how: str, sources: tuple[str, ...]
):
    """A list's paper that was missed during a change or deletion is posted after Undo."""
    host = await Host.begin(store, now, sources)
    if how == "ended":
        change = await host.subscriptions.delete(SERVER, _OURS)
    else:
        ours = await host.subscriptions.get(SERVER, _OURS)
        to = destination(_FIRST)
        draft = Draft(query=parse("trees"), destination=to, creator_id=PERSON, replaces=ours)
        change = await host.subscriptions.save(draft)
    await (host.stream if how == "not picked" else host.list_)()
    assert await host.places() == ([_FIRST] if how == "ended" else [])  # where it waits
    await Undo(store, host.subscriptions.restore, now).undo(SERVER, change.key, _allowed)
    assert await host.places() == ([] if how == "not picked" else [_FIRST])
    await host.list_()
    assert await host.places() == [_FIRST]


async def _allowed(_: int):
    """Allow posts in every channel."""


async def test_a_pause_adds_no_alert_of_a_former_channel(store: Store, now: Clock):
    """A pause makes no alert for a paper that the subscription got in its former channel."""
    host = await Host.moved(store, now, "stream", "lists")
    await host.list_()
    for how in ("pause", "resume"):
        await host.edit(how)
    assert await host.places() == [_FIRST]


async def test_others_get_their_alert_without_the_moved_one(store: Store, now: Clock):
    """Another subscription's alert does not include the one that got the paper in its former channel."""
    host = await Host.moved(store, now, "stream", "lists")
    await subscribe(store, subscription(_THEIRS, "on matter", channel=_ELSEWHERE))
    await host.list_()
    assert [alert.subscriptions for alert in await store.pending(_ELSEWHERE)] == [(_THEIRS,)]
