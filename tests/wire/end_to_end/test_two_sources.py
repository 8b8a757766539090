"""Recorded lists beside a made arXiv of the same weeks, through the real poll, match and deliver."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.domain.subscription import Mode, Subscription
from bot.query import parse
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.sources.arxiv.settings import SPEC as ARXIV_SPEC
from bot.sources.arxiv.source import Arxiv
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC as HUGGINGFACE
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.fake_sources.huggingface import Item, LoopbackHuggingFace
from tests.support.data import body
from tests.support.fakes import Clock, settle, subscribe, subscription
from tests.support.meanwhile import Through
from tests.wire.support.made_arxiv import ASKED, announcements
from tests.wire.support.oracle import QUERIES, Known, Oracle
from tests.wire.support.recorded import Post, Watched, snapshots
from tests.wire.support.replay import Bot

LISTS, ARXIV = "huggingface", "arxiv"
CHOICES: tuple[tuple[str, ...], ...] = ((), ("arxiv",), ("lists", "arxiv"))
MODES = (Mode.NOW, Mode.NOW, Mode.NOW, Mode.DAILY, Mode.WEEKLY)
CHANNELS = 24  # six of them have two subscriptions
RANKED = timedelta(hours=6)
WIDE = timedelta(hours=1)
FEED_AT = time(5, 30)  # a while after midnight in New York
RESTART_EVERY = 9  # moments
UNREAD = 7  # each seventh announcement is not read on its day, and caught up at the next


@dataclass
class Paper(Known):
    """The facts read of a paper, with their sources."""

    brought: set[str] = field(default_factory=set[str])
    categories: tuple[str, ...] = ()

    def announced(self, item: FeedItem):
        names = [{"name": name} for name in item.authors.split(", ")]
        self.facts = {"title": item.heading, "summary": item.abstract, "authors": names} | self.facts
        self.categories = item.categories
        self.brought.add(ARXIV)

    def listed(self, item: Item, rank: int | None):
        self.read(item, rank)
        self.brought.add(LISTS)


def _cat(name: str, rest: Oracle) -> Oracle:
    return lambda known: name in getattr(known, "categories", ()) and rest(known)


def _brought_by(name: str, rest: Oracle) -> Oracle:
    return lambda known: name in getattr(known, "brought", ()) and rest(known)


WANTED: dict[str, Oracle] = QUERIES | {
    "cat:cs.CV diffusion": _cat("cs.CV", QUERIES["diffusion"]),
    "cat:cs.LG upvotes:>=20": _cat("cs.LG", lambda known: known.upvotes >= 20),
    "cat:cs.CL upvotes:>=10": _cat("cs.CL", lambda known: known.upvotes >= 10),
    "cat:stat.ML rank:<=5": _cat("stat.ML", lambda known: known.rank is not None and known.rank <= 5),
    "cat:cs.RO comments:>3": _cat("cs.RO", lambda known: known.comments > 3),
    "source:arxiv title:agent": _brought_by(ARXIV, QUERIES["title:agent"]),
    "source:huggingface quantiz*": _brought_by(LISTS, QUERIES["quantiz*"]),
    "upvotes:>=30": lambda known: known.upvotes >= 30,
    "diffusion upvotes:>=10": lambda known: QUERIES["diffusion"](known) and known.upvotes >= 10,
    "rank:<=1": lambda known: known.rank == 1,
}


class Expected:
    """By brute force: every query on whatever is read at each poll, and who hears of it."""

    def __init__(self):
        self.first: dict[tuple[int, str], datetime] = {}  # when each pair of channel and paper is to be
        self.found: Counter[str] = Counter()
        self._papers: dict[str, Paper] = defaultdict(Paper)
        self._matched: dict[str, tuple[Item, int | None, frozenset[str]]] = {}  # as they were then
        self._last_wide: datetime | None = None

    def announce(self, items: list[FeedItem], now: datetime):
        """Announce a paper by the stream, for subscriptions that chose it."""
        for item in items:
            self._papers[item.number].announced(item)
            self._match(item.number, {ARXIV}, now)

    def list_(self, hf: LoopbackHuggingFace, source: HuggingFace, now: datetime):
        """A list is heard by those who hear of any source that has brought the paper."""
        wide = self._last_wide is None or now - self._last_wide >= WIDE
        self._last_wide = now if wide else self._last_wide
        first = source.today(now) - timedelta(days=6 if wide else 1)
        for day, items in hf.days.items():
            if day < first:
                continue
            ranked = now - source.opens(day) >= RANKED
            for place, item in enumerate(items, start=1):
                number = item["paper"]["id"]
                paper, rank = self._papers[number], place if ranked else None
                paper.listed(item, rank)
                state = (item, rank, frozenset(paper.brought))
                if self._matched.get(number) != state:  # else nothing is to be heard that was not
                    self._matched[number] = state
                    self._match(number, paper.brought, now)

    def _match(self, number: str, brought: set[str], now: datetime):
        for place, (query, oracle) in enumerate(WANTED.items()):
            heard = {LISTS if name == "lists" else name for name in CHOICES[place % 3] or ("lists",)}
            if heard & brought and oracle(self._papers[number]):
                self.first.setdefault((_channel(place), number), now)
                self.found[query] += 1


def _channel(place: int) -> int:
    return 2_000 + place % CHANNELS


def _at_once(channel: int) -> bool:
    places = [place for place in range(len(WANTED)) if _channel(place) == channel]
    return all(_mode(place) is Mode.NOW for place in places)


def _mode(place: int) -> Mode:
    return MODES[place // 3 % len(MODES)]


def _subscriptions(made: datetime) -> list[Subscription]:
    return [
        subscription(
            f"sub{place:02}",
            str(parse(query)),
            channel=_channel(place),
            mode=_mode(place),
            sources=CHOICES[place % 3],
            created=made,
        )
        for place, query in enumerate(WANTED)
    ]


class Forgetful(Through):
    """A store that sees a paper as its last source does, as stores did before."""

    async def sightings(self, paper_ids: Any) -> dict[str, Sighting]:
        found = await self._store.sightings(paper_ids)
        return {key: _last(one) for key, one in found.items()}


def _last(sighting: Sighting) -> Sighting:
    return replace(sighting, readings=(), paper=replace(sighting.paper, sources=()))


async def replay(store: Store, now: Clock, *, days: int, others: int) -> tuple[list[Post], Expected]:
    """Replay the weeks of the first so many lists; return actual and expected posts."""
    recorded = snapshots(days=days)
    listed = {snap.day: [item["paper"] for item in json.loads(body(snap.path))] for snap in recorded}
    feeds = announcements(listed, others)
    moments = {datetime.combine(day, FEED_AT, tzinfo=UTC): day for day in feeds}
    now.at = min(recorded[0].at, *moments) - timedelta(days=1)
    notifier, expected, unread = Watched(forgets_nonces=True, clock=now), Expected(), list[date]()
    async with (
        LoopbackHuggingFace(etags=True) as hf,
        LoopbackArxiv(min(feeds)) as arxiv,
        open_session() as session,
    ):
        arxiv.day = min(feeds) - timedelta(days=3 if min(feeds).weekday() == 0 else 1)
        source = HuggingFace(HUGGINGFACE, Fetcher(session), hf.url, None)
        stream = Arxiv(ARXIV_SPEC, Fetcher(session), ASKED, arxiv.url, arxiv.url)

        def begun() -> tuple[Bot, Poller, Poller]:
            """Start all services, as after a restart."""
            lists, streams = (Poller(store, one, now, PollContext(lists={LISTS})) for one in (source, stream))
            return Bot(store, source, notifier, now), lists, streams

        bot, lists, streams = begun()
        for poller in (streams, lists):
            assert (await poller.poll()).learned
        await subscribe(store, *_subscriptions(now()))
        tail = [max(*moments, recorded[-1].at) + timedelta(days=number) for number in range(1, 9)]
        loading = {snap.at: snap for snap in recorded}
        for number, moment in enumerate(sorted({*moments, *loading, *tail})):
            now.at = moment
            if number % RESTART_EVERY == 0:
                bot, lists, streams = begun()
            if (day := moments.get(moment)) is not None:
                arxiv.announce(day, feeds[day])
                unread.append(day)
                arxiv.day = day
            if (snap := loading.get(moment)) is not None:
                hf.load(snap.day, snap.path)
            if day is None or number % UNREAD:
                await streams.poll()
                expected.announce([item for missed in unread for item in feeds[missed]], moment)
                unread.clear()
            await lists.poll()
            expected.list_(hf, source, moment)
            await settle(bot.deliverer, store, now)
    return notifier.posts, expected


def _differences(posts: list[Post], expected: Expected) -> list[str]:
    """Return wrong posts: extra, missing, repeated, or at another time."""
    counted = Counter((post.channel, paper) for post in posts for paper in post.papers)
    wrong = [f"{pair} came {count} times" for pair, count in counted.items() if count > 1]
    wrong += [f"{pair} came, and should not" for pair in counted.keys() - expected.first.keys()]
    wrong += [f"{pair} did not come" for pair in expected.first.keys() - counted.keys()]
    for post in posts:
        for due in (expected.first.get((post.channel, paper)) for paper in post.papers):
            if due is not None and _at_once(post.channel) and post.at != due:
                wrong.append(f"{post} should have come at {due}")
    return wrong


async def test_each_match_is_posted_once_whatever_brings_it(store: Store, now: Clock):
    """A week of lists and announcements: each match once, to those who listen, in the moment of its heat."""
    posts, expected = await replay(store, now, days=5, others=10)
    assert _differences(posts, expected) == []
    assert len(expected.first) > 300
    assert len(expected.found) > 20  # hardly a query passes because it finds nothing


@pytest.mark.soak
async def test_each_match_is_posted_once_in_four_months(store: Store, now: Clock):
    """All recorded lists, and 1,500 other papers on each working day."""
    posts, expected = await replay(store, now, days=1_000, others=1_500)
    assert _differences(posts, expected) == []
    assert set(expected.found) == set(WANTED)


async def test_a_store_that_keeps_one_view_alone_would_be_found_out(store: Store, now: Clock):
    """The control: where the last source hides the others, whoever listens to these misses what the list tells."""
    forgetful: Any = Forgetful(store)
    posts, expected = await replay(forgetful, now, days=2, others=5)
    assert any(difference.endswith("did not come") for difference in _differences(posts, expected))
