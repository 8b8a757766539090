"""Papers of a subscription that is made with, or changed to, other sources."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.domain.paper import Sighting
from bot.domain.ports import PastPapers, PollCommit, SourceKind, Store
from bot.domain.subscription import Mode, Subscription
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from tests.support.fakes import CHANNEL, DAY, PERSON, Clock, FakeSource, destination, sighting
from tests.support.makers import forget_tombstones
from tests.support.streams import FakeStream, part, streamed

LISTS = {"huggingface"}
BOTH = ("lists", "stream")


@dataclass
class Host:
    """A list, a stream and subscriptions to `paper`."""

    store: Store
    now: Clock
    past: PastPapers | None

    def __post_init__(self):
        self.source, self.stream = FakeSource(), FakeStream(part("0"))
        self.subscriptions = Subscriptions(self.store, self.now, Setup(past=self.past, lists=LISTS))

    async def announce(self, *found: Sighting):
        self.stream.parts.append(part(str(len(self.stream.parts)), *found))
        await Poller(self.store, self.stream, self.now, PollContext(lists=LISTS)).poll()

    async def list_(self, *found: Sighting):
        self.source.days[DAY] = list(found)
        await Poller(self.store, self.source, self.now, PollContext(lists=LISTS)).poll()

    async def save(self, old: Subscription | None = None, **fields: Any) -> Subscription:
        self.now.forward(seconds=1)
        query = parse(fields.pop("query", "paper"))
        changes = {"mode": Mode.DAILY, "replaces": old, **fields}
        draft = Draft(query=query, destination=destination(), creator_id=PERSON, **changes)
        return (await self.subscriptions.save(draft)).subscription

    async def waits(self) -> dict[str, Sequence[str]]:
        """The subscriptions of each pending alert, by the paper's last digit, once Undo has expired."""
        await forget_tombstones(self.store)
        return {alert.paper_id[-1]: alert.subscriptions for alert in await self.store.pending(CHANNEL)}


@pytest.fixture(params=["indexed", "read"])
async def host(request: pytest.FixtureRequest, store: Store, past: PastIndex, now: Clock) -> Host:
    found = Host(store, now, past if request.param == "indexed" else None)
    await Poller(store, found.stream, now).poll()
    await found.list_()
    return found


async def test_a_new_subscription_knows_what_its_sources_brought(host: Host):
    """A paper of other sources is new once an own source has it; papers of own sources are in the baseline."""
    await host.announce(streamed("2511.00001"))
    await host.list_(sighting("2511.00002"))
    listed = await host.save()
    streams = await host.save(sources=("stream",))
    cache = await host.store.subscriptions()
    assert cache.baseline(listed.id) == {"arxiv:2511.00002"}
    assert cache.baseline(streams.id) == {"arxiv:2511.00001"}
    assert (listed.sources, streams.sources) == ((), ("stream",))
    await host.list_(sighting("2511.00001"), sighting("2511.00002"))
    assert await host.waits() == {"1": (listed.id,)}


async def test_a_stream_stays_one_that_brought_a_paper(host: Host):
    """A paper of a stream that a list has since is in the baseline of a new subscription to the stream."""
    await host.announce(streamed("2511.00001"))
    await host.list_(sighting("2511.00001"))
    one = await host.save(sources=("stream",))
    assert (await host.store.subscriptions()).baseline(one.id) == {"arxiv:2511.00001"}
    await host.announce(streamed("2511.00001"))
    assert await host.waits() == {}
    one = await host.save(one, sources=())
    assert (await host.store.subscriptions()).baseline(one.id) == {"arxiv:2511.00001"}


async def test_what_was_only_asked_for_is_not_known(host: Host):
    """A paper that was looked up before its announcement is alerted once it is announced."""
    asked = streamed("2511.00001")
    asked = replace(asked, kind=SourceKind.STREAM, paper=replace(asked.paper, announced=False))
    await host.store.commit_poll(PollCommit(source="stream", at=host.now(), sightings=(asked,)))
    one = await host.save(sources=BOTH)
    assert (await host.store.subscriptions()).baseline(one.id) == frozenset()
    await host.announce(streamed("2511.00001"))
    assert await host.waits() == {"1": (one.id,)}


async def test_a_source_that_is_added_posts_nothing_of_its_past(host: Host):
    """An added stream's earlier papers are never alerted; its later ones, and those of the lists, are."""
    await host.announce(streamed("2511.00001"), streamed("2511.00002"))
    one = await host.save()
    one = await host.save(one, sources=BOTH)
    await host.announce(streamed("2511.00001"), streamed("2511.00003"))
    assert await host.waits() == {"3": (one.id,)}
    await host.list_(sighting("2511.00002"))
    assert await host.waits() == {"2": (one.id,), "3": (one.id,)}


async def test_a_source_that_is_removed_takes_what_waits_by_it_alone(host: Host):
    """Removing a stream drops only its own pending papers; a list can still announce them later."""
    one = await host.save(sources=BOTH)
    other = await host.save(query="paper -zzz", sources=("stream",))
    await host.announce(streamed("2511.00001"), streamed("2511.00002", title="Zzz paper"))
    await host.announce(streamed("2511.00003", title="Zzz paper"))
    await host.list_(sighting("2511.00003", title="Zzz paper"), sighting("2511.00004"))
    assert await host.waits() == {"1": (one.id, other.id), "2": (one.id,), "3": (one.id,), "4": (one.id,)}
    await host.save(one, sources=())
    assert await host.waits() == {"1": (other.id,), "3": (one.id,), "4": (one.id,)}
    await host.list_(sighting("2511.00002", title="Zzz paper"), *host.source.days[DAY])
    assert await host.waits() == {"1": (other.id,), "2": (one.id,), "3": (one.id,), "4": (one.id,)}


async def test_another_query_asks_nobody_again_what_was_heard_of(host: Host):
    """A paper of both a stream and a list stays pending for a subscription to the stream alone."""
    one = await host.save(sources=("stream",))
    await host.announce(streamed("2511.00001"))
    await host.list_(sighting("2511.00001"))
    changed = await host.save(one, query="paper OR something")
    assert changed.sources == ("stream",)
    assert await host.waits() == {"1": (one.id,)}


async def test_the_newest_match_is_of_subscribed_sources(host: Host, past: PastIndex):
    """A test post shows a paper of the subscription's own sources."""
    await host.list_(sighting("2511.00001"))
    await host.announce(streamed("2511.00002"))
    subscriptions = Subscriptions(host.store, host.now, Setup(past=past, lists=LISTS))
    for sources, expected in (((), "1"), (("stream",), "2"), (("elsewhere",), None)):
        found = await subscriptions.newest_match(await host.save(sources=sources))
        assert (found and found.paper.id[-1]) == expected
