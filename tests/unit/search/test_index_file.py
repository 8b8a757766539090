"""Faults of an open index and its file are found, reported and repaired."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.ports import Store
from bot.query import parse
from bot.search import index_file, index_writer
from bot.search.index_file import open_index
from bot.search.past_papers import PastIndex
from tests.support.fakes import DAY, sighting
from tests.unit.search.indexes import filled, found, ids, stored

_PAPERS = [sighting(f"2511.{n:05}", title="Trees" if n % 2 else "Bushes") for n in range(40)]


async def fill(store: Store, past: PastIndex):
    await stored(store, *_PAPERS)
    await past.catch_up()


def full(monkeypatch: pytest.MonkeyPatch):
    """Simulate a disk with room for two pages of a new file."""
    connect = index_file.connect

    def connected(path: str) -> sqlite3.Connection:
        db = connect(path)
        db.execute("PRAGMA max_page_count = 2")
        return db

    monkeypatch.setattr(index_file, "connect", connected)


async def test_lost_texts_are_found_by_the_check(store: Store, past: PastIndex):
    """Lost texts in an intact file are found by the check, reported once and rebuilt."""
    await fill(store, past)
    index = past._index
    assert index is not None
    index.writer.commit()
    index._db.execute("UPDATE texts_data SET block = x'00' WHERE id > 10")
    assert index.damage() > 0  # newer SQLites tell it twice
    (said,) = await past.check()
    assert "differed from the store and is being rebuilt" in said
    await past.catch_up()
    assert len(await ids(past)) == 20
    assert await past.check() == ()


async def test_papers_that_went_unseen_are_found_by_the_check(store: Store, past: PastIndex):
    """A removed paper and changed votes are found by the check."""
    for change in ("DELETE FROM papers WHERE id = ?", "UPDATE papers SET upvotes = 77 WHERE id = ?"):
        await fill(store, past)
        index = past._index
        assert index is not None
        index._db.execute(change, (index_writer.encode_id(_PAPERS[1].paper.id),))
        (said,) = await past.check()
        assert "rebuilt" in said
        await past.catch_up()
        assert await past.check() == ()
    assert len(await ids(past)) == 20


async def test_a_check_of_what_cannot_be_opened_says_why(past: PastIndex, folder: Path):
    """A check of an unusable index returns the same sentence as questions."""
    folder.write_text("in the way")  # noqa: ASYNC240 - local
    (said,) = await past.check()
    assert "cannot be searched" in said


async def test_a_disk_without_room_for_the_tables_is_told_of(
    store: Store, past: PastIndex, monkeypatch: pytest.MonkeyPatch
):
    """Nothing stays open on a full disk, and indexing continues when there is room."""
    full(monkeypatch)
    with pytest.raises(NotReadyError, match="database or disk is full"):
        await fill(store, past)
    monkeypatch.undo()
    await past.catch_up()
    assert len(await ids(past)) == 20


def test_a_file_that_cannot_be_opened_is_no_reason_to_take_another(folder: Path):
    """Only an index of another process is passed over, not one that cannot be opened."""
    (folder / "papers.sqlite").mkdir(parents=True)
    with pytest.raises(sqlite3.OperationalError):
        open_index(folder)
    assert [path.name for path in folder.iterdir()] == ["papers.sqlite"]


def test_a_disk_that_cannot_be_read_costs_no_index(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A temporary read error is no damage: the file stays."""
    open_index(folder).close()

    def unreadable(_: sqlite3.Connection):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    monkeypatch.setattr(index_file, "require_current", unreadable)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        open_index(folder)
    monkeypatch.undo()
    assert (folder / "papers.sqlite").exists()
    open_index(folder).close()


def test_closing_raises_nothing(folder: Path):
    """Closing raises nothing, even if the file cannot be removed."""
    index = open_index(folder)
    (folder / "papers.sqlite").unlink()
    (folder / "papers.sqlite").mkdir()
    index.close(discard=True)
    assert (folder / "papers.sqlite").is_dir()


def test_an_integrity_check_that_cannot_be_made_is_no_damage():
    """An integrity check on a read-only connection is no damage."""
    index = filled(_PAPERS)
    index.writer.commit()
    index._db.execute("PRAGMA query_only = 1")
    assert index.damage() == 0


def test_many_papers_are_committed_on_the_way(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Large updates are committed in steps."""
    monkeypatch.setattr(index_writer, "_COMMIT_EVERY", 8)
    index = open_index(folder)
    index.writer.put(_PAPERS[:20], {s.paper.id: number for number, s in enumerate(_PAPERS)})
    index._db.rollback()
    assert index._db.execute("SELECT count(*) FROM papers").fetchone()[0] == 16
    index.close()


def test_votes_alone_leave_the_texts(folder: Path):
    """A paper with new votes keeps its row and texts."""
    index = open_index(folder)
    paper = _PAPERS[1]
    index.writer.put([paper], {paper.paper.id: 1})
    risen = replace(paper, signals=replace(paper.signals, upvotes=50))
    index.writer.put([risen], {paper.paper.id: 2})
    assert index._db.execute("SELECT sum(next) FROM counters").fetchone()[0] == 1
    assert found(index, parse("trees upvotes:>=50"), [risen]) == {paper.paper.id}
    assert index.writer.count_differing([risen]) == 0
    assert index.writer.count_differing([paper]) == 1
    index.close()


def test_only_what_is_of_the_day_is_removed():
    """Removing a paper from a day leaves one that moved to another day."""
    index = filled(_PAPERS[:4])
    index.writer.remove([s.paper.id for s in _PAPERS], DAY - timedelta(days=1))
    assert index.writer.papers == 4
    index.writer.remove([s.paper.id for s in _PAPERS], DAY)
    assert index.writer.papers == 0


def test_slots_are_tried_in_order(folder: Path):
    """The second process uses the second file, until it closes it."""
    first, second = open_index(folder), open_index(folder)
    assert (folder / "papers.sqlite").exists()
    assert (folder / "papers-1.sqlite").exists()
    first.close()
    second.close()
