"""Lookups of papers that are not stored: limits, caching and errors."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.ports import SourceKind, Store
from bot.domain.subscription import NOBODY
from bot.language.current import using_language
from bot.service.papers import lookups as module
from bot.service.papers.lookups import MAX_PER_PERSON, MAX_RUNNING, Lookups
from tests.support.fakes import Clock, FakeLookup, sighting
from tests.support.pseudo import PSEUDO, forgotten
from tests.support.sources import make_spec

LIST = make_spec("list", lookup_pattern="arxiv:.*")
STREAM = make_spec("stream", kind=SourceKind.STREAM, lookup_pattern="arxiv:.*|doi:.*")
PAPER = "arxiv:1706.03762"
FOUND = sighting("1706.03762", title="Attention")
KEPT = replace(FOUND, kind=SourceKind.STREAM).as_unannounced()


@pytest.fixture
def stream() -> FakeLookup:
    """A source that knows no paper yet."""
    return FakeLookup(spec=STREAM)


@pytest.fixture
def lookups(store: Store, stream: FakeLookup, now: Clock) -> Lookups:
    return Lookups(store, [stream], now)


async def test_what_is_found_is_kept(store: Store, now: Clock):
    """A found paper is stored as unannounced, and the next request gets it from the store."""
    stream, told = FakeLookup(FOUND, spec=STREAM), list[str]()
    lookups = Lookups(store, [stream], now, on_stored=lambda: told.append("kept"))
    answer = await lookups.find(PAPER)
    assert answer.sighting == KEPT
    assert await store.sightings([PAPER]) == {PAPER: KEPT}
    assert (await lookups.find(PAPER)).sighting == KEPT
    assert (stream.asked, told) == ([PAPER], ["kept"])


async def test_a_poll_goes_before(stream: FakeLookup, lookups: Lookups, store: Store):
    """A paper that a poll stores during its lookup stays as it is."""
    gate = asyncio.Event()
    stream.papers[PAPER] = FOUND
    stream.script.append(gate)
    asking = asyncio.create_task(lookups.find(PAPER))
    await stream.until_asked()
    listed = sighting("1706.03762", upvotes=7)
    await store.add_paper(listed)
    gate.set()
    assert (await asking).sighting == listed


async def test_all_who_can_are_asked_and_complete_each_other(store: Store, now: Clock):
    """Readings of several sources are merged, each kept apart."""
    listed = sighting("1706.03762", title="Attention", upvotes=9)
    streamed = sighting("1706.03762", source="stream", categories=("cs.CL",))
    both = [FakeLookup(listed, spec=LIST), FakeLookup(streamed, spec=STREAM)]
    found = (await Lookups(store, both, now).find(PAPER)).sighting
    assert found is not None
    assert (found.paper.source, found.paper.title, found.signals.upvotes) == ("huggingface", "Attention", 9)
    assert found.paper.categories == ("cs.CL",)
    assert not found.paper.announced
    assert [one.paper.source for one in found.by_source] == ["huggingface", "stream"]


async def test_slow_sources_are_cancelled(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch):
    """Once a source has the paper, others get a second more and are then cancelled."""
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.01)
    listed, stream = FakeLookup(FOUND, spec=LIST), FakeLookup(FOUND, spec=STREAM)
    stream.script.append(asyncio.Event())
    before = asyncio.all_tasks()
    assert (await Lookups(store, [listed, stream], now).find(PAPER)).sighting is not None
    assert asyncio.all_tasks() == before


async def test_a_crowd_asks_once(stream: FakeLookup, lookups: Lookups):
    """Several people share one request, even if the first of them leaves."""
    gate = asyncio.Event()
    stream.papers[PAPER] = FOUND
    stream.script.append(gate)
    asking = [asyncio.create_task(lookups.find(PAPER)) for _ in range(50)]
    await stream.until_asked()
    asking[0].cancel()
    gate.set()
    answers = await asyncio.gather(*asking[1:])
    assert all(answer.sighting == KEPT for answer in answers)
    assert stream.asked == [PAPER]


async def test_no_more_than_a_few_papers_at_once(stream: FakeLookup, lookups: Lookups):
    """Above the limit no source is asked, and the person is told to try again."""
    gate = asyncio.Event()
    stream.script.extend([gate] * 100)
    ids = [f"arxiv:1706.{n:05}" for n in range(20)]
    asking = asyncio.create_task(lookups.find_all(ids, NOBODY))
    await stream.until_asked(MAX_RUNNING)
    gate.set()
    troubles = [answer.trouble for answer in (await asking).values()]
    assert sum("Too many papers are being looked up" in trouble for trouble in troubles) == 12
    assert len(stream.asked) == MAX_RUNNING
    assert "Not found" in (await lookups.find(ids[-1])).trouble


async def test_one_person_leaves_room_for_others(stream: FakeLookup, lookups: Lookups):
    """One person can only use a part of the limit."""
    gate = asyncio.Event()
    stream.script.extend([gate] * 100)
    crowd = asyncio.create_task(lookups.find_all([f"arxiv:1706.{n:05}" for n in range(10)], 1))
    await stream.until_asked(MAX_PER_PERSON)
    other = asyncio.create_task(lookups.find("arxiv:1706.77777", 2))
    await stream.until_asked(MAX_PER_PERSON + 1)
    gate.set()
    troubles = [answer.trouble for answer in (await crowd).values()]
    assert sum("Too many papers are being looked up" in trouble for trouble in troubles) == 10 - MAX_PER_PERSON
    assert "Not found" in (await other).trouble


@pytest.mark.parametrize("error", [None, SourceError("Stream answered 503; wait."), TimeoutError()], ids=str)
async def test_what_is_remembered_is_told_in_the_language_of_each_who_asks(
    stream: FakeLookup, lookups: Lookups, error: Exception | None
):
    """Requests of several people for one paper get the same answer."""
    stream.script.extend([error] if error else [])
    with using_language(PSEUDO):
        theirs = (await lookups.find(PAPER)).trouble
        assert not forgotten(theirs, "Stream", "answered")
    ours = (await lookups.find(PAPER)).trouble
    assert len(stream.asked) == 1
    assert ours.startswith(("Not found on Stream", "Lookup failed: Stream"))


async def test_unknown_papers_are_remembered_for_a_while(stream: FakeLookup, lookups: Lookups, now: Clock):
    """A paper that was not found is not looked up again for ten minutes."""
    for _ in range(3):
        assert (await lookups.find(PAPER)).trouble == "Not found on Stream. Check the ID."
    assert len(stream.asked) == 1
    now.forward(minutes=11)
    stream.papers[PAPER] = FOUND
    assert (await lookups.find(PAPER)).sighting is not None


async def test_memory_is_bounded(stream: FakeLookup, lookups: Lookups, monkeypatch: pytest.MonkeyPatch):
    """The oldest cached answer is dropped first."""
    monkeypatch.setattr(module, "MAX_REMEMBERED", 2)
    ids = [f"arxiv:1706.{n:05}" for n in range(3)]
    for paper_id in (*ids, *ids[1:], ids[0]):
        await lookups.find(paper_id)
    assert stream.asked == [*ids, ids[0]]


@pytest.mark.parametrize(
    ("listed", "streamed", "trouble"),
    [
        (None, None, "Not found on Stream. Check the ID."),
        (SourceError("HF is away."), None, "Not found on Stream. Check the ID."),
        (None, SourceError("It is away; check it."), "Lookup failed: It is away. Try again in 1 minute."),
        (
            SourceError("HF is away.", retry_after=900),
            SourceError("It is away."),
            "Lookup failed: It is away. Try again in 1 minute.",
        ),
        (
            None,
            SourceError("It answered: [it](https://evil.example)"),
            r"Lookup failed: It answered: \[it]\(https\://evil.example). Try again in 1 minute.",
        ),
    ],
)
async def test_who_has_everything_decides(
    store: Store, now: Clock, listed: SourceError | None, streamed: SourceError | None, trouble: str
):
    """A list without a paper, or a failing one, does not decide that there is none."""
    both = [FakeLookup(spec=LIST), FakeLookup(spec=STREAM)]
    for lookup, error in zip(both, (listed, streamed), strict=True):
        lookup.script.append(error)
    assert (await Lookups(store, both, now).find(PAPER)).trouble == trouble


async def test_a_source_that_never_answers(stream: FakeLookup, lookups: Lookups, monkeypatch: pytest.MonkeyPatch):
    """A source that does not answer times out with a sentence."""
    monkeypatch.setattr(module, "_TIMEOUT", 0.01)
    stream.script.append(asyncio.Event())
    assert "Stream didn't respond in time" in (await lookups.find(PAPER)).trouble


async def test_closing_cancels_lookups(stream: FakeLookup, lookups: Lookups, store: Store):
    """After closing, nothing is requested or stored."""
    stream.papers[PAPER] = FOUND
    stream.script.append(asyncio.Event())
    asking = asyncio.create_task(lookups.find(PAPER))
    await stream.until_asked()
    await lookups.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await store.sightings([PAPER]) == {}


async def test_an_error_of_the_store_is_raised(
    stream: FakeLookup, lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch
):
    """An error of the store is raised, and the next request tries again."""

    async def full(_sighting: object):
        raise StoreError("The disk is full.")

    stream.papers[PAPER] = FOUND
    with monkeypatch.context() as patched:
        patched.setattr(store, "add_paper", full)
        with pytest.raises(StoreError, match="disk is full"):
            await lookups.find(PAPER)
    assert (await lookups.find(PAPER)).sighting is not None


@pytest.mark.parametrize(("asks_for", "waits"), [(None, 30), (545, 545)])
async def test_who_fails_is_left_alone(
    stream: FakeLookup, lookups: Lookups, now: Clock, asks_for: int | None, waits: int
):
    """A failed source is not asked again for half a minute, or for its Retry-After."""
    stream.papers[PAPER] = FOUND
    stream.script.append(SourceError("It is away.", retry_after=asks_for))
    for paper_id in ("arxiv:1706.00001", PAPER, PAPER):
        trouble = (await lookups.find(paper_id)).trouble
        minutes = "10 minutes" if asks_for else "1 minute"
        assert trouble == f"Lookup failed: It is away. Try again in {minutes}."
    assert len(stream.asked) == 1
    now.forward(seconds=waits + 1)
    assert (await lookups.find(PAPER)).sighting is not None
