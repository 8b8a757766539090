"""The engines under test: the store of each episode, and a server that can be killed."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from tests.contract.engines import tinydb_url
from tests.support.databases import Databases
from tests.support.postgres import PostgresServer
from tests.wire.crash.plan.points import FILE_POINTS, QUERY_POINTS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from pathlib import Path

ENGINES = ("tinydb", "postgres")


class Engine(Protocol):
    """A kind of store; `points` are the named ones that it passes, `shared` says whether replicas may share it."""

    points: Sequence[str]
    shared: bool

    async def url(self, folder: Path) -> str:
        """The URL of an empty store for the episode in `folder`."""
        ...

    async def crash(self) -> bool:
        """Kill the server that holds the stores and start it again; False when there is none."""
        ...


class TinyDB:
    """The default engine, in the episode's folder."""

    points = FILE_POINTS
    shared = False

    async def url(self, folder: Path) -> str:
        return tinydb_url(folder)

    async def crash(self) -> bool:
        return False


class Postgres:
    """A server of our own that keeps what it acknowledged; the episodes use one database, one after the other.

    After a kill the server syncs every file that it has: with more databases each start would take longer.
    """

    points = QUERY_POINTS
    shared = True

    def __init__(self, server: PostgresServer):
        self._server = server
        self._databases = Databases(server.url())

    async def url(self, folder: Path) -> str:
        del folder
        return await self._databases.emptied()

    async def crash(self) -> bool:
        self._server.kill()
        await asyncio.to_thread(self._server.start)
        return True


@asynccontextmanager
async def opened(name: str) -> AsyncGenerator[Engine]:
    """Provide an engine of `ENGINES`, with its server."""
    if name == "tinydb":
        yield TinyDB()
        return
    with PostgresServer(durable=True) as server:
        yield Postgres(server)
