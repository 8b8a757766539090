"""An index that follows a real store."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.paper import Sighting
from bot.domain.ports import Order, Store
from bot.search.past_papers import PastIndex, following
from tests.support.fakes import DAY, START, sighting
from tests.unit.search.indexes import ids, stored

_DAYS = timedelta(days=1)


async def found(past: PastIndex, query: str | None, **asked: object) -> list[str]:
    return [key[-1] for key in await ids(past, query, **asked)]


async def test_what_is_stored_is_found_at_once(store: Store, past: PastIndex):
    """New, changed and moved papers are found at once."""
    assert await found(past, "trees") == []
    await stored(store, sighting("2511.00001", title="Trees"), sighting("2511.00002", title="Bushes"))
    assert await found(past, "trees") == ["1"]
    await stored(store, sighting("2511.00002", title="Old trees", upvotes=5, day=DAY - _DAYS))
    assert await found(past, "trees") == ["1", "2"]
    assert await found(past, "bushes") == []
    await stored(store, sighting("2511.00002", title="Old trees", upvotes=9, day=DAY))
    assert await found(past, "trees") == ["2", "1"]
    assert await found(past, "trees upvotes:>=9") == ["2"]


async def test_what_is_forgotten_is_not_found(store: Store, past: PastIndex):
    """Pruned papers are not found after an update."""
    await stored(
        store, sighting("2511.00001", title="Trees"), sighting("2508.00002", title="Trees", day=date(2025, 8, 1))
    )
    assert await found(past, "trees") == ["1", "2"]
    await store.prune(START)
    past.update_soon()
    await past.catch_up()
    assert await found(past, "trees") == ["1"]


async def test_pages_in_every_order(store: Store, past: PastIndex):
    """Pages are sorted by newest, most upvoted or best match."""
    await stored(
        store,
        sighting("2511.00001", title="Birds", abstract="Of trees.", upvotes=1),
        sighting("2511.00002", title="Trees", abstract="A short one.", upvotes=7, day=DAY - _DAYS),
        sighting("2511.00003", title="Birds", abstract="Of trees.", upvotes=7),
        sighting("2511.00004", title="Fish", abstract="Water, water."),
        sighting("2511.00005", title="Birds", abstract="Of trees.", upvotes=1, day=DAY - 2 * _DAYS),
    )
    assert await found(past, "trees") == ["3", "1", "2", "5"]
    assert await found(past, "trees", order=Order.UPVOTED) == ["3", "2", "1", "5"]
    assert (await found(past, "trees", order=Order.BEST))[0] == "2"
    assert await found(past, "-water upvotes:>=0", order=Order.BEST) == ["3", "1", "2", "5"]
    assert await found(past, None) == ["3", "1", "4", "2", "5"]
    for order in Order:
        whole = await found(past, "trees", order=order)
        assert [await found(past, "trees", order=order, most=n) for n in range(5)] == [whole[:n] for n in range(5)]


async def test_counts_by_day_and_bar(store: Store, past: PastIndex):
    """Counts by day give stored papers, matches, and those that reach minimum upvotes."""
    await stored(
        store,
        sighting("2511.00001", title="Trees", upvotes=10),
        sighting("2511.00002", title="Bushes"),
        sighting("2511.00003", title="Trees", upvotes=30, day=DAY - _DAYS),
        sighting("2511.00004", title="Trees", day=DAY - 9 * _DAYS),
    )
    findings = await past.find("trees", since=DAY - _DAYS, minimums=(10, 20, 50))
    assert (findings.days, findings.matches) == ({DAY: 2, DAY - _DAYS: 1}, {DAY: 1, DAY - _DAYS: 1})
    assert (findings.searched, findings.total, findings.ids) == (3, 2, ())
    assert findings.at_least == {10: 2, 20: 1, 50: 0}
    nothing = await past.find("fish", since=DAY - _DAYS, minimums=(10,), most=5)
    assert (nothing.total, nothing.ids, nothing.at_least) == (0, (), {10: 0})


@pytest.mark.parametrize("at_once", [1, 25])
async def test_what_keys_cannot_decide_is_verified(
    store: Store, past: PastIndex, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    """A prefix that is another word's key is verified in few and in many papers, in pages and counts too."""
    monkeypatch.setattr("bot.search.past_papers._PAPERS_AT_ONCE", at_once)
    await stored(
        store,
        sighting("2511.00000", title="The human bodies", day=DAY - _DAYS),
        sighting("2511.00001", title="Of human bodies"),
        sighting("2511.00002", title="Of a human body", upvotes=20),
    )
    assert await found(past, '"human body*"') == ["2"]
    assert await found(past, '-"human body*" of') == ["1"]
    findings = await past.find('"human body*"', since=date.min, minimums=(10,))
    assert (findings.total, findings.at_least) == (1, {10: 1})
    version = await store.papers_version()
    assert await past.matching('"human body*"', since=date.min, version=version) == {"arxiv:2511.00002"}


async def test_numbers_that_were_reached(store: Store, past: PastIndex):
    """Minimums of the earlier query count as reached, others do not."""
    version = await stored(store, sighting("2511.00001", title="Trees", upvotes=3))

    async def matching(query: str, reached: str | None) -> bool:
        return bool(await past.matching(query, since=DAY, version=version, earlier_query=reached))

    assert not await matching("trees upvotes:>=9", None)
    assert await matching("trees upvotes:>=9", "bushes upvotes:>=9")
    assert not await matching("trees upvotes:>=9", "trees upvotes:>=8")


