"""Damaged files are refused and never changed."""

import random
import shutil
from pathlib import Path

import pytest

from bot import release
from bot.domain.errors import StoreCorruptError, StoreError, StoreTooNewError
from bot.store.codec.ascii_json import dump
from bot.store.tinydb.files.lines import with_checksum
from tests.unit.store.tinydb.stores import names, notes, opened, remember, write

VALUES = ["one", "π two", "three" * 10]


def header(kind: str = "journal", schema: object = 1, generation: object = 0) -> bytes:
    return with_checksum(dump({"paperboy": kind, "schema": schema, "generation": generation})[1:])


def transaction(number: int, *changes: object) -> bytes:
    return with_checksum(dump({"n": number, "do": changes})[1:])


async def compacted(path: Path):
    """A store whose notes are in its snapshot."""
    async with opened(path) as store:
        for number, value in enumerate(VALUES):
            await store.set_note(str(number), value)
        await store.compact()


async def test_a_journal_cut_anywhere_keeps_every_whole_line(tmp_path: Path):
    """A journal that is cut at any byte after its header keeps its whole lines and can be written."""
    await remember(tmp_path / "first", *VALUES)
    whole = (tmp_path / "first" / "journal").read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == ord("\n")]
    for size in range(ends[0], len(whole) + 1):
        path = tmp_path / str(size)
        path.mkdir()
        write(path / "journal", whole[:size])
        kept = sum(end <= size for end in ends) - 1
        expected = {str(n): value if n < kept else None for n, value in enumerate(VALUES)}
        assert await notes(path, 3, read_only=True) == expected
        async with opened(path) as store:
            await store.set_note("more", "x")
        assert await notes(path, 3) == expected


async def test_a_journal_cut_within_its_header_is_refused(tmp_path: Path):
    """A journal without a whole header is damaged, as no crash leaves one."""
    await remember(tmp_path, *VALUES)
    whole = (tmp_path / "journal").read_bytes()
    for size in range(whole.index(b"\n") + 1):
        write(tmp_path / "journal", whole[:size])
        with pytest.raises(StoreCorruptError):
            await notes(tmp_path, 3)


@pytest.mark.parametrize("name", ["journal", "snapshot"])
async def test_a_flipped_bit_is_never_read_as_data(tmp_path: Path, name: str):
    """A file with one flipped bit is refused, copied and left unchanged."""
    await compacted(tmp_path)
    async with opened(tmp_path) as store:
        await store.set_note("0", "new")
        await store.set_note("1", "new")
    file = tmp_path / name
    whole = file.read_bytes()
    rng = random.Random(7)
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        write(file, bytes(flipped))
        with pytest.raises(StoreCorruptError, match=r"damaged.*copy is kept as .*Restore"):
            await notes(tmp_path, 3)
        assert file.read_bytes() == bytes(flipped)
    assert sum(f"{name}.damaged" in other for other in names(tmp_path)) == len(whole)
    write(file, whole)
    assert (await notes(tmp_path, 3))["0"] == "new"


async def test_refusing_twice_keeps_one_copy(tmp_path: Path):
    """Repeated starts keep one copy, so that they do not fill the disk."""
    await remember(tmp_path, *VALUES)
    content = (tmp_path / "journal").read_bytes().replace(b"one", b"One")
    write(tmp_path / "journal", content)
    for _ in range(3):
        with pytest.raises(StoreCorruptError):
            await notes(tmp_path, 1)
    (copy,) = [name for name in names(tmp_path) if "damaged" in name]
    assert (tmp_path / copy).read_bytes() == content


async def test_reading_only_keeps_no_copy(tmp_path: Path):
    """A read-only opening copies nothing, even if a file is damaged."""
    await remember(tmp_path, *VALUES)
    write(tmp_path / "journal", (tmp_path / "journal").read_bytes()[:-1] + b"?")
    before = names(tmp_path)
    with pytest.raises(StoreCorruptError):
        await notes(tmp_path, 1, read_only=True)
    assert names(tmp_path) == before


