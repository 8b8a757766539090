"""Delivery waits for summaries: for some channels, for a while, with the same messages in the end."""

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import SourceError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Mode
from bot.service.deliver.planner import MOST_CARDS
from bot.sources.summaries.settings import Summaries
from bot.sources.summaries.writer import SummaryWriter
from tests.support.fakes import CHANNEL, START, Clock, paper, sighting, subscribe, subscription
from tests.support.makers import add_alerts
from tests.unit.service.deliver.harness import DeliveryHarness
from tests.unit.sources.summaries.test_writer import GERMAN, Counting, FakeServer

OTHER = CHANNEL + 1


class WaitingHarness(DeliveryHarness):
    """Delivery with a model."""

    def __init__(self, store: Store, now: Clock, languages: tuple[str, ...] = ("en",)):
        super().__init__(store, now)
        self.server, self.counts = FakeServer(), Counting()
        wanted = Summaries(languages=languages, per_day=1_000)
        self.summaries = SummaryWriter(store, self.server, wanted, now, self.counts)  # type: ignore[arg-type] - a fake
        self.deliverer = self.worker(summaries=self.summaries)

    async def steps(self, count: int = 2) -> float:
        """Run some steps of delivery; return the last one's wait."""
        wait = 0.0
        for _ in range(count):
            wait = await self.deliverer.step()
            await self.deliverer.drain(30)
        return wait

    async def answered(self):
        """Wait for all answers, then deliver."""
        self.server.gate.set()
        await self.summaries.all_answered()
        await self.steps(4)


@pytest.fixture
async def waiting(store: Store, now: Clock) -> WaitingHarness:
    await subscribe(store, subscription(), subscription("bbbbb", channel=OTHER))
    harness = WaitingHarness(store, now)
    harness.server.gate.clear()
    return harness


async def _pending(harness: WaitingHarness) -> int:
    return (await harness.store.counts()).alerts.get(AlertState.PENDING, 0)


async def test_nothing_is_planned_or_claimed_while_a_channel_waits(waiting: WaitingHarness):
    """While a channel waits, none of its alerts is planned or claimed, and a summary wakes delivery."""
    await waiting.add_alerts(2)
    assert await waiting.steps(3) == 0.5
    assert await waiting.states() == {}
    assert await _pending(waiting) == 2
    waiting.deliverer.wake.clear()
    await waiting.answered()
    assert waiting.deliverer.wake.is_set()
    assert await waiting.states() == {MessageState.SENT: 2}
    assert waiting.counts.fallbacks == []


async def test_other_channels_go_on(waiting: WaitingHarness):
    """Channels whose papers have summaries are not delayed by waiting ones."""
    without_abstract = sighting("2511.99999", abstract="")
    waiting.deliverer = waiting.worker(summaries=waiting.summaries, plan_limit=3)
    await waiting.add_alerts(MOST_CARDS + 2)
    waiting.now.forward(seconds=1)
    await add_alerts(waiting.store, [without_abstract], waiting.now(), channel=OTHER, keys=("bbbbb",))
    await waiting.steps(3)
    assert [where for where, *_ in waiting.notifier.history] == [OTHER]
    assert await _pending(waiting) == MOST_CARDS + 2
    await waiting.summaries.close()


async def test_after_twenty_seconds_the_gist_goes_out(waiting: WaitingHarness):
    """After 20 seconds the gist is posted once, and a late summary is stored."""
    await waiting.add_alerts()
    await waiting.steps()
    waiting.now.forward(seconds=19.9)
    await waiting.steps()
    assert waiting.notifier.history == []
    waiting.now.forward(seconds=0.1)
    await waiting.steps()
    assert await waiting.states() == {MessageState.SENT: 1}
    await waiting.answered()
    assert await waiting.states() == {MessageState.SENT: 1}
    assert (await waiting.store.sightings(["arxiv:2511.00000"]))["arxiv:2511.00000"].paper.summaries


async def test_a_request_that_fails_last_begins_no_second_wait(waiting: WaitingHarness):
    """A paper whose request fails just before its 20 seconds are over does not wait for that of a newer one."""
    waiting.server.says = SourceError("The model timed out.")
    old, new = (paper(number, abstract="We study a matter.") for number in ("2511.00001", "2511.00002"))
    writer, now = waiting.summaries, waiting.now
    assert writer.ask(CHANNEL, [old], "en", now())
    now.forward(seconds=19.9)
    assert writer.is_waiting(CHANNEL, now())
    waiting.server.gate.set()
    await writer.all_answered()
    waiting.server.gate.clear()
    now.forward(seconds=0.2)
    assert not writer.ask(CHANNEL, [old, new], "en", now())
    await writer.close()


async def test_what_belongs_together_stays_together(waiting: WaitingHarness):
    """A burst waits as a whole and is one digest, even if some of its papers have summaries."""
    waiting.server.gate.set()
    await waiting.add_alerts(2, channel=OTHER, key="bbbbb")
    await waiting.steps()
    await waiting.answered()
    waiting.server.gate.clear()
    await waiting.add_alerts(MOST_CARDS + 1)
    await waiting.steps()
    assert {where for where, *_ in waiting.notifier.history} == {OTHER}
    await waiting.answered()
    (digest,) = (payload for where, _, payload in waiting.notifier.history if where == CHANNEL)
    assert len(digest["digest"]) == MOST_CARDS + 1
    assert len(waiting.server.asked) == MOST_CARDS + 1


@pytest.mark.parametrize(
    "preferences",
    [Preferences(quiet_from=START.time(), quiet_until=START.replace(hour=20).time()), Preferences()],
)
async def test_only_what_is_about_to_be_posted_is_asked_for(waiting: WaitingHarness, preferences: Preferences):
    """Nothing is requested in quiet hours, for paused subscriptions, or before a digest is due."""
    if preferences == Preferences():
        await subscribe(waiting.store, subscription(paused=True))
    else:
        await waiting.store.set_preferences(CHANNEL, preferences, due={})
    await waiting.add_alerts()
    await subscribe(waiting.store, subscription("bbbbb", channel=OTHER, mode=Mode.DAILY))
    await waiting.add_alerts(channel=OTHER, key="bbbbb", hours=5)
    await waiting.steps(3)
    assert waiting.server.asked == []
    assert waiting.notifier.history == []


async def test_each_channel_is_asked_for_in_its_language(store: Store, now: Clock):
    """Summaries are in the channel's language, or the host's first one."""
    waiting = WaitingHarness(store, now, languages=("en", "de"))
    for number, tag in enumerate(("de", "fr", None)):
        await subscribe(store, subscription(f"in{number:03}", channel=CHANNEL + number))
        await store.set_preferences(CHANNEL + number, Preferences(language=tag), due={})
        await waiting.add_alerts(channel=CHANNEL + number, key=f"in{number:03}")
    waiting.server.says = GERMAN
    await waiting.steps()
    await waiting.answered()
    assert sorted("in German" in asked for asked in waiting.server.asked) == [False, True]
    assert len(waiting.notifier.history) == 3
    (stored,) = (await store.sightings(["arxiv:2511.00000"])).values()
    assert {one.language: bool(one.text) for one in stored.paper.summaries} == {"de": True, "en": False}
