"""Five recorded weeks through channels with digests, quiet hours and a most a day, across three clock changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest

from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.query import parse
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources.huggingface import Item, LoopbackHuggingFace
from tests.support.fakes import Clock, settle, subscribe, subscription
from tests.wire.support.calm_model import CalmChannel, minutes
from tests.wire.support.oracle import QUERIES, Known
from tests.wire.support.recorded import Post, Watched, snapshots
from tests.wire.support.replay import Bot

BEGIN, END = date(2025, 10, 1), date(2025, 11, 7)
RESTART_EVERY = 9  # snapshots
AGAIN = timedelta(seconds=7)  # after each poll another one finds the same papers; all snapshots are further apart
BERLIN, NEW_YORK, LORD_HOWE = 2001, 2002, 2003
AT_ONCE, DAILY = True, False
WANTED: Mapping[int, Mapping[str, bool]] = {
    BERLIN: {"diffusion": AT_ONCE, "audio OR speech": AT_ONCE, "reasoning comments:>3": DAILY},
    NEW_YORK: {"benchmark -video": DAILY, "upvotes:>=50": AT_ONCE, '"flow matching"': DAILY},
    LORD_HOWE: {'abstract:"we propose"': AT_ONCE, "title:agent": DAILY},
}


def _rules() -> tuple[CalmChannel, ...]:
    """The channels of a run; the second one's digest lies in its quiet hours."""
    return (
        CalmChannel(number=BERLIN, zone="Europe/Berlin", digest=time(9), quiet=(time(22), time(7)), most=3),
        CalmChannel(
            number=NEW_YORK, zone="America/New_York", digest=time(18), quiet=(time(17), time(20)), most=None
        ),
        CalmChannel(
            number=LORD_HOWE, zone="Australia/Lord_Howe", digest=time(6), quiet=(time(13), time(15)), most=8
        ),
    )


class Reader:
    """Reads what is new on any list at each poll, by brute force, and tells the channels what matches."""

    def __init__(self):
        self._known: dict[str, Known] = {}
        self._last: dict[str, Item] = {}

    def poll(self, days: Mapping[date, Sequence[Item]], now: datetime, channels: Sequence[CalmChannel]):
        for items in days.values():
            for item in items:
                number = item["paper"]["id"]
                if self._last.get(number) == item:
                    continue
                self._last[number] = item
                known = self._known.setdefault(number, Known())
                known.read(item, None)
                for channel in channels:
                    for query, at_once in WANTED[channel.number].items():
                        if QUERIES[query](known):
                            channel.match(number, now, at_once=at_once)


async def _arrange(store: Store, channels: Sequence[CalmChannel], made: datetime):
    for rules in channels:
        for place, (query, at_once) in enumerate(WANTED[rules.number].items()):
            key, mode = f"s{rules.number}{place}", Mode.NOW if at_once else Mode.DAILY
            await subscribe(
                store,
                subscription(key, str(parse(query)), channel=rules.number, mode=mode, created=made),
            )
        chosen = Preferences(
            zone=rules.zone,
            digest_time=rules.digest,
            quiet_from=rules.quiet[0],
            quiet_until=rules.quiet[1],
            most_a_day=rules.most,
        )
        assert await store.set_preferences(rules.number, chosen, due={})


async def _deliver_until(bot: Bot, store: Store, now: Clock, end: datetime):
    """Let time pass, waking delivery whenever it has asked for it."""
    while (wake := await store.next_wake()) is not None and wake <= end:
        now.at = max(wake, now.at)
        await settle(bot.deliverer, store, now)
    now.at = end


@pytest.mark.parametrize(
    "nth", [pytest.param(1, id="all papers", marks=pytest.mark.soak), pytest.param(2, id="half")]
)
async def test_calm_channels_get_what_the_model_says_when_it_says(store: Store, now: Clock, nth: int):
    """Each message of five weeks: the same papers, in the same order, at the same second, and no other message.

    Of each list every `nth` paper is read.
    """
    recorded, channels = snapshots(BEGIN, END), _rules()
    begin, end = recorded[0].at - timedelta(days=1), recorded[-1].at + timedelta(days=3)
    notifier, reader = Watched(forgets_nonces=True, clock=now), Reader()
    lists: dict[datetime, dict[date, list[Item]]] = {}
    now.at = begin
    async with LoopbackHuggingFace(etags=True) as hf, open_session() as session:
        source = HuggingFace(SPEC, Fetcher(session), hf.url, None)
        bot = Bot(store, source, notifier, now)
        assert (await bot.poller.poll()).learned
        await _arrange(store, channels, now())
        for number, snapshot in enumerate(recorded, start=1):
            await _deliver_until(bot, store, now, snapshot.at)
            if number % RESTART_EVERY == 0:
                bot = Bot(store, source, notifier, now)
            hf.load(snapshot.day, snapshot.path)
            hf.days[snapshot.day] = hf.days[snapshot.day][::nth]
            lists[snapshot.at] = dict(hf.days)
            await bot.run()
            await _deliver_until(bot, store, now, snapshot.at + AGAIN)
            await bot.run()
        await _deliver_until(bot, store, now, end)
    for moment in minutes(begin, end, lists):
        if moment in lists:
            reader.poll(lists[moment], moment, channels)
        for channel in channels:
            channel.tick(moment)
    for channel in channels:
        assert [post for post in notifier.posts if post.channel == channel.number] == channel.posts
    _see_that_much_happened(notifier.posts, channels)


def _see_that_much_happened(posts: Sequence[Post], channels: Sequence[CalmChannel]):
    """The rules were at work: no agreement about nothing."""
    by_channel = {rules.number: [post for post in posts if post.channel == rules.number] for rules in channels}
    assert not any(rules.waiting for rules in channels)
    assert {rules.number for rules in channels if rules.held} == {BERLIN, LORD_HOWE}
    assert {rules.number for rules in channels if rules.overflow} == {BERLIN, LORD_HOWE}
    assert max(sum(p.at == post.at for p in by_channel[NEW_YORK]) for post in by_channel[NEW_YORK]) > 1
    digests = {post.at.time() for post in by_channel[BERLIN] if post.digest and post.at.second == 0}
    assert {time(7), time(8)} <= digests  # nine o'clock in summer, and in winter
    assert {post.at.time() for post in by_channel[NEW_YORK] if post.digest} >= {time(0), time(1)}
