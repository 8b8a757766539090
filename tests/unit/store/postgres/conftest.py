"""A database of its own for each test, and a server of its own for tests that stop it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store.opening import open_store
from bot.store.postgres.store import PostgresStore
from tests.support.databases import Databases
from tests.support.postgres import PostgresServer


@pytest.fixture
async def url(databases: Databases) -> str:
    return await databases.new()


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    async with open_store(url) as opened:
        yield opened  # type: ignore[misc] - by its URL


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that keeps acknowledged writes when it is killed."""
    with PostgresServer(durable=True) as started:
        yield started