async def test_it_is_caught_up_with_after_a_restart(store: Store, folder: Path):
    """After a restart missed papers are indexed, and no others."""
    async with following(store, folder) as past:
        await stored(store, sighting("2511.00001", title="Trees"))
        assert await found(past, "trees") == ["1"]
    await stored(store, sighting("2511.00002", title="Trees"))
    sightings, read = store.sightings, list[str]()

    async def counted(ids: list[str]) -> dict[str, Sighting]:
        read.extend(ids)
        return await sightings(ids)

    store.sightings = counted  # pyright: ignore[reportAttributeAccessIssue] - counts what is read
    async with following(store, folder) as past:
        assert await found(past, "trees") == ["1", "2"]
    assert read == ["arxiv:2511.00002"]


async def test_the_state_tells_how_far_it_is(store: Store, past: PastIndex):
    """The state is not ready before the first update, then has its numbers."""
    await stored(store, *(sighting(f"2511.{n:05}", title="Trees") for n in range(60)))
    assert (past.state().ready, past.state().share) == (False, 0.0)
    await past.catch_up()
    state = past.state()
    assert (state.ready, state.share, state.papers, state.trouble) == (True, 1.0, 60, None)
    assert state.size > 10_000
    await past.compact()
    assert len(await found(past, "trees", most=100)) == 60
    assert past.state().size < 10 * state.size


async def test_without_a_folder_it_is_in_memory(store: Store, folder: Path):
    """Without a folder the index is in memory."""
    await stored(store, sighting("2511.00001", title="Trees"))
    async with following(store, None) as past:
        assert await found(past, "trees") == ["1"]
        await asyncio.sleep(0)
        assert past.state().size > 0
    assert not folder.exists()  # noqa: ASYNC240 - a local one


async def test_the_best_of_very_many_matches(store: Store, past: PastIndex, monkeypatch: pytest.MonkeyPatch):
    """Of very many matches only the newest are ranked, and each paper is on one page."""
    monkeypatch.setattr("bot.search.index_reader._MAX_RANKED", 4)
    papers = [
        sighting(f"2511.{n:05}", title="Trees" if n % 3 else "Trees, trees", day=DAY - n // 2 * _DAYS)
        for n in range(10)
    ]
    await stored(store, *papers)
    whole = await found(past, "trees", order=Order.BEST)
    assert sorted(whole) == [str(n) for n in range(10)]
    assert set(whole[:4]) == {"0", "1", "2", "3"}
    assert whole[4:] == ["4", "5", "6", "7", "8", "9"]
    assert [await found(past, "trees", order=Order.BEST, most=n) for n in range(11)] == [
        whole[:n] for n in range(11)
    ]


@pytest.mark.parametrize("few", [0, 1, 3])
async def test_few_or_many_are_found_alike(
    store: Store, past: PastIndex, monkeypatch: pytest.MonkeyPatch, few: int
):
    """Matches and counts are the same whether papers are looked up one by one, since they are few, or searched."""
    monkeypatch.setattr("bot.search.index_reader._MAX_FEW", few)
    monkeypatch.setattr("bot.search.index_reader._MAX_NARROWED", few)
    sources, days = ("huggingface", "arxiv"), (DAY, DAY - _DAYS)
    papers = [
        sighting(f"2511.{n:05}", title="Trees", upvotes=n, day=days[n % 2], source=sources[n // 2])
        for n in range(4)
    ]
    await stored(store, *papers)
    for query, expected in (("trees", "0123"), ("trees upvotes:>=3", "3"), ("trees upvotes:1..2", "12")):
        for among in (None, *((one,) for one in sources)):
            of_sources = {n for n in expected if among in {None, (sources[int(n) // 2],)}}
            for since, ages in ((DAY, "02"), (DAY - _DAYS, "0123")):
                wanted = of_sources & set(ages)
                assert set(await found(past, query, among=among, since=since)) == wanted
                assert await past.count(query, among=among, since=since) == len(wanted)
                assert await past.count(query, among=among, since=since, most=1) == min(len(wanted), 1)


async def test_building_is_told_of(
    store: Store, past: PastIndex, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Building is reported in the log and in replies."""
    caplog.set_level("INFO")
    monkeypatch.setattr("bot.search.index_updates._SEARCH_TIMEOUT", 0.0)
    await stored(store, *(sighting(f"2511.{n:05}", title="Trees") for n in range(60)))
    building = asyncio.create_task(past.catch_up())
    while not past.state().papers:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    with pytest.raises(NotReadyError, match=r"still being indexed \(\d+%\)"):
        await past.find("trees", since=date.min)
    await building
    assert "Past papers are ready: 60 of them" in caplog.text


async def test_papers_of_other_sources_are_passed_over(store: Store, past: PastIndex):
    """Papers of other sources are ignored in matches, counts and baselines."""
    version = await stored(
        store,
        sighting("2511.00001", title="Trees"),
        sighting("2511.00002", title="Trees", source="bioRxiv"),
        sighting("2511.00003", title="Fish", source="arxiv"),
    )
    for query, expected in (("trees", ["1"]), ("-fish title:trees", ["1"]), (None, ["1"]), ("fish", [])):
        assert await found(past, query, among=("huggingface", "nature")) == expected
    findings = await past.find("trees", since=date.min, among=("huggingface", "biorxiv"), minimums=(0,))
    assert (findings.searched, findings.total, findings.at_least) == (2, 2, {0: 2})
    assert await past.matching("trees", since=date.min, version=version, among=("huggingface",)) == {
        "arxiv:2511.00001"
    }
    nothing = await past.find("trees", since=date.min, among=(), minimums=(10,))
    assert (nothing.searched, nothing.total, nothing.at_least) == (0, 0, {10: 0})
    assert not await past.matching("trees", since=date.min, version=version, among=())
