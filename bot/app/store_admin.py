"""`paperboy store`: check, compact, export and import the stored data."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.app.control import NobodyAnswersError, ask_running
from bot.app.progress import showing_count, showing_time
from bot.domain.errors import NotReadyError, StoreError
from bot.search.past_papers import PastIndex, with_index
from bot.store.opening import engine_of, open_read_only, open_store
from bot.store.transfer import (
    CheckResult,
    check_archive,
    check_references,
    fill_empty,
    read_archive,
    write_archive,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from bot.app.control import Verb
    from bot.settings import Settings
    from bot.store.engine import OpenStore

COMPACT_VERB, CHECK_PAST_VERB = "store_compact", "past_check"
_SEARCH_FOLDER = "data/search"  # for a store without a folder of its own, such as PostgreSQL
PATIENCE = 120.0  # seconds; `outbox retry --all-dead` may have a hundred thousand to write, one by one


@asynccontextmanager
async def open_existing(url: str) -> AsyncGenerator[OpenStore]:
    """Open a store for writing, but do not create one. Raises StoreError if there is none."""
    async with open_read_only(url):
        pass
    async with open_store(url) as store:
        yield store


async def check(settings: Settings) -> CheckResult:
    """Read all of the store, even while a process writes to it, and compare the index of past papers with it.

    Raises StoreError when it cannot be read.
    """
    url = settings.store.url
    async with open_read_only(url) as store:
        found = await check_references(showing_count("Checking", store.entries()))
        index_problems = await showing_time("Checking the search index", _check_past(settings, store))
    return replace(found, problems=(*found.problems, *index_problems))


async def _check_past(settings: Settings, store: OpenStore) -> Sequence[str]:
    """Return the problems of the index of past papers as sentences; none if no bot runs and no index is usable."""
    try:
        return cast("list[str]", await ask_running(settings.store.url, CHECK_PAST_VERB, patience=PATIENCE))
    except NobodyAnswersError:
        return await with_index(store, search_folder(settings), PastIndex.check, ())


def search_folder(settings: Settings) -> Path:
    """Return the folder of the index of past papers."""
    if settings.search.folder:
        return Path(settings.search.folder)
    data_folder = engine_of(settings.store.url).control_folder(settings.store.url)
    return Path(_SEARCH_FOLDER) if data_folder is None else data_folder / "search"


def store_verbs(store: OpenStore, past: PastIndex) -> Mapping[str, Verb]:
    """Return the handlers of the control socket's requests, by verb; see `bot.app.control`."""

    async def compact_files() -> None:
        await store.compact()
        with suppress(NotReadyError):  # the index can be rebuilt: its failure must not fail the store
            await past.compact()

    return {COMPACT_VERB: compact_files, CHECK_PAST_VERB: past.check}


async def compact(settings: Settings) -> tuple[int, int]:
    """Compact the files, in the process that holds them if there is one; return the bytes before and after.

    Raises StoreError.
    """
    url = settings.store.url
    before = _size(url)
    try:
        await ask_running(url, COMPACT_VERB, patience=PATIENCE)
    except NobodyAnswersError:
        async with open_existing(url) as store:
            await store.compact()
            await with_index(store, search_folder(settings), PastIndex.compact, None)
    return before, _size(url)


def _size(url: str) -> int:
    """Return the bytes of the store's files. Raises StoreError for a database."""
    size = engine_of(url).size(url)
    if size is None:
        raise StoreError("A database needs no compacting.")
    return size


async def export(url: str, path: Path) -> int:
    """Write all of the store to a new file, even while a process writes to it; return the number of entries."""
    _require_writable(url, path)
    async with open_read_only(url) as store:
        return await write_archive(path, showing_count("Exporting", store.entries()))


def _require_writable(url: str, path: Path) -> None:
    """Raise StoreError if `path` cannot be written, and suggest one that can: in a container only the volume."""
    target_folder, folder = path.parent, engine_of(url).control_folder(url)
    if not target_folder.is_dir() or os.access(target_folder, os.W_OK | os.X_OK):
        return  # every other problem is reported by the write itself
    where = "on a volume"
    if folder is not None:
        volume = folder.resolve().parent
        where = f"such as {(volume if os.access(volume, os.W_OK) else folder.resolve()) / path.name}"
    raise StoreError(f"Could not write to {target_folder.resolve()}: choose a file {where}.")


async def import_entries(url: str, origin: str) -> Counter[str]:
    """Fill the empty store at `url` from a file or another store; return the number of entries of each kind."""
    if "://" in origin:
        async with open_read_only(origin) as source, open_store(url) as target:
            await _require_stopped(origin, source)
            return await fill_empty(target, showing_count("Importing", source.entries()))
    path = Path(origin)
    await showing_time("Reading the file", asyncio.to_thread(check_archive, path))
    async with open_store(url) as store:
        return await fill_empty(store, showing_count("Importing", read_archive(path)))


async def _require_stopped(url: str, store: OpenStore) -> None:
    """Raise StoreError if a bot serves the store: what it posts later, a bot with the copy would post again."""
    running = await store.replicas()
    if running is None:  # a folder: its process answers on the control socket
        try:
            running = bool(await ask_running(url, "status"))
        except NobodyAnswersError:
            running = False
    if running:
        raise StoreError(
            "Paperboy is running on that store: stop it first, or the copy would repeat its later posts. "
            "For a backup use `paperboy store export`."
        )
