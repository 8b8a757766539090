"""Stores and exports of earlier versions can be opened."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import StoreError
from bot.domain.paper import Links, Signals, SourceKind
from bot.domain.paper_merging import with_reading
from bot.domain.ports import PollCommit
from bot.service.retention import forget_old
from bot.service.trusted_clock import TrustedClock
from bot.store.entries import Entry, Note
from bot.store.opening import open_read_only, open_store
from bot.store.transfer import check_archive, check_references, fill_empty, read_archive, write_archive
from tests.contract.engines import ENGINES, new_url
from tests.contract.entries import entries_of, in_order
from tests.contract.makers import LEASE, NOW, message, minutes
from tests.support.databases import Databases, execute

Restored = Callable[[str], Awaitable[str]]

HERE = Path(__file__).parent
VERSIONS = {"store_0_1": 48, "store_schema_3": 59}  # with the entries that each holds
ADDED = Note(name="last", value="after the snapshot")  # to the store that had been compacted
_STORES = {
    "tinydb": ("tinydb.jsonl", ()),
    "compacted": ("tinydb.jsonl", (ADDED,)),
    "postgres": ("postgres.jsonl", ()),
}
KEPT = [f"{version}/{store}" for version in VERSIONS for store in _STORES]
BEFORE_READINGS = [name for name in KEPT if name.startswith("store_schema_3/")]


@pytest.fixture
def restored(tmp_path: Path, databases: Databases) -> Restored:
    """Copy a kept store to where it can be opened; return its URL."""

    async def restore(name: str) -> str:
        if name.endswith("/postgres"):
            url = await databases.new()
            await execute(url, (HERE / f"{name}.sql").read_text("utf-8"))
            return url
        folder = tmp_path / name
        shutil.copytree(HERE / name, folder)
        return f"tinydb://{folder}"

    return restore


async def exported(name: str) -> list[Entry]:
    """The entries of the kept store, as exported by the version that wrote it."""
    version, _, store = name.partition("/")
    archive, more = _STORES[store]
    return in_order([*[entry async for entry in read_archive(HERE / version / archive)], *more])


@pytest.mark.parametrize("name", KEPT)
async def test_an_old_store_holds_what_it_held(restored: Restored, name: str):
    """An old store opens for reading and writing with every entry that its own version exported."""
    url = await restored(name)
    expected = await exported(name)
    assert len(expected) == VERSIONS[name.partition("/")[0]] + (ADDED in expected)
    async with open_read_only(url) as store:
        assert await entries_of(store) == expected
    async with open_store(url) as store:
        assert await entries_of(store) == expected
        assert (await check_references(store.entries())).problems == ()
    async with open_read_only(url) as store:
        assert await entries_of(store) == expected


@pytest.mark.parametrize("name", KEPT)
async def test_an_old_store_is_compacted(restored: Restored, name: str):
    """A compaction keeps every entry, before and after a restart."""
    url = await restored(name)
    async with open_store(url) as store:
        await store.compact()
        assert await entries_of(store) == await exported(name)
    async with open_store(url) as store:
        assert await entries_of(store) == await exported(name)


@pytest.mark.parametrize("name", KEPT)
async def test_an_old_store_works(restored: Restored, name: str):
    """Pending messages of an old store are claimed and sent, one in doubt as such, and new ones follow."""
    async with open_store(await restored(name)) as store:
        known = {found.key: found.claim for found in await store.messages(list(MessageState))}
        leased = await store.claim_due(NOW + minutes(9), LEASE, 9)
        assert {found.key: found.state for found in leased} == {
            message(5, 6).key: MessageState.SENDING,
            message(9, to=444).key: MessageState.READY,
        }
        for number, found in enumerate(leased):
            assert found.claim > known[found.key]
            await store.mark_sent(found.key, found.claim, 99_100 + number, NOW)
        assert await store.requeue(message(2).key, NOW)
        assert (await store.subscriptions()).version > 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", KEPT)
async def test_an_old_store_moves(
    restored: Restored, tmp_path: Path, databases: Databases, name: str, engine: str
):
    """An old store can be copied, exported and imported whole, into either engine."""
    archive = tmp_path / "export.jsonl"
    async with open_store(await restored(name)) as old:
        await write_archive(archive, old.entries())
        async with open_store(await new_url(engine, tmp_path / "copy", databases)) as copy:
            await fill_empty(copy, old.entries())
            assert await entries_of(copy) == await exported(name)
    async with open_store(await new_url(engine, tmp_path / "import", databases)) as imported:
        await fill_empty(imported, read_archive(archive))
        assert await entries_of(imported) == await exported(name)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("archive", ["tinydb.jsonl", "postgres.jsonl"])
@pytest.mark.parametrize("version", VERSIONS)
async def test_an_old_export_is_imported(
    tmp_path: Path, databases: Databases, version: str, archive: str, engine: str
):
    """An export of an earlier version can be imported whole, into either engine."""
    assert check_archive(HERE / version / archive) == VERSIONS[version]
    async with open_store(await new_url(engine, tmp_path, databases)) as store:
        await fill_empty(store, read_archive(HERE / version / archive))
        assert await entries_of(store) == await exported(f"{version}/tinydb")


@pytest.mark.parametrize("name", KEPT)
async def test_what_an_old_store_kept_for_itself_is_forgotten(restored: Restored, name: str):
    """Pruning deletes the notes that are no longer used, and no others."""
    async with open_store(await restored(name)) as store:
        before = set(await store.notes(""))
        await forget_old(store, TrustedClock(lambda: NOW))
        assert before - set(await store.notes("")) == {"lifted 333", "outage hf"}


async def test_a_store_that_lost_something_is_told(restored: Restored):
    """Control: the comparison notices one lost document and one changed document."""
    url = await restored("store_0_1/compacted")
    async with open_store(url) as store:
        await store.set_note("last", None)
        assert await entries_of(store) != await exported("store_0_1/compacted")
        await store.set_note("last", "something else")
        assert await entries_of(store) != await exported("store_0_1/compacted")
    with pytest.raises(StoreError, match="empty"):
        async with open_store(url) as store:
            await fill_empty(store, read_archive(HERE / "store_0_1" / "tinydb.jsonl"))


@pytest.mark.parametrize("name", KEPT)
async def test_what_an_old_store_posted_lives_on(restored: Restored, name: str):
    """Posted cards of an old store are found when they have something new to show."""
    async with open_store(await restored(name)) as store:
        (card,) = await store.messages([MessageState.SENT])
        paper, when = card.paper_ids[0], {"since": NOW, "unchanged_since": NOW + minutes(60)}
        chosen = await store.destination(card.destination_id)
        assert chosen is not None
        for living in (True, False):
            await store.set_preferences(chosen.id, replace(chosen.preferences, living=living), due={})
            assert await store.shown_milestones(NOW) == ({paper: {card.milestones}} if living else {})
            behind = await store.outdated_cards(paper, ["upvotes:50"], **when, limit=9)
            assert behind == ((card,) if living else ())


@pytest.mark.parametrize("name", BEFORE_READINGS)
async def test_an_old_paper_keeps_what_its_list_said(restored: Restored, name: str):
    """A paper that was stored as one becomes the list's reading, or else the stream's; the next poll is apart."""
    async with open_store(await restored(name)) as store:
        both, later, streamed = "arxiv:2601.10001", "arxiv:2601.10002", "arxiv:2601.10003"
        found = await store.sightings([both, later, streamed, "doi:10.1101/2026.01.01.100005"])
        assert {key for key, one in found.items() if one.kind is SourceKind.LIST} == {both, later}
        old = found[both]
        assert (old.signals.upvotes, old.signals.rank, old.paper.categories) == (50, 2, ("cs.LG", "cs.CV"))
        reading = replace(
            old,
            paper=replace(old.paper, source="arxiv", links=Links(page="https://arxiv.org/abs/2601.10001")),
            signals=Signals(first_seen=NOW, list_day=NOW.date()),
            kind=SourceKind.STREAM,
        )
        version = (await store.subscriptions()).version
        new = with_reading(old, reading)
        await store.commit_poll(
            PollCommit(source="arxiv", at=NOW, sightings=(new,), subscriptions_version=version)
        )
        (kept,) = (await store.sightings([both])).values()
        assert kept == new
        assert (kept.by_source, kept.paper.sources) == ((old, reading), ("huggingface", "arxiv"))
        assert (kept.paper.links, kept.signals) == (old.paper.links, old.signals)
