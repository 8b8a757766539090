"""Faults of the index's file: answers are right or missing."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.ports import Store
from bot.language.current import using_language
from bot.search import index_file
from bot.search.past_papers import PastIndex, following, with_index
from tests.support.fakes import DAY, START, sighting
from tests.support.pseudo import PSEUDO, forgotten
from tests.unit.search.indexes import ids, stored

_PAPERS = [sighting(f"2511.{n:05}", title="Trees" if n % 2 else "Bushes") for n in range(80)]
_TREES = {s.paper.id for s in _PAPERS[1::2]}


async def fill(store: Store, past: PastIndex, papers: int = len(_PAPERS)):
    await stored(store, *_PAPERS[:papers])
    await past.catch_up()


async def trees(past: PastIndex) -> set[str]:
    return set(await ids(past))


def _file(folder: Path) -> Path:
    return folder / "papers.sqlite"


def _overwrite(folder: Path):
    _file(folder).write_bytes(b"This is no database. " * 500)


def _newer(folder: Path):
    with closing(sqlite3.connect(_file(folder))) as db:
        db.execute("PRAGMA user_version = 2000000000")


def _other_tables(folder: Path):
    with closing(sqlite3.connect(_file(folder))) as db, db:
        db.execute("DROP TABLE papers")


def _empty(folder: Path):
    _file(folder).write_bytes(b"")


def _gone(folder: Path):
    shutil.rmtree(folder)


@pytest.mark.parametrize("fault", [_overwrite, _newer, _other_tables, _empty, _gone])
async def test_what_cannot_be_used_is_made_again(store: Store, folder: Path, fault: Callable[[Path], None]):
    """A file that is damaged, newer, with other tables, empty or missing at the start is rebuilt."""
    past = PastIndex(store, folder)
    await fill(store, past)
    await past.close()
    fault(folder)
    past = PastIndex(store, folder)
    assert await trees(past) == _TREES
    assert past.state().papers == len(_PAPERS)
    await past.close()


async def test_a_file_that_was_cut_anywhere_is_right_or_made_again(store: Store, folder: Path):
    """A file or log cut at a random place gives right answers, or is rebuilt."""
    rng = random.Random(11)
    past = PastIndex(store, folder)
    await fill(store, past)
    await past.close()
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}  # noqa: ASYNC240 - local
    for _ in range(25):
        for name, content in kept.items():
            (folder / name).write_bytes(content)
        victim = folder / rng.choice(sorted(kept))
        victim.write_bytes(kept[victim.name][: rng.randrange(len(kept[victim.name]) + 1)])
        past = PastIndex(store, folder)
        assert await trees(past) == _TREES
        assert await past.check() == ()
        await past.close()


@pytest.mark.parametrize("seed", range(6))
async def test_bytes_that_changed_while_it_runs_are_noticed(store: Store, folder: Path, seed: int):
    """A check notices changed bytes of the running file, which is then rebuilt."""
    rng = random.Random(seed)
    for _ in range(5):
        past = PastIndex(store, folder)
        await fill(store, past)
        await past.compact()
        content = bytearray(_file(folder).read_bytes())
        for _ in range(200):
            at = rng.randrange(4096, len(content))
            content[at : at + 64] = rng.randbytes(64)
        with _file(folder).open("r+b") as file:
            file.write(content)
        past._index._db.execute("PRAGMA shrink_memory")
        with suppress(NotReadyError):
            await trees(past)
        await past.check()
        await past.catch_up()
        assert await trees(past) == _TREES
        await past.close()


@pytest.mark.parametrize("whole", [True, False])
async def test_a_file_that_is_removed_while_it_runs_is_made_again(
    store: Store, past: PastIndex, folder: Path, *, whole: bool
):
    """A file deleted while running, alone or with its folder, is rebuilt, with right answers all the time."""
    await fill(store, past, 40)
    shutil.rmtree(folder) if whole else _file(folder).unlink()
    assert await trees(past) == {s.paper.id for s in _PAPERS[1:40:2]}
    await fill(store, past)
    assert await trees(past) == _TREES
    assert _file(folder).exists()


async def test_a_folder_that_cannot_be_used_is_told_of(
    store: Store, past: PastIndex, folder: Path, caplog: pytest.LogCaptureFixture
):
    """An unusable folder is reported once in the log, in replies and in the state, until it works."""
    folder.write_text("in the way")  # noqa: ASYNC240 - local
    for _ in range(2):
        with pytest.raises(NotReadyError, match=r"The index file cannot be used \(File"):
            await fill(store, past)
    with using_language(PSEUDO), pytest.raises(NotReadyError) as theirs:
        await trees(past)
    assert not forgotten(str(theirs.value), str(folder), "File exists", "Not a directory")
    with pytest.raises(NotReadyError, match="cannot be searched"):
        await trees(past)
    assert sum("Past papers cannot be searched" in record.message for record in caplog.records) == 1
    trouble = past.state().trouble
    assert trouble is not None
    assert len(await store.papers_since(date.min)) == len(_PAPERS)
    folder.unlink()  # noqa: ASYNC240 - local
    await past.catch_up()
    assert await trees(past) == _TREES
    assert past.state().trouble is None


async def test_a_full_disk_is_told_of(store: Store, past: PastIndex):
    """A full disk loses nothing, and the rest is written when there is room."""
    await fill(store, past, 2)
    index = past._index
    assert index is not None
    pages = index._db.execute("PRAGMA page_count").fetchone()[0]
    index._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotReadyError, match="database or disk is full"):
        await fill(store, past)
    assert len(await store.papers_since(date.min)) == len(_PAPERS)
    assert past.state().ready is False
    await past.catch_up()
    assert await trees(past) == _TREES


async def test_it_is_the_same_with_an_older_sqlite(store: Store, past: PastIndex, monkeypatch: pytest.MonkeyPatch):
    """An SQLite without contentless deletes gives the same answers."""
    monkeypatch.setattr(index_file, "_CONTENTLESS_DELETE_SINCE", (99,))
    index_file.stamp.cache_clear()
    await fill(store, past)
    changed = [sighting(f"2511.{n:05}", title="Fish and trees" if n == 1 else "Fish") for n in range(60)]
    await stored(store, *changed)
    assert await trees(past) == {s.paper.id for s in _PAPERS[61::2]} | {"arxiv:2511.00001"}
    findings = await past.find("fish", since=date.min)
    assert (findings.total, findings.matches) == (60, {DAY: 60})
    assert await past.check() == ()
    index_file.stamp.cache_clear()


async def test_sixteen_processes_are_the_most(folder: Path):
    """A seventeenth process gets an error."""
    opened = [index_file.open_index(folder) for _ in range(16)]
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        index_file.open_index(folder)
    for index in opened:
        index.close()
    index_file.open_index(folder).close(discard=True)
    assert not _file(folder).exists()


async def test_checking_and_compacting_without_an_index(store: Store, folder: Path):
    """Checking and compacting without an index do nothing."""
    assert await with_index(store, folder, PastIndex.check, ()) == ()
    await with_index(store, folder, PastIndex.compact, None)
    assert not folder.exists()  # noqa: ASYNC240 - local


async def test_an_index_that_another_process_has_is_left_alone(store: Store, past: PastIndex, folder: Path):
    """An index of another process is neither compared nor compacted."""
    await fill(store, past)
    assert await with_index(store, folder, PastIndex.check, ()) == ()
    await with_index(store, folder, PastIndex.compact, None)
    assert [path.name for path in folder.glob("*.sqlite")] == ["papers.sqlite"]  # noqa: ASYNC240 - local


async def test_a_store_that_fails_leaves_the_index_to_be_caught_up(store: Store, past: PastIndex):
    """An interrupted update is repeated, even without a new poll."""
    await fill(store, past, 2)
    await stored(store, sighting("2508.00001", day=DAY - timedelta(days=99)))
    await past.catch_up()
    await store.prune(START)
    past.update_soon()
    counts = store.counts

    async def fail():
        raise OSError("gone")

    store.counts = fail  # pyright: ignore[reportAttributeAccessIssue] - fails once
    with pytest.raises(OSError, match="gone"):
        await past.catch_up()
    store.counts = counts
    await past.catch_up()
    assert past.state().papers == 2


async def test_an_error_that_nobody_expected_ends_nothing(
    store: Store, folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """An unexpected error is logged, and the update is retried."""
    monkeypatch.setattr("bot.search.index_updates._RETRY_AFTER", 0.01)
    monkeypatch.setattr("bot.search.index_updates._START_DELAY", 0.0)
    counts, failures = store.counts, iter([RuntimeError("odd")])

    async def fail_once() -> object:
        for error in failures:
            raise error
        return await counts()

    store.counts = fail_once  # pyright: ignore[reportAttributeAccessIssue] - fails once
    async with following(store, folder) as past:
        while not past.state().ready:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.001)
    assert "could not be updated" in caplog.text
