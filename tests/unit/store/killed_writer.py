"""A process that writes and acknowledges until it is killed: `killed_writer.py ENGINE FOLDER FIRST`.

Each acknowledged number is printed on a line of its own. It stands in several documents at once, so that half
a transaction would show.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from tests.contract.given import alert, polled, sighting
from tests.unit.store.stores import opened

DOCUMENTS = 3
SMALL_JOURNAL = 15_000  # bytes: so that kills hit compactions too


async def write_store(folder: Path, first: int) -> None:
    async with opened(folder, large_journal=SMALL_JOURNAL) as store:
        for number in count(first):
            alerts = [alert(number, to) for to in range(1, DOCUMENTS + 1)]
            await polled(store, *alerts, sightings=(sighting(number, tldr="x" * 500),))
            print(number, flush=True)  # noqa: T201 - this is how it acknowledges


def write_cached(folder: Path, first: int) -> None:
    """TinyDB's own way to be fast: acknowledged first, written later."""
    with TinyDB(folder / "db.json", storage=CachingMiddleware(JSONStorage)) as database:
        for number in count(first):
            database.insert_multiple({"number": number, "to": to} for to in range(1, DOCUMENTS + 1))
            print(number, flush=True)  # noqa: T201 - this is how it acknowledges


if __name__ == "__main__":
    _, engine, path, start = sys.argv
    if engine == "store":
        asyncio.run(write_store(Path(path), int(start)))
    else:
        write_cached(Path(path), int(start))
