"""Waiting for summaries, and requesting each only once."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.paper import Paper, Summary
from bot.domain.ports import Fallback, Observer, Store, SummaryOutcome
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.settings import Summaries
from bot.sources.summaries.writer import SummaryWriter
from tests.support.fakes import CHANNEL, Clock, sighting
from tests.support.makers import add_alerts

ENGLISH = "The paper is about nothing much."
GERMAN = "In der Arbeit geht es um nicht viel."


@dataclass
class FakeServer:
    """A model that gives a fixed answer or error; with `gate` closed it waits."""

    says: Any = ENGLISH
    model: str = "m-7b"
    asked: list[str] = field(default_factory=list[str])
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self):
        self.gate.set()

    async def ask(self, rules: str, _text: str) -> Answer:
        self.asked.append(rules)
        await self.gate.wait()
        if isinstance(self.says, Exception):
            raise self.says
        return Answer(text=self.says, prompt_tokens=10, completion_tokens=3)


class Counting(Observer):
    """Records counted events."""

    def __init__(self):
        self.outcomes: list[tuple[SummaryOutcome, int, int]] = []
        self.fallbacks: list[Fallback] = []

    def summarised(self, outcome: SummaryOutcome, prompt_tokens: int, completion_tokens: int):
        self.outcomes.append((outcome, prompt_tokens, completion_tokens))

    def summary_missing(self, reason: Fallback):
        self.fallbacks.append(reason)


class Stage:
    """A writer on a real store, with papers to post."""

    def __init__(self, store: Store, now: Clock, **policy: Any):
        self.store, self.now = store, now
        self.server, self.counts = FakeServer(), Counting()
        fields: dict[str, Any] = {"languages": ("en",), "per_day": 100, **policy}
        self.writer = SummaryWriter(store, self.server, Summaries(**fields), now, self.counts)  # type: ignore[arg-type] - a fake
        self.wake = asyncio.Event()
        self.writer.wakes.add(self.wake)

    async def papers(self, count: int = 1) -> list[Paper]:
        """Return the papers as stored now."""
        names = [f"2511.{n:05}" for n in range(count)]
        if not await self.store.sightings([f"arxiv:{names[0]}"]):
            await add_alerts(self.store, [sighting(name) for name in names], self.now())
        found = await self.store.sightings([f"arxiv:{name}" for name in names])
        return [found[f"arxiv:{name}"].paper for name in names]

    async def waits(self, language: str = "en", *, count: int = 1, at: int = CHANNEL) -> bool:
        """Return True if the papers, as stored now, have to wait for requested summaries."""
        return self.writer.ask(at, await self.papers(count), language, self.now())

    async def answered(self, language: str = "en", *, count: int = 1):
        """Wait for the papers' answers."""
        assert await self.waits(language, count=count)
        await self.writer.all_answered()


@pytest.fixture
def stage(store: Store, now: Clock) -> Stage:
    return Stage(store, now)


async def test_a_summary_is_waited_for_and_kept(stage: Stage):
    """A summary wakes delivery, is stored with the paper, and is requested once."""
    assert await stage.waits()
    assert stage.writer.is_waiting(CHANNEL, stage.now())
    await stage.writer.all_answered()
    assert not stage.writer.is_waiting(CHANNEL, stage.now())
    assert stage.wake.is_set()
    (paper,) = await stage.papers()
    assert paper.summaries == (Summary(language="en", text=ENGLISH, model="m-7b", general=True),)
    assert not await stage.waits()
    assert len(stage.server.asked) == 1
    assert stage.counts.outcomes == [(SummaryOutcome.WRITTEN, 10, 3)]
    assert stage.counts.fallbacks == []
    spent = await stage.writer.spending.load()
    assert (spent.requests, spent.written, spent.prompt_tokens) == (1, 1, 10)


async def test_papers_that_were_read_before_the_answer_are_read_again(stage: Stage):
    """Papers loaded before the answer are reloaded, and nothing is requested twice."""
    old = await stage.papers()
    assert stage.writer.ask(CHANNEL, old, "en", stage.now())
    await stage.writer.all_answered()
    assert stage.writer.ask(CHANNEL, old, "en", stage.now())
    assert not stage.writer.is_waiting(CHANNEL, stage.now())
    assert not await stage.waits()
    assert len(stage.server.asked) == 1


async def test_a_late_answer_is_not_waited_for(stage: Stage):
    """After 20 s a post is sent without the summary, which is stored later."""
    stage.server.gate.clear()
    assert await stage.waits()
    stage.now.forward(seconds=19.9)
    assert await stage.waits()
    stage.now.forward(seconds=0.1)
    assert not stage.writer.is_waiting(CHANNEL, stage.now())
    assert not await stage.waits()
    assert not await stage.waits()  # also when it was planned in vain
    assert stage.counts.fallbacks == [Fallback.LATE] * 2
    stage.server.gate.set()
    await stage.writer.all_answered()
    (paper,) = await stage.papers()
    assert paper.summaries
    assert len(stage.server.asked) == 1


async def test_another_paper_waits_for_its_own_summary(stage: Stage):
    """A paper that comes soon after a wait has expired waits again, for its own summary."""
    stage.server.gate.clear()
    assert await stage.waits()
    stage.now.forward(seconds=20)
    assert not await stage.waits()
    stage.now.forward(seconds=5)
    assert stage.writer.ask(CHANNEL, [sighting("2511.77777").paper], "en", stage.now())
    await stage.writer.close()


