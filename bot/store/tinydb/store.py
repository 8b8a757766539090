"""The store in a folder: its engine, and the class with all operations.

Its URL is `tinydb://relative/path` or `tinydb:///absolute/path`.
"""

from __future__ import annotations

import re
import shutil
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, AlertState, Message, MessageState
from bot.domain.errors import StoreCorruptError, StoreError
from bot.domain.paper import Sighting
from bot.domain.ports import StoreCounts
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription import Destination
from bot.domain.subscription_cache import baselines_begin
from bot.store import rules
from bot.store.codec.records import time_text
from bot.store.engine import OpenStore, SingleProcess, StoreEngine
from bot.store.entries import KINDS, Entry, Note, StoredSubscription, decode_entry
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.outbox import TinyDBOutbox
from bot.store.tinydb.tables import in_batches
from bot.store.transfer import entry_batches

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Collection
    from datetime import datetime, timedelta


_SECOND_LENGTH = 19  # characters of a time up to its second, as `bot.store.codec.records.time_text` writes it
_FINISHED_SECOND = re.compile(rb'"finished":"(.{19})')
_PAYLOAD_KEY = b'"payload":{'  # an empty payload is left out
_HALF_FILLED_FACT = "half filled"  # the fact (see `Tables.fact`) that is set while `fill` runs


class TinyDBStore(TinyDBOutbox, OpenStore):
    """A store in a folder, for one process."""

    @override
    async def close(self) -> None:
        try:
            await self.storage.drain()
        finally:
            self.storage.close()

    @override
    @asynccontextmanager
    async def join(self, shards: int) -> AsyncGenerator[SingleProcess]:
        if shards > 1:
            raise StoreError(
                f"PAPERBOY_SHARDING__COUNT is {shards}, but a store in a folder has one shard. "
                "Remove that setting, or use a PostgreSQL database (docs/scaling.md)."
            )
        yield SingleProcess(self)

    async def release_leases(self) -> None:
        """End every lease: this process has the folder's lock, so the processes that had leases have ended."""
        async with self._write():
            unfinished = self._tables.get_all(Message, self._index.outbox.all_unfinished())
            await self._tables.put(
                replace(message, leased_until=None) for message in unfinished if message.leased_until
            )

    @override
    async def compact(self) -> None:
        await self.storage.compact()

    @override
    async def notes(self, prefix: str) -> dict[str, str]:
        notes: dict[str, Note] = {}
        async for names in in_batches(self._tables.text_keys(Note)):
            notes |= await self.read(Note, [name for name in names if name.startswith(prefix)])
        return {name: note.value for name, note in notes.items()}

    @override
    async def counts(self) -> StoreCounts:
        counts, table = self._index.counts, self._tables.table
        return StoreCounts(
            papers=len(table(Sighting)),
            subscriptions=len(table(StoredSubscription)) - counts["subscriptions", "ended"],
            destinations=len(table(Destination)),
            blocked=len(self._index.outbox.blocked),
            alerts={state: counts["alerts", state] for state in AlertState},
            messages={state: counts["messages", state] for state in MessageState},
            oldest_due=self._index.outbox.oldest_due,
        )

    # --- the whole store ----------------------------------------------------------------------------------

    @override
    async def prune(
        self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS, kept: Collection[str] = ()
    ) -> int:
        """Delete messages before alerts, so that a message that is retried in between still has its alerts."""
        await self._prune_baselines(now)
        deleted = await self._prune_papers(now - keep_papers, frozenset(kept))
        return deleted + await self._prune_finished(Message, now) + await self._prune_finished(Alert, now)

    async def _prune_baselines(self, now: datetime) -> None:
        tables, days = self._tables, self._index.papers_by_day
        first_day = baselines_begin(max(days, default=now.date()), now)
        async for keys in in_batches(tables.text_keys(StoredSubscription)):
            async with self._write():
                # Read inside the transaction: a poll that this waits for may add a paper to the baseline. Without
                # any paper, baselines stay: all of theirs would count as old.
                recent = {paper for day in days if day >= first_day for paper in days.of(day)}
                for stored in tables.get_all(StoredSubscription, keys) if any(days) else ():
                    baseline = rules.current_baseline(stored.baseline, recent)
                    if baseline is not None:
                        await tables.put([replace(stored, baseline=baseline)])

    async def _prune_papers(self, before: datetime, kept: frozenset[str]) -> int:
        last_day, days = before.date(), self._index.papers_by_day
        candidates = [(day, paper) for day in days if day < last_day for paper in days.of(day)]
        count = 0
        async for batch in in_batches(candidates):
            async with self._write():
                needed = kept | self._index.outbox.needed_papers()
                old = [paper for day, paper in batch if days.has(day, paper) and paper not in needed]
                await self._tables.drop(Sighting, old)
                await self._tables.drop(Note, [rules.summary_note(paper) for paper in old])
            count += len(old)
        return count

    async def _prune_finished(self, kind: type[Message | Alert], now: datetime) -> int:
        count, tables = 0, self._tables
        kept_for = (rules.KEEP_MESSAGES if kind is Message else rules.KEEP_FINISHED, rules.KEEP_PAYLOADS)
        delete_until, empty_until = (time_text(now - age)[:_SECOND_LENGTH].encode() for age in kept_for)
        async for lines in in_batches(tables.table(kind).lines()):
            # Searching bytes takes a tenth of the time of decoding; texts contain no pattern: quotes are escaped.
            ends = [(key, line, match[1]) for key, line in lines if (match := _FINISHED_SECOND.search(line))]
            keys = [
                key
                for key, line, end in ends
                if end <= delete_until or (end <= empty_until and _PAYLOAD_KEY in line)
            ]
            if keys:
                async with self._write():
                    entries = [entry for key in keys if (entry := tables.get(kind, key)) is not None]
                    after_pruning = {KINDS[kind].key(entry): rules.pruned(entry, now) for entry in entries}
                    await tables.put(entry for entry in after_pruning.values() if entry is not None)
                    old = [key for key, entry in after_pruning.items() if entry is None]
                    await tables.drop(kind, old)
                count += len(old)
        return count

    @override
    async def entries(self) -> AsyncGenerator[Entry]:
        tables = self._tables
        for kind in KINDS:
            keys = tables.text_keys(kind)
            if kind is Message:
                keys = sorted(keys, key=tables.number)
            async for batch in in_batches(keys):
                for key in batch:
                    if (document := tables.document(kind, key)) is not None:
                        entry = decode_entry(kind, key, document)
                        yield replace(entry, leased_until=None) if kind is Message else entry

    @override
    async def is_empty(self) -> bool:
        return not any(map(len, self.storage.documents.values()))

    @override
    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """Use several transactions, as a single one would have to fit in memory."""
        tables = self._tables
        async with self._write():
            tables.set_fact(_HALF_FILLED_FACT, 1)
        async for part in entry_batches(entries):
            async with self._write():
                await tables.put(part)
        async with self._write():
            tables.set_fact(_HALF_FILLED_FACT, None)
            await tables.count_changes("papers", "subscriptions")

    def require_filled(self) -> None:
        """Raise StoreCorruptError after an interrupted `fill`: half of a store would lose and repeat alerts."""
        if self._tables.fact(_HALF_FILLED_FACT):
            raise StoreCorruptError(
                "An import into this store was interrupted. Move its folder away and import again."
            )


