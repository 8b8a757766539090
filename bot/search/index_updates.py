"""Keep an index up to date with a store, and rebuild it if it cannot be used."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.domain.errors import NotReadyError, StoreError
from bot.domain.ports import PastState, Store
from bot.language.translating import gettext
from bot.search.index_file import MAX_SLOTS, Index, is_damage, open_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path


_log = logging.getLogger(__name__)
T = TypeVar("T")
_PAPERS_AT_ONCE = 25  # papers indexed or compared at a time, some 30 ms of the worker
_SEARCH_TIMEOUT = 3.0  # seconds that a search waits for papers stored just now
_START_DELAY = 10.0  # seconds, unless a poll or a search comes first, so that a start is quick
_FOLLOW_EVERY = 30.0  # seconds; a poll of this process wakes it earlier
_DELAY_AFTER_POLL = 0.5  # seconds after a poll, as posting shares the interpreter with the worker
_RETRY_AFTER = 60.0  # seconds before an unusable file is tried again
_MAX_COMPARISONS = 3  # attempts at a full comparison, which a poll can disturb


class IndexFollower:
    """Keeps an index of a store's papers in one of the `slots` of a folder; in memory without a folder.

    One worker thread does all SQL and text analysis, a slice at a time, so that neither the event loop nor a
    search waits long. It calls `on_idle` whenever everything is written.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None,
        slots: int = MAX_SLOTS,
        *,
        on_idle: Callable[[], None] | None = None,
    ) -> None:
        self._store = store
        self._on_idle = on_idle
        self._folder, self._slots = folder, slots
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="past papers")
        # Set by the worker, which continues if its caller is cancelled. Otherwise an index opened for a cancelled
        # caller would keep its file locked.
        self._index: Index | None = None
        self._version = -1  # the version of the store's papers that is fully indexed
        self._complete = False  # True once the open index has had all of the store
        self._papers = self._stored = self._size = 0  # papers indexed, papers in the store, bytes
        self._trouble = ""  # why the index cannot be used, in the system's words
        self._syncing: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._changed = True  # papers may have been deleted, which does not change the version

    # --- following the store --------------------------------------------------------------------------------

    def update_soon(self) -> None:
        """Note that papers may have changed, and have `follow` update the index soon."""
        self._changed = True
        self._wake.set()

    async def follow(self) -> None:
        """Keep the index up to date until cancelled, starting shortly after the first poll or after ten seconds.

        Searches do not wait for it: see `require_caught_up`.
        """
        wait = _START_DELAY
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            if self._wake.is_set():
                await asyncio.sleep(_DELAY_AFTER_POLL)
            self._wake.clear()
            wait = _FOLLOW_EVERY
            try:
                await self.catch_up()
            except (NotReadyError, StoreError) as error:
                _log.debug("Past papers: %s", error)
                wait = _RETRY_AFTER
            except Exception:  # noqa: BLE001 - a failing search must never end posting; it is tried again
                _log.exception("Past papers could not be updated. Retrying.")
                wait = _RETRY_AFTER

    async def catch_up(self) -> None:
        """Index everything that is stored now. Raises NotReadyError and StoreError."""
        running = self._syncing
        if running is not None and not running.done():  # `running` may miss papers stored since it began
            await asyncio.wait({running})
        if self._syncing is running or self._syncing is None:  # else another caller has begun the next
            self._syncing = asyncio.create_task(self._sync(), name="index papers")
            self._syncing.add_done_callback(_retrieve_error)
        await asyncio.shield(self._syncing)

    async def check(self) -> tuple[str, ...]:
        """Compare the whole index with the store; return sentences for the host, none if they are equal.

        Raises StoreError. One that differs, also if polls disturb all comparisons, is rebuilt by `follow`.
        """
        try:
            for _ in range(_MAX_COMPARISONS):
                await self.catch_up()
                version = self._version
                differences = await self.run(Index.damage) + await self._differences()
                if not differences:
                    return ()
                if version == await self._store.papers_version():
                    break  # no poll in between: the index is wrong
        except NotReadyError as error:
            return (str(error),)
        await self._close_index(discard=True)
        self.update_soon()
        return ("The index of past papers differed from the store and is being rebuilt. Alerts are not affected.",)

    async def _differences(self) -> int:
        """Count the days and papers of the index that differ from the store's, or are missing on either side."""
        found = 0
        known = await self._indexed_marks()
        async for day, marks in self._store.changed_days({}):
            found += sum(marks.values()) != known.pop(day, None)
            for start in range(0, len(marks), _PAPERS_AT_ONCE):
                ids = list(marks)[start : start + _PAPERS_AT_ONCE]
                stored = tuple((await self._store.sightings(ids)).values())
                found += await self.run(lambda index, stored=stored: index.writer.count_differing(stored))
        return found + len(known)

    async def compact(self) -> None:
        """Make the file smaller and searches faster. Raises NotReadyError and StoreError."""
        await self.catch_up()
        await self.run(Index.optimise)
        await self._measure()

    async def close(self) -> None:
        """Close the file; missing papers are indexed at the next start."""
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.wait({self._syncing})
        index, self._index = self._index, None
        await asyncio.to_thread(self._thread.shutdown)  # after all running work
        for opened in filter(None, (index, self._index)):
            await asyncio.to_thread(opened.close)

    async def _sync(self) -> None:
        """Index whatever differs, the newest list day first."""
        if self._index is not None and not await self.run(lambda index: index.in_place):
            await self._close_index(discard=True)
        version = await self._store.papers_version()
        if self._index is None:
            await self._open()
        if version != self._version or self._changed:
            await self._write_changes()
        if not self._complete:
            _log.info("Past papers are ready: %d of them, %.0f MB.", self._papers, self._size / 1e6)
        self._version, self._complete, self._trouble = version, True, ""

    async def _write_changes(self) -> None:
        """Write all differences; an interrupted run is repeated."""
        self._changed = False
        try:
            self._stored = (await self._store.counts()).papers
            async for day, marks in self._store.changed_days(await self._indexed_marks()):
                await self._sync_day(day, marks)
            await self.run(self._finish_writing)
        except BaseException:
            self._changed = True
            raise
        await self._measure()

    def _finish_writing(self, index: Index) -> None:
        """Commit, and release the memory that writing took."""
        index.writer.commit()
        index.release_memory()
        if self._on_idle is not None:
            self._on_idle()

    async def _indexed_marks(self) -> dict[date, int]:
        """Return the index's sum of marks for each list day."""
        return await self.run(lambda index: {day: found.marks for day, found in index.writer.days.items()})

    async def _sync_day(self, day: date, marks: dict[str, int]) -> None:
        """Write the differences of a list day; `marks` are those of its stored papers."""
        changed, gone = await self.run(lambda index: index.writer.differing(day, marks))
        for start in range(0, len(changed), _PAPERS_AT_ONCE):
            ids = changed[start : start + _PAPERS_AT_ONCE]
            stored = tuple((await self._store.sightings(ids)).values())
            await self.run(lambda index, stored=stored: index.writer.put(stored, marks))
            self._papers += len(stored)
        if gone:
            await self.run(lambda index: index.writer.remove(gone, day))

    async def _open(self) -> None:
        def open_it() -> None:
            self._index = open_index(self._folder, self._slots)

        try:
            await self._in_worker(open_it)
        except (sqlite3.Error, OSError) as error:
            self._log_trouble(error)
            raise self.not_ready() from error
        await self._measure()

    async def _measure(self) -> None:
        self._papers, self._size = await self.run(lambda index: (index.writer.papers, index.size()))

    async def _close_index(self, *, discard: bool) -> None:
        """Close the file, or remove it with `discard`; the next update opens one again."""
        index, self._index, self._complete, self._version = self._index, None, False, -1
        if index is not None:
            await self._in_worker(partial(index.close, discard=discard))

    def _log_trouble(self, error: Exception) -> None:
        """Log why past papers cannot be searched, unless that was logged last."""
        trouble = (error.strerror if isinstance(error, OSError) else None) or str(error) or "no memory"
        if trouble != self._trouble:
            _log.warning("Past papers cannot be searched: %s. Alerts are not affected. Retrying.", trouble)
        self._trouble = trouble

    async def run(self, work: Callable[[Index], T]) -> T:
        """Run `work` on the open index in the worker thread. Raises NotReadyError."""
        index = self._index
        if index is None:
            raise self.not_ready()
        try:
            return await self._in_worker(partial(work, index))
        except (sqlite3.Error, OSError, UnicodeDecodeError, MemoryError) as error:
            unreadable = isinstance(error, (UnicodeDecodeError, MemoryError))  # damaged ids and sizes
            damaged = unreadable or (isinstance(error, sqlite3.Error) and is_damage(error))
            self._log_trouble(error)
            await self._close_index(discard=damaged)
            if damaged:
                self.update_soon()  # rebuild it at once
            raise self.not_ready() from error

    async def _in_worker(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def not_ready(self) -> NotReadyError:
        """Return the error for people: why past papers cannot be searched now."""
        if self._trouble:
            return NotReadyError(gettext("Past papers cannot be searched. {trouble}", trouble=self._trouble_text))
        return NotReadyError(
            gettext(
                "Past papers are still being indexed ({percent}%). Try again in a minute.",
                percent=round(self.state().share * 100),
            )
        )

    @property
    def _trouble_text(self) -> str:
        # NOTE: follows "Past papers cannot be searched."; {error} is in English
        return gettext(
            "The index file cannot be used ({error}). The person who runs this bot can check"
            " `PAPERBOY_SEARCH__FOLDER`.",
            error=self._trouble,
        )

    # --- searches ---------------------------------------------------------------------------------------

    def state(self) -> PastState:
        """Return the current state of the index."""
        share = min(self._papers / self._stored, 1.0) if self._stored else 0.0
        return PastState(
            ready=self._complete and not self._trouble,
            share=1.0 if self._complete else share,
            papers=self._papers,
            size=self._size,
            trouble=self._trouble_text if self._trouble else None,
        )

    async def require_caught_up(self, version: int | None = None) -> None:
        """Wait until the index has a version of the store's papers, by default the latest.

        Raises NotReadyError, also if that takes too long, and StoreError.
        """
        if version is None:
            version = await self._store.papers_version()
        if self._trouble:
            raise self.not_ready()
        try:
            async with asyncio.timeout(_SEARCH_TIMEOUT):
                while not self._complete or self._version < version:
                    await self.catch_up()
        except TimeoutError:
            raise self.not_ready() from None


def _retrieve_error(task: asyncio.Task[None]) -> None:
    """Retrieve the task's error, so that asyncio does not log it: it was reported where it occurred."""
    if not task.cancelled():
        task.exception()