async def test_nobody_waits_longer_because_more_papers_come(stage: Stage):
    """The wait of a channel starts with its first paper, and more papers do not extend it."""
    stage.server.gate.clear()
    assert await stage.waits()
    stage.now.forward(seconds=15)
    assert stage.writer.ask(CHANNEL, await stage.papers(1), "en", stage.now())
    more = [*await stage.papers(1), sighting("2511.77777").paper]
    assert stage.writer.ask(CHANNEL, more, "en", stage.now())
    stage.now.forward(seconds=5)
    assert not stage.writer.ask(CHANNEL, more, "en", stage.now())
    await stage.writer.close()


async def test_a_clock_that_is_set_back_makes_nobody_wait(stage: Stage):
    """Setting the clock back, or correcting one that was ahead, extends no wait."""
    stage.server.gate.clear()
    assert await stage.waits()
    stage.now.forward(days=-1)
    assert not stage.writer.is_waiting(CHANNEL, stage.now())
    await stage.writer.close()


async def test_each_language_is_asked_for_alone(store: Store, now: Clock):
    """Each enabled language is requested separately, and others use the first one."""
    stage = Stage(store, now, languages=("de", "fr"))
    stage.server.says = GERMAN
    await stage.answered("ja")
    assert "in German" in stage.server.asked[0]
    assert not await stage.waits("de")
    assert not await stage.waits("en")
    await stage.answered("fr")
    assert "in French" in stage.server.asked[1]
    (paper,) = await stage.papers()
    german, french = paper.summaries
    assert (german.general, french.general) == (True, False)
    assert french.text == ""  # it was German


async def test_what_may_not_be_shown_is_asked_for_once(stage: Stage):
    """A refused summary is stored as such, not requested again, and counted where it is missing."""
    stage.server.says = "Buy at https://evil.example"
    await stage.answered()
    assert not await stage.waits()
    again = Stage(stage.store, stage.now)
    assert not await again.waits()
    assert again.server.asked == []
    assert again.counts.fallbacks == stage.counts.fallbacks == [Fallback.REFUSED]
    assert stage.counts.outcomes == [(SummaryOutcome.REFUSED, 10, 3)]


async def test_what_fails_is_not_asked_for_again_at_once(stage: Stage):
    """After a failure the post is sent, and the summary is requested again after an hour."""
    stage.server.says = SourceError("host answered 500.")
    await stage.answered()
    assert not await stage.waits()
    assert stage.writer.trouble == "host answered 500."
    assert stage.counts.outcomes == [(SummaryOutcome.FAILED, 0, 0)]
    assert stage.counts.fallbacks == [Fallback.FAILED]
    stage.now.forward(hours=1)
    stage.server.says = ENGLISH
    await stage.answered()
    assert not await stage.waits()
    assert stage.writer.trouble is None
    assert len(stage.server.asked) == 2


async def test_a_server_that_fails_is_left_alone(stage: Stage):
    """At most four requests run at once, and none starts during a pause."""
    stage.server.says = SourceError("host answered 500.", retry_after=5)
    await stage.answered(count=40)
    assert not await stage.waits(count=40)
    assert len(stage.server.asked) <= 4
    assert set(stage.counts.fallbacks) == {Fallback.FAILED, Fallback.RESTING}
    assert stage.writer.breaker.pause_left > 0


async def test_until_it_has_answered_it_is_asked_alone(stage: Stage):
    """Until its first answer the server gets one request at a time, then four."""
    stage.server.gate.clear()
    assert await stage.waits(count=6)
    while not stage.server.asked:  # noqa: ASYNC110 - what is asked is made in a thread
        await asyncio.sleep(0)
    assert len(stage.server.asked) == 1
    stage.server.gate.set()
    await stage.writer.all_answered()
    assert len(stage.server.asked) == 6


async def test_a_budget_ends_the_day(store: Store, now: Clock):
    """Beyond the budget posts are sent without a summary, and without a pause of the server."""
    stage = Stage(store, now, per_day=2)
    await stage.answered(count=3)
    assert not await stage.waits(count=3)
    assert len(stage.server.asked) == 2
    assert stage.counts.fallbacks == [Fallback.BUDGET]
    assert not stage.writer.breaker.pause_left


@pytest.mark.parametrize("error", [StoreError("The disk is full."), RuntimeError("a bug")])
async def test_whatever_breaks_costs_the_summary_alone(stage: Stage, error: Exception):
    """Any failure costs only the summary, and the post is sent."""
    stage.server.says = error
    await stage.answered()
    assert not await stage.waits()
    assert stage.counts.fallbacks == [Fallback.FAILED]


async def test_a_paper_that_nothing_is_known_of_is_not_asked_for(stage: Stage):
    """A paper without text is not requested."""
    assert not stage.writer.ask(CHANNEL, [sighting(abstract="").paper], "en", stage.now())
    assert stage.server.asked == []


async def test_closing_lets_go(stage: Stage):
    """Closing cancels all requests."""
    stage.server.gate.clear()
    assert await stage.waits()
    await asyncio.sleep(0)
    await stage.writer.close()
    await stage.writer.all_answered()
    assert (await stage.papers())[0].summaries == ()
