"""A journal that lost acknowledged writes is refused, while one that a crash tore is not."""

import shutil
from pathlib import Path

import pytest

from bot.domain.errors import StoreCorruptError, StoreError
from bot.store.tinydb.files.lines import with_checksum
from tests.unit.store.tinydb.stores import names, notes, opened, remember, write

VALUES = ["one", "π two", "three" * 10]


@pytest.mark.parametrize("compacted", [False, True])
async def test_a_journal_cut_anywhere_is_refused(tmp_path: Path, *, compacted: bool):
    """A journal that lacks any acknowledged byte is refused, copied and left unchanged."""
    async with opened(tmp_path) as store:
        await store.set_note("9", "before")
        if compacted:
            await store.compact()
    await remember(tmp_path, *VALUES)
    file = tmp_path / "journal"
    whole = file.read_bytes()
    for size in range(len(whole)):
        write(file, whole[:size])
        for read_only in (True, False):
            with pytest.raises(StoreCorruptError, match=r"damaged: .*Restore"):
                await notes(tmp_path, 3, read_only=read_only)
        assert file.read_bytes() == whole[:size]
    assert sum("journal.damaged" in name for name in names(tmp_path)) == len(whole)
    write(file, whole)
    assert list((await notes(tmp_path, 3)).values()) == VALUES


async def test_what_a_crash_tears_is_cut_off(tmp_path: Path):
    """Control: after the acknowledged part a line may be whole, torn or missing."""
    await remember(tmp_path / "first", *VALUES)
    acknowledged = (tmp_path / "first" / "journal").stat().st_size
    mark = (tmp_path / "first" / "acknowledged").read_bytes()
    async with opened(tmp_path / "first") as store:
        await store.set_note("3", "under way")
    whole = (tmp_path / "first" / "journal").read_bytes()
    for size in range(acknowledged, len(whole) + 1):
        path = tmp_path / str(size)
        path.mkdir()
        write(path / "journal", whole[:size])
        write(path / "acknowledged", mark)
        kept = "under way" if size == len(whole) else None
        assert list((await notes(path, 4)).values()) == [*VALUES, kept]


@pytest.mark.parametrize("compacted", [False, True])
async def test_a_lost_journal_is_no_first_start(tmp_path: Path, *, compacted: bool):
    """A missing journal is noticed by the other files, and no new one is created."""
    async with opened(tmp_path) as store:
        await store.set_note("0", "one")
        if compacted:
            await store.compact()
    for name in ("journal", "snapshot"):
        (tmp_path / name).unlink(missing_ok=True)
        for read_only in (True, False):
            with pytest.raises(StoreCorruptError, match=r"journal is missing beside"):
                await notes(tmp_path, 1, read_only=read_only)
    assert names(tmp_path) == {"acknowledged", "lock"}


async def test_a_first_start_that_was_killed_is_a_first_start(tmp_path: Path):
    """Control: a folder with only a lock is a first start."""
    write(tmp_path / "lock", b"17\n")
    write(tmp_path / "journal.tmp", b"")
    assert await notes(tmp_path, 1) == {"0": None}


async def test_an_older_journal_is_refused(tmp_path: Path):
    """A journal from before the last compaction is whole, but lacks acknowledged writes."""
    await remember(tmp_path, *VALUES)
    older = (tmp_path / "journal").read_bytes()
    async with opened(tmp_path) as store:
        await store.compact()
    (tmp_path / "snapshot").unlink()
    write(tmp_path / "journal", older)
    with pytest.raises(StoreCorruptError, match=r"older than its last acknowledged write.*remove acknowledged"):
        await notes(tmp_path, 1)
    (tmp_path / "acknowledged").unlink()  # as the sentence says
    assert list((await notes(tmp_path, 3)).values()) == VALUES


@pytest.mark.parametrize(
    "content", [None, b"", b"\0" * 96, with_checksum(b'"generation":0,"size":99999}')[:-9], b"x" * 96]
)
async def test_half_a_mark_says_nothing(tmp_path: Path, content: bytes | None):
    """A torn or missing mark stops no opening, and is written anew."""
    await remember(tmp_path, *VALUES)
    good = (tmp_path / "acknowledged").read_bytes()
    (tmp_path / "acknowledged").unlink()
    if content is not None:
        write(tmp_path / "acknowledged", content)
    assert list((await notes(tmp_path, 3)).values()) == VALUES
    assert (tmp_path / "acknowledged").read_bytes() == good


async def test_an_older_mark_is_what_a_power_cut_leaves(tmp_path: Path):
    """A mark of any earlier moment or generation fits the journal, as marks are not made durable."""
    marks: list[bytes] = []
    async with opened(tmp_path) as store:
        for number, value in enumerate(VALUES):
            await store.set_note(str(number), value)
            marks.append((tmp_path / "acknowledged").read_bytes())
            if number == 0:
                await store.compact()
                marks.append((tmp_path / "acknowledged").read_bytes())
    assert len(set(marks)) == 4
    for mark in marks:
        copy = tmp_path / "copy"
        shutil.copytree(tmp_path, copy, ignore=shutil.ignore_patterns("copy"))
        write(copy / "acknowledged", mark)
        assert list((await notes(copy, 3)).values()) == VALUES
        shutil.rmtree(copy)


async def test_a_mark_that_leads_nowhere_is_said(tmp_path: Path):
    """A mark that links to a missing folder is an error."""
    await remember(tmp_path, "one")
    (tmp_path / "acknowledged").unlink()
    (tmp_path / "acknowledged").symlink_to(tmp_path / "gone" / "acknowledged")
    with pytest.raises(StoreError, match=r"store's folder .* cannot be written"):
        await notes(tmp_path, 1)


async def test_a_reader_beside_a_writer_sees_no_loss(tmp_path: Path):
    """A reader never finds the mark ahead of the journal while another process writes and compacts."""
    async with opened(tmp_path, large_journal=2000) as store:
        for number in range(60):
            await store.set_note(str(number), "x" * 100)
            assert (await notes(tmp_path, number + 1, read_only=True))[str(number)] == "x" * 100
