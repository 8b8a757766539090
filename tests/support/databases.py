"""Databases for tests on a PostgreSQL server: ours, or the one that PAPERBOY_TEST_POSTGRES_URL names."""

import os
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import asyncpg

VARIABLE = "PAPERBOY_TEST_POSTGRES_URL"
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences;
    IF name IS NOT NULL THEN
        INSERT INTO ledger DEFAULT VALUES;
    END IF;
END $$
"""  # TRUNCATE makes files anew, which takes six times as long for a few rows


class Databases:
    """Makes databases on the server at `url`, with names that no other test process uses."""

    def __init__(self, url: str):
        self._url = url
        self._numbers = count(1)
        self._kept: str | None = None
        self.made: list[str] = []

    async def new(self) -> str:
        """The URL of a new, empty database."""
        name = f"paperboy_test_{os.getpid()}_{next(self._numbers)}"
        await execute(self._url, f"CREATE DATABASE {name}")
        self.made.append(name)
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    async def emptied(self) -> str:
        """The URL of a database that holds nothing; the same one each time, which is quick."""
        if self._kept is None:
            self._kept = await self.new()
        await execute(self._kept, _EMPTY)
        return self._kept

    async def drop(self):
        """Take all of them away again."""
        for name in self.made:
            await execute(self._url, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(url: str, *statements: str):
    """Run statements one after the other, each a transaction of its own."""
    connection: Any = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def ask(url: str, query: str, *args: object) -> Any:
    """The first column of the first row."""
    connection: Any = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query, *args)
    finally:
        await connection.close()
