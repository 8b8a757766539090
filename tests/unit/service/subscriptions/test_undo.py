"""Undo, from the service to the posts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import TryLaterError
from bot.domain.ports import Store
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.query import parse
from bot.service.poll.ingest import Ingest
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.retention import forget_old, forget_tombstones
from bot.service.subscriptions.pauses import end_pauses
from bot.service.subscriptions.rules import Limits
from bot.service.subscriptions.subscriptions import MOST_TOMBSTONES, Draft, Setup, Subscriptions
from bot.service.subscriptions.undo import Change, Undo, UndoError
from bot.service.trusted_clock import TrustedClock
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import CHANNEL, PERSON, SERVER, Clock, destination, sighting, subscribe, subscription
from tests.unit.service.deliver.harness import DeliveryHarness

OTHER = CHANNEL + 7
BEFORE = sighting("2511.00001", title="Diffusion that waits")
SINCE = sighting("2511.00002", title="Diffusion since")
TREES = sighting("2511.00003", title="Trees since")


class Host:
    """A subscription to `diffusion`, and its posts."""

    def __init__(self, store: Store, now: Clock):
        self.store, self.now = store, now
        self.subscriptions = Subscriptions(store, now)
        self.undo = Undo(store, self.subscriptions.restore, now)
        self.delivery = DeliveryHarness(store, now)
        self.asked: list[int] = []

    async def read(self, *papers: Any):
        """Poll these papers."""
        ingest = Ingest(self.store, SPEC)
        await ingest.ingest(papers, self.now(), learned=False)

    async def posted(self) -> list[tuple[int, str]]:
        """The channels in which each paper was posted."""
        for _ in range(3):
            self.now.forward(minutes=2)
            await self.delivery.run()
        return sorted((where, payload["card"]) for where, _, payload in self.delivery.notifier.history)

    async def may_post(self, place: int):
        self.asked.append(place)

    async def take_back(self, change: Change):
        await self.undo.undo(SERVER, change.key, self.may_post)

    async def change(self, query: str = "diffusion", channel: int = CHANNEL) -> Change:
        (old,) = (await self.store.subscriptions()).subscriptions
        draft = Draft(
            query=parse(query), destination=destination(channel), creator_id=PERSON, name="x", replaces=old
        )
        return await self.subscriptions.save(draft)

    async def end(self) -> Change:
        return await self.subscriptions.delete(SERVER, "aaaaa")

    async def pause(self) -> Change:
        return (await self.subscriptions.pause(SERVER, "aaaaa"))[0]


@pytest.fixture
async def host(store: Store, now: Clock) -> Host:
    await subscribe(store, subscription())
    return Host(store, now)


DOINGS: dict[str, Callable[[Host], Awaitable[Change]]] = {
    "query": lambda host: host.change("trees"),
    "name": lambda host: host.change(),
    "move": lambda host: host.change(channel=OTHER),
    "pause": Host.pause,
    "end": Host.end,
}


@pytest.mark.parametrize("doing", DOINGS.values(), ids=DOINGS)
async def test_undo_posts_everything_once_where_it_belongs(host: Host, doing: Callable[[Host], Awaitable[Change]]):
    """After Undo, alerts pending before the change and matches since are posted once, where they belong."""
    host.delivery.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=60))
    await host.read(BEFORE)
    await host.delivery.run()
    before = (await host.store.subscriptions()).subscriptions
    change = await doing(host)
    await host.read(SINCE, TREES)
    await host.take_back(change)
    assert (await host.store.subscriptions()).by_id == {"aaaaa": before[0]}
    await host.read(SINCE, TREES)
    assert await host.posted() == [(CHANNEL, BEFORE.paper.id), (CHANNEL, SINCE.paper.id)]


async def test_what_was_posted_elsewhere_is_not_posted_again(host: Host):
    """A paper posted in the new channel is not posted again in the old one after Undo."""
    change = await host.change(channel=OTHER)
    await host.read(SINCE)
    assert await host.posted() == [(OTHER, SINCE.paper.id)]
    await host.take_back(change)
    await host.read(SINCE, BEFORE)
    assert await host.posted() == [(CHANNEL, BEFORE.paper.id), (OTHER, SINCE.paper.id)]


async def test_a_post_in_doubt_is_finished_in_its_channel(host: Host):
    """A post in doubt is searched for, and posted once, even if its subscription is deleted and restored."""
    host.delivery.notifier.script.append(TryLaterError("reset", in_doubt=True, retry_after=60))
    await host.read(BEFORE)
    await host.delivery.run()
    change = await host.end()
    assert await host.posted() == [(CHANNEL, BEFORE.paper.id)]
    await host.take_back(change)
    await host.read(BEFORE)
    assert len(await host.posted()) == 1


async def test_two_simultaneous_undos_take_effect_once(host: Host):
    """Of two simultaneous Undos, the second gets an error."""
    change = await host.end()
    results = await asyncio.gather(host.take_back(change), host.take_back(change), return_exceptions=True)
    assert [type(one) for one in results] in ([type(None), UndoError], [UndoError, type(None)])


async def test_a_pause_that_ended_meanwhile_is_not_restored(host: Host):
    """A pause that ends while its version is a tombstone is over after Undo."""
    await host.subscriptions.pause(SERVER, "aaaaa", until=host.now() + timedelta(minutes=30))
    change = await host.change("trees")
    await host.read(BEFORE)
    host.now.forward(minutes=31)
    await end_pauses(host.store, host.subscriptions, host.now)
    await host.read(SINCE)
    await host.take_back(change)
    assert not (await host.subscriptions.get(SERVER, "aaaaa")).paused
    assert await host.posted() == [(CHANNEL, SINCE.paper.id)]


async def test_undo_without_a_new_subscription_ignores_limits(store: Store, now: Clock):
    """An Undo that adds no subscription works above the limits."""
    await subscribe(store, subscription(), subscription("bbbbb", "trees"))
    subscriptions = Subscriptions(store, now, Setup(limits=Limits(per_guild=1, per_channel=1)))
    host = Host(store, now)
    change = (await subscriptions.pause(SERVER, CHANNEL))[0]
    await Undo(store, subscriptions.restore, now).undo(SERVER, change.key, host.may_post)
    assert not any(one.paused for one in await subscriptions.owned(SERVER))


async def test_a_missed_digest_is_posted_at_once(host: Host):
    """A digest that was due between deletion and Undo is posted at once, not a week later."""
    await subscribe(host.store, subscription(mode=Mode.WEEKLY))
    await host.read(BEFORE)
    host.now.forward(days=4, hours=20, minutes=50)  # Monday, 08:50
    change = await host.end()
    host.now.forward(minutes=15)
    await host.delivery.run()
    await host.take_back(change)
    await ChannelPreferences(host.store, DigestTimes(), host.now).reschedule([CHANNEL])
    await host.delivery.run()
    assert [payload["digest"] for _, _, payload in host.delivery.notifier.history] == [[BEFORE.paper.id]]


@pytest.mark.parametrize(
    ("doing", "asks"), [("query", []), ("move", [CHANNEL]), ("pause", [CHANNEL]), ("end", [CHANNEL])]
)
async def test_undo_checks_the_right_to_post_in_new_channels(host: Host, doing: str, asks: list[int]):
    """Undo asks for the right to post only in channels that get new or earlier posts."""
    await host.take_back(await DOINGS[doing](host))
    assert host.asked == asks


async def test_an_owners_tombstones_are_limited(store: Store, now: Clock):
    """An owner's oldest tombstones are deleted first, and all after an hour, with their pending alerts."""
    subscriptions = Subscriptions(store, now, Setup(limits=Limits(per_guild=1_000, per_channel=1_000)))
    keys = [f"s{n:04}" for n in range(MOST_TOMBSTONES + 1)]
    await subscribe(store, *(subscription(key, f"word{key}") for key in keys))
    for key in keys:
        await subscriptions.delete(SERVER, key)
        now.forward(seconds=1)
    assert sorted((await store.subscriptions()).by_id) == keys[1:]
    now.forward(hours=1)
    for present, left in ((lambda: None, MOST_TOMBSTONES), (now, 0)):
        await forget_tombstones(store, TrustedClock(now, present))
        assert len((await store.subscriptions()).tombstones) == left


