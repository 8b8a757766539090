"""Errors of a database tell a person what to do and show no password."""

import asyncio
import logging
import sys

import asyncpg
import pytest

from bot.domain.errors import StoreError
from bot.store.opening import open_read_only, open_store
from bot.store.postgres.database import address_of, driver_errors
from bot.store.postgres.store import PostgresStore
from tests.contract.makers import NOW, alert, channel, claimed, polled, subscription
from tests.support.databases import Databases, ask, execute
from tests.support.postgres import PostgresServer, free_port

SECRET = "sesame-open"


async def trouble(url: str) -> str:
    """Return the error of opening the store."""
    with pytest.raises(StoreError) as caught:
        async with open_store(url):
            pass
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown", "database"),
    [
        (f"postgresql://me:{SECRET}@db.example:6543/papers", "db.example:6543", "papers"),
        ("postgresql://me@db.example", "db.example:5432", "me"),
        ("postgresql:///papers?host=/run/postgresql", "this machine:5432", "papers"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str, database: str):
    """Messages show host, port and database, and nothing secret."""
    address = address_of(url)
    assert (address.server, address.database) == (shown, database)
    assert SECRET not in repr(address)


async def test_nobody_listens():
    """The error of an unreachable server says where, why and what to do."""
    port = free_port()
    said = await trouble(f"postgresql://me:{SECRET}@127.0.0.1:{port}/db")
    assert said.startswith(f"PostgreSQL at 127.0.0.1:{port} cannot be reached (")
    assert said.endswith("): start it, or correct PAPERBOY_STORE__URL.")


async def test_a_database_that_does_not_exist(databases: Databases):
    """The error names the missing database and says to create it."""
    said = await trouble((await databases.new()).replace("paperboy_test", "no_such"))
    assert "has no database no_such" in said
    assert "create it" in said


async def test_a_wrong_password(server: PostgresServer):
    """The error shows neither the right password nor the wrong one."""
    await execute(server.url(), f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'")
    server.guard("guarded")
    said = await trouble(server.url(user=f"guarded:{SECRET}-not"))
    assert said.endswith("rejected the user or password: correct PAPERBOY_STORE__URL.")


async def test_a_user_who_may_not_make_tables(server: PostgresServer):
    """The error says which permission is missing and how to give it."""
    await execute(server.url(), "CREATE ROLE poor LOGIN")
    said = await trouble(server.url(user="poor"))
    assert "permission denied" in said
    assert "owner" in said


async def test_the_driver_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    """The error names the package to install."""
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    assert "python -m pip install '.[postgres]' in the folder with Paperboy's sources" in await trouble(
        "postgresql://me@127.0.0.1/db"
    )


async def test_a_server_that_does_not_answer():
    """A server that accepts a connection and stays silent causes a timeout."""

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        await asyncio.sleep(0.5)
        writer.close()

    listener = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        assert f"127.0.0.1:{port}" in await trouble(f"postgresql://me@127.0.0.1:{port}/db")


@pytest.mark.parametrize("error", [asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.ProtocolError])
def test_whatever_the_driver_stumbles_over_is_told(error: type[Exception]):
    """Every class of driver errors becomes a StoreError, also the two that it raises when a connection breaks."""
    with (
        pytest.raises(StoreError, match=r"PostgreSQL at db\.example:5432 failed \(cannot switch to state 12\)"),
        driver_errors(address_of("postgresql://me@db.example")),
    ):
        raise error("cannot switch to state 12")


async def test_a_statement_that_takes_too_long(store: PostgresStore):
    """The server's own limit ends a long statement, and the pool stays usable."""
    with pytest.raises(StoreError, match="statement timeout"):
        await store.db.transaction(lambda db: db.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(60)"))
    assert await store.papers_version() == 0


async def test_a_server_that_loses_what_it_acknowledged_is_named(url: str, caplog: pytest.LogCaptureFixture):
    """A server with fsync switched off causes a warning."""
    with caplog.at_level(logging.WARNING):
        async with open_store(url):
            pass
    assert "fsync = off" in caplog.text


async def test_connections_that_break_are_replaced(url: str, store: PostgresStore):
    """The running operation fails with a StoreError; the next one connects again."""
    with pytest.raises(StoreError, match="PostgreSQL at"):
        await store.db.transaction(lambda db: db.execute("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert await store.papers_version() == 0
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    await execute(url, f"{others} AND pid <> pg_backend_pid()")
    async with asyncio.timeout(30):
        while store.db._pool.get_size():  # noqa: ASYNC110 - the driver notices
            await asyncio.sleep(0.01)  # the server's word is on its way
    assert await store.papers_version() == 0


async def test_a_server_that_is_killed_keeps_what_it_acknowledged(server: PostgresServer):
    """While the server is away every operation is a StoreError; afterwards the same store has all its data."""
    await execute(server.url(), "DROP DATABASE IF EXISTS killed", "CREATE DATABASE killed")
    async with open_store(server.url("killed")) as store:
        await store.save_subscription(subscription(), channel(), baseline=frozenset(), papers_version=0)
        assert await polled(store, alert(1)) == (alert(1),)
        server.kill()
        for _ in range(3):
            with pytest.raises(StoreError, match="PostgreSQL at"):
                await store.set_note("x", "y")
        server.start()
        assert await store.due_alerts(NOW, 9) == (alert(1),)
        assert await store.note("x") is None
        await claimed(store, 2)


async def test_closing_does_not_wait_for_ever(url: str, monkeypatch: pytest.MonkeyPatch):
    """Closing cuts a hanging operation off."""
    async with open_store(url) as store:
        monkeypatch.setattr("bot.store.postgres.database.CONNECT_TIMEOUT", 0.05)
        started = asyncio.Event()

        async def hang(db: object):
            del db
            started.set()
            await asyncio.sleep(60)

        task = asyncio.create_task(store.db.transaction(hang))  # type: ignore[union-attr] - by its URL
        await started.wait()
    task.cancel()
    with pytest.raises((asyncio.CancelledError, StoreError)):
        await task


async def test_a_store_that_is_only_read(url: str):
    """A read-only store must exist, and refuses writes."""
    with pytest.raises(StoreError, match="no store of this version"):
        async with open_read_only(url):
            pass
    async with open_store(url) as store:
        await store.set_note("x", "y")
        async with open_read_only(url) as reading:
            assert await reading.note("x") == "y"
            with pytest.raises(StoreError, match="read-only"):
                await reading.set_note("x", "z")
    assert await ask(url, "SELECT value FROM notes") == '"y"'