_SCHEME = "tinydb://"


class TinyDBEngine(StoreEngine):
    """The default engine: one process holds the folder, by a lock that the kernel releases when it ends."""

    shared = False

    @override
    def accepts(self, url: str) -> bool:
        path = url.removeprefix(_SCHEME)
        return path != "" and "\0" not in path

    @override
    @asynccontextmanager
    async def open(self, url: str, *, read_only: bool = False) -> AsyncGenerator[TinyDBStore]:
        store = TinyDBStore(_folder_of(url), read_only=read_only)
        try:
            store.require_filled()
            if not read_only:
                await store.release_leases()  # of earlier processes, which have ended
            yield store
        finally:
            await store.close()

    @override
    def control_folder(self, url: str) -> Path:
        return _folder_of(url).path

    @override
    def size(self, url: str) -> int:
        folder = _folder_of(url)
        return sum(path.stat().st_size for path in (folder.journal, folder.snapshot) if path.exists())

    @override
    def require_writable(self, url: str) -> None:
        _folder_of(url).require_writable()

    @override
    def copy_files(self, url: str, folder: Path) -> str:
        original, copy = _folder_of(url), Folder(path=folder)
        copy.make()
        try:
            # The journal first: if the original is compacted in between, the newer snapshot contains the older
            # journal, which is then ignored.
            for source, target in ((original.journal, copy.journal), (original.snapshot, copy.snapshot)):
                with suppress(FileNotFoundError):
                    shutil.copyfile(source, target)
        except OSError as error:
            raise original.unreadable(error) from error
        return f"{_SCHEME}{folder}"


def _folder_of(url: str) -> Folder:
    return Folder(path=Path(url.removeprefix(_SCHEME)))