async def test_tombstones_of_all_owners_are_limited(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch):
    """The oldest tombstone is deleted, whoever it belongs to."""
    monkeypatch.setattr("bot.service.subscriptions.subscriptions.MOST_TOMBSTONES_IN_TOTAL", 2)
    subscriptions = Subscriptions(store, now, Setup(limits=Limits()))
    for guild in (1, 2, 3):
        one = replace(subscription(f"s{guild}"), destination_id=guild, guild_id=guild)
        await subscribe(store, one)
        await subscriptions.delete(one.owner, one.id)
        now.forward(seconds=1)
    assert sorted((await store.subscriptions()).by_id) == ["s2", "s3"]


async def test_the_notes_of_earlier_versions_are_pruned(store: Store, now: Clock):
    """Notes of earlier versions are deleted, and no others."""
    for name in ("imports", "imports 0123", "ended subscriptions aaaaa", "importance"):
        await store.set_note(name, "x")
    await forget_old(store, TrustedClock(now))
    assert await store.notes("") == {"importance": "x"}


async def test_a_change_that_is_saved_twice_can_be_undone_by_either_reply(store: Store, now: Clock):
    """A second press of Save, before the first one is answered, tells of the same change."""
    await subscribe(store, subscription())
    host = Host(store, now)
    (old,) = (await store.subscriptions()).subscriptions
    draft = Draft(query=parse("trees"), destination=destination(), creator_id=PERSON, name="x", replaces=old)
    first, second = await asyncio.gather(host.subscriptions.save(draft), host.subscriptions.save(draft))
    assert second == first
    await host.take_back(second)
    assert (await store.subscriptions()).subscriptions == (old,)


@pytest.mark.parametrize("where", ["aaaaa", CHANNEL])
async def test_a_pause_that_is_pressed_twice_can_be_undone_by_either_reply(
    store: Store, now: Clock, where: str | int
):
    """A second press of Pause or Resume, before the first one is answered, tells of the same change."""
    await subscribe(store, subscription(), subscription("bbbbb", "trees"))
    host = Host(store, now)
    for press in (host.subscriptions.pause, host.subscriptions.resume):
        before = (await store.subscriptions()).subscriptions
        first, second = await asyncio.gather(press(SERVER, where), press(SERVER, where))
        assert second == first
        await host.take_back(second[0])
        assert (await store.subscriptions()).subscriptions == before
        await press(SERVER, where)


async def test_a_pause_after_another_one_tells_of_its_own_change(store: Store, now: Clock):
    """Of what was paused before, the reply and its Undo know nothing, also after a second press."""
    await subscribe(store, subscription(), subscription("bbbbb", "trees"))
    pause = Host(store, now).subscriptions.pause
    await pause(SERVER, "aaaaa")
    for _ in range(2):
        (change,) = await pause(SERVER, CHANNEL)
        assert change.subscription.id == "bbbbb"