async def test_a_copy_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A damaged file is refused even if it cannot be copied."""

    def fail(*_: object):
        raise OSError(28, "No space left on device")

    await remember(tmp_path, *VALUES)
    write(tmp_path / "journal", b"?\n")
    monkeypatch.setattr(shutil, "copy2", fail)
    with pytest.raises(StoreCorruptError, match="No copy could be made: no space left"):
        await notes(tmp_path, 1)


async def test_a_snapshot_without_its_journal_is_refused(tmp_path: Path):
    """A snapshot alone is refused, as the changes since it would be missing."""
    await compacted(tmp_path)
    (tmp_path / "journal").unlink()
    with pytest.raises(StoreCorruptError, match=r"missing beside its snapshot\. Nothing was changed\."):
        await notes(tmp_path, 1)


@pytest.mark.parametrize("name", ["journal", "snapshot"])
async def test_a_newer_schema_is_refused_with_a_copy(tmp_path: Path, name: str):
    """A newer schema is left unchanged, and the error says which version to install."""
    await compacted(tmp_path)
    file = tmp_path / name
    rest = file.read_bytes().partition(b"\n")[2]
    write(file, header(name, schema=4, generation=1) + b"from the future" + rest)
    content = file.read_bytes()
    with pytest.raises(StoreTooNewError, match=rf"newer Paperboy.*schema 4.*Install Paperboy {release()} again"):
        await notes(tmp_path, 1)
    assert file.read_bytes() == content
    (copy,) = [other for other in names(tmp_path) if f"{name}.newer" in other]
    assert (tmp_path / copy).read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"not ours\n",
        b'{"_default": {}}\n',
        header("snapshot"),
        header(schema="1"),
        header(schema=0),
        header(schema=-1),
        header(schema=True),
        header(generation=None),
        header(generation=5),
        with_checksum(b'"paperboy"}'),
        header() + transaction(1, ["notes", "0", None]),
        header() + transaction(0) + transaction(2),
        header() + transaction(0, ["notes"]),
        header() + transaction(0, 5),
        header() + transaction(0, ["alerts", "1 x", {"state": "pending"}]),
        header() + transaction(0, ["alerts", "x y", {"state": "pending", "due": "z", "created": "z"}]),
        header() + transaction(0, ["messages", "x", {"state": "ready", "to": 1}]),
        header() + transaction(0, ["papers", "x", {"signals": 5}]),
        header() + transaction(0, ["destinations", "x", {"kind": "dm"}]),
        header() + with_checksum(b'"n":0,"do":5}'),
        header() + with_checksum(b'"n":0,'),
        header() + with_checksum(b'"n":0,"do":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ],
)
async def test_a_strange_journal_is_refused(tmp_path: Path, content: bytes):
    """A journal that is empty, foreign, incomplete or has invalid content is refused."""
    write(tmp_path / "journal", content)
    with pytest.raises(StoreCorruptError):
        await notes(tmp_path, 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        with_checksum(b'"end":1}'),
        with_checksum(b'"in":"notes","key":"a","doc":{"value":1}}'),
        with_checksum(b'"in":"notes","key":"a"}') + with_checksum(b'"end":1}'),
        with_checksum(b'"in":"alerts","key":"1 a","doc":{}}') + with_checksum(b'"end":1}'),
        with_checksum(b'"in":"notes","key":5,"doc":{"value":1}}')[:-1],
    ],
    ids=["no end", "document lost", "end lost", "no document", "odd document", "cut"],
)
async def test_a_strange_snapshot_is_refused(tmp_path: Path, body: bytes):
    """A snapshot counts its documents, so one that was cut after a whole line is refused too."""
    write(tmp_path / "journal", header(generation=1))
    write(tmp_path / "snapshot", header("snapshot", generation=1) + body)
    with pytest.raises(StoreCorruptError):
        await notes(tmp_path, 1)


async def test_a_journal_without_its_snapshot_is_refused(tmp_path: Path):
    """After a compaction a journal alone is refused."""
    await compacted(tmp_path)
    (tmp_path / "snapshot").unlink()
    with pytest.raises(StoreCorruptError, match="or missing"):
        await notes(tmp_path, 1)


async def test_a_document_that_makes_no_sense_is_named_when_it_is_read(tmp_path: Path):
    """Fields that no index needs are checked when the document is read, and the error names it."""
    write(tmp_path / "journal", header() + transaction(0, ["subscriptions", "abcde", {"to": 5, "query": 5}]))
    async with opened(tmp_path) as store:
        with pytest.raises(StoreCorruptError, match="subscription abcde"):
            await store.subscriptions()


async def test_damage_under_an_open_store_is_noticed(tmp_path: Path):
    """Documents in the snapshot are checked whenever they are read."""
    await compacted(tmp_path)
    async with opened(tmp_path) as store:
        with (tmp_path / "snapshot").open("r+b") as file:
            file.seek(file.read().index(b"one"))
            file.write(b"One")
        with pytest.raises(StoreCorruptError, match="while it was open"):
            await store.note("0")


async def test_a_store_that_cannot_be_read_is_an_error(tmp_path: Path):
    """A folder with the journal's name is an error."""
    (tmp_path / "journal").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        await notes(tmp_path, 1)
