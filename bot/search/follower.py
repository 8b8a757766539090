"""Keeping an index in step with a store, and making it again when it cannot be used."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.domain.errors import NotReadyError, StoreError
from bot.domain.ports import PastState
from bot.language.translating import gettext
from bot.search.opening import SLOTS, Index, is_damage, open_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from bot.domain.ports import Store

_log = logging.getLogger(__name__)
T = TypeVar("T")
_SLICE = 25  # papers read and written at a time, some 30 ms of the worker
_PATIENCE = 3.0  # seconds that a question waits for what was stored just now
_BEGIN_AFTER = 10.0  # seconds, unless a poll or a question comes before: a start has better things to do
_FOLLOW_EVERY = 30.0  # seconds; a poll of this process wakes us before
_STAND_BACK = 0.5  # seconds for the posting of what a poll brought, which shares the interpreter with the worker
_AGAIN = 60.0  # seconds after which a file that could not be used is tried again
_COMPARISONS = 3  # of all of it, while polls come in between


class Follower:
    """Has an index of `store`'s papers in `folder`, one of `slots`; in memory without one.

    All SQL and all reading of texts is done by one thread, a slice at a time, so that neither the event loop nor
    a question waits long. It calls `rested` whenever all is written and nothing is left to do.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None,
        slots: int = SLOTS,
        *,
        rested: Callable[[], None] | None = None,
    ) -> None:
        self._store = store
        self._rested = rested
        self._folder, self._slots = folder, slots
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="past papers")
        # Set by the thread, which goes on though whoever waits for it was cancelled: otherwise an index that was
        # opened for nobody would keep its file locked.
        self._index: Index | None = None
        self._version = -1  # of the store's papers, all of which are in the index
        self._whole = False  # since it was opened, it has held all of the store once
        self._papers = self._expected = self._size = 0
        self._trouble = ""  # why it cannot be used, as the system says it
        self._syncing: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._changed = True  # perhaps, though the version of the papers is the same: some may have been forgotten

    # --- following the store --------------------------------------------------------------------------------

    def wake(self) -> None:
        """Papers may have changed."""
        self._changed = True
        self._wake.set()

    async def follow(self) -> None:
        """Keep in step until cancelled, first a little after something is stored, or soon.

        Whoever asks does not wait for that: see `require_step`.
        """
        wait = _BEGIN_AFTER
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            if self._wake.is_set():
                await asyncio.sleep(_STAND_BACK)
            self._wake.clear()
            wait = _FOLLOW_EVERY
            try:
                await self.catch_up()
            except (NotReadyError, StoreError) as error:
                _log.debug("Past papers: %s", error)
                wait = _AGAIN
            except Exception:  # noqa: BLE001 - nothing that looks back may end what posts, and it goes on by itself
                _log.exception("Past papers could not be brought up to date; it is tried again.")
                wait = _AGAIN

    async def catch_up(self) -> None:
        """Be like the store of this moment. Raises NotReadyError and StoreError."""
        running = self._syncing
        if running is not None and not running.done():  # it may have passed over what came since it began
            await asyncio.wait({running})
        if self._syncing is running or self._syncing is None:
            self._syncing = asyncio.create_task(self._sync(), name="index papers")
            self._syncing.add_done_callback(_look_at)
        await asyncio.shield(self._syncing)

    async def check(self) -> tuple[str, ...]:
        """Compare all of the index with the store; a sentence if something was wrong, which is repaired."""
        try:
            for _ in range(_COMPARISONS):
                await self.catch_up()
                version = self._version
                differences = await self.do(Index.damage) + await self._differences()
                if not differences:
                    return ()
                if version == await self._store.papers_version():
                    break  # no poll came in between
        except NotReadyError as error:
            return (str(error),)
        await self._let_go(discard=True)
        self.wake()
        return ("The index of past papers was not like the store: it is made again. Alerts do not depend on it.",)

    async def _differences(self) -> int:
        """Count the days and papers that differ from the store's."""
        found = 0
        known = await self._known()
        async for day, marks in self._store.changed_days({}):
            found += sum(marks.values()) != known.pop(day, None)
            for start in range(0, len(marks), _SLICE):
                ids = list(marks)[start : start + _SLICE]
                seen = tuple((await self._store.sightings(ids)).values())
                found += await self.do(lambda index, seen=seen: index.writer.differing_texts(seen))
        return found + len(known)

    async def compact(self) -> None:
        """Make the file as small, and questions as quick, as they can be. Raises NotReadyError."""
        await self.catch_up()
        await self.do(Index.optimise)
        await self._look()

    async def close(self) -> None:
        """Let go of the file; what was not written yet is caught up with at the next start."""
        if self._syncing is not None:
            self._syncing.cancel()
            await asyncio.wait({self._syncing})
        index, self._index = self._index, None
        await asyncio.to_thread(self._thread.shutdown)  # once all that was begun is done
        for opened in filter(None, (index, self._index)):
            await asyncio.to_thread(opened.close)

    async def _sync(self) -> None:
        """Write whatever differs, the newest list day first."""
        if self._index is not None and not await self.do(lambda index: index.in_place):
            await self._let_go(discard=True)
        version = await self._store.papers_version()
        if self._index is None:
            await self._open()
        if version != self._version or self._changed:
            await self._take_over()
        if not self._whole:
            _log.info("Past papers are ready: %d of them, %.0f MB.", self._papers, self._size / 1e6)
        self._version, self._whole, self._trouble = version, True, ""

    async def _take_over(self) -> None:
        """Write all differences; after an interruption this is repeated."""
        self._changed = False
        try:
            self._expected = (await self._store.counts()).papers
            async for day, marks in self._store.changed_days(await self._known()):
                await self._sync_day(day, marks)
            await self.do(self._rest)
        except BaseException:
            self._changed = True
            raise
        await self._look()

    def _rest(self, index: Index) -> None:
        """Make it durable, and give back what writing took."""
        index.writer.commit()
        index.rest()
        if self._rested is not None:
            self._rested()

    async def _known(self) -> dict[date, int]:
        """The sums of the marks of each list day, as the index has them."""
        return await self.do(lambda index: {day: found.marks for day, found in index.writer.days.items()})

    async def _sync_day(self, day: date, marks: dict[str, int]) -> None:
        changed, gone = await self.do(lambda index: index.writer.differing(day, marks))
        for start in range(0, len(changed), _SLICE):
            ids = changed[start : start + _SLICE]
            found = tuple((await self._store.sightings(ids)).values())
            await self.do(lambda index, found=found: index.writer.put(found, marks))
            self._papers += len(found)
        if gone:
            await self.do(lambda index: index.writer.remove(gone, day))

    async def _open(self) -> None:
        def opened() -> None:
            self._index = open_index(self._folder, self._slots)

        try:
            await self._run(opened)
        except (sqlite3.Error, OSError) as error:
            self._fail(error)
            raise self.not_ready() from error
        await self._look()

    async def _look(self) -> None:
        self._papers, self._size = await self.do(lambda index: (index.writer.papers, index.size()))

    async def _let_go(self, *, discard: bool) -> None:
        """Close the file; the next synchronisation opens it, or another one, again."""
        index, self._index, self._whole, self._version = self._index, None, False, -1
        if index is not None:
            await self._run(partial(index.close, discard=discard))

    def _fail(self, error: Exception) -> None:
        """Say once why nothing can be looked up."""
        trouble = (error.strerror if isinstance(error, OSError) else None) or str(error) or "no memory"
        if trouble != self._trouble:
            _log.warning("Past papers cannot be searched: %s. Alerts go on; it is tried again.", trouble)
        self._trouble = trouble

    async def do(self, work: Callable[[Index], T]) -> T:
        """Let the worker do something with the open index. Raises NotReadyError."""
        index = self._index
        if index is None:
            raise self.not_ready()
        try:
            return await self._run(partial(work, index))
        except (sqlite3.Error, OSError, UnicodeDecodeError, MemoryError) as error:
            unreadable = isinstance(error, (UnicodeDecodeError, MemoryError))  # ids and sizes that we never wrote
            damaged = unreadable or (isinstance(error, sqlite3.Error) and is_damage(error))
            self._fail(error)
            await self._let_go(discard=damaged)
            if damaged:
                self.wake()  # made again at once
            raise self.not_ready() from error

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def not_ready(self) -> NotReadyError:
        """Why nothing can be answered, in a sentence."""
        if self._trouble:
            return NotReadyError(
                gettext(
                    "Past papers cannot be searched at the moment: {trouble} Alerts go on.", trouble=self._said
                )
            )
        return NotReadyError(
            gettext(
                "Past papers are still being prepared, {percent}% so far: try again in a minute. Alerts go on.",
                percent=round(self.state().share * 100),
            )
        )

    @property
    def _said(self) -> str:
        # NOTE: follows "Past papers cannot be searched:"; {error} is in English
        return gettext(
            "its file cannot be used ({error}): look at the folder PAPERBOY_SEARCH__FOLDER.", error=self._trouble
        )

    # --- being asked ------------------------------------------------------------------------------------

    def state(self) -> PastState:
        """The state of the index at this moment."""
        share = min(self._papers / self._expected, 1.0) if self._expected else 0.0
        return PastState(
            ready=self._whole and not self._trouble,
            share=1.0 if self._whole else share,
            papers=self._papers,
            size=self._size,
            trouble=self._said if self._trouble else None,
        )

    async def require_step(self, version: int | None = None) -> None:
        """Hold all that the store had at a version, or has now. Raises NotReadyError when that takes too long."""
        if version is None:
            version = await self._store.papers_version()
        if self._trouble:
            raise self.not_ready()
        try:
            async with asyncio.timeout(_PATIENCE):
                while not self._whole or self._version < version:
                    await self.catch_up()
        except TimeoutError:
            raise self.not_ready() from None


def _look_at(task: asyncio.Task[None]) -> None:
    """Mark the task's error as seen: if nobody waits for it now, it was reported before."""
    if not task.cancelled():
        task.exception()
