"""Processes that write and acknowledge until they are killed, forked by one that has everything imported.

Each line `ENGINE FOLDER FIRST` on standard input forks one. On standard output come `pid N`, then each number
that it acknowledges, then `ended`. A number stands in several documents at once, so that half a transaction
would show.
"""

import asyncio
import os
import sys
from itertools import count
from pathlib import Path

from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from tests.contract.makers import alert, polled, sighting
from tests.unit.store.tinydb.stores import opened

DOCUMENTS = 3
SMALL_JOURNAL = 15_000  # bytes: so that kills hit compactions too


async def write_store(folder: Path, first: int):
    async with opened(folder, large_journal=SMALL_JOURNAL) as store:
        for number in count(first):
            alerts = [alert(number, to) for to in range(1, DOCUMENTS + 1)]
            await polled(store, *alerts, sightings=(sighting(number, tldr="x" * 500),))
            say(str(number))


def write_cached(folder: Path, first: int):
    """Acknowledge first and write later, as TinyDB's caching does."""
    with TinyDB(folder / "db.json", storage=CachingMiddleware(JSONStorage)) as database:
        for number in count(first):
            database.insert_multiple({"number": number, "to": to} for to in range(1, DOCUMENTS + 1))
            say(str(number))


def write(engine: str, folder: Path, first: int):
    if engine == "store":
        asyncio.run(write_store(folder, first))
    else:
        write_cached(folder, first)


def say(line: str):
    os.write(1, f"{line}\n".encode())  # in one piece, whatever happens next


def serve():
    while order := sys.stdin.readline():
        engine, folder, first = order.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            write(engine, Path(folder), int(first))
            os._exit(1)  # nobody comes here: only a kill ends the writing
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("ended")


if __name__ == "__main__":
    serve()
