"""Tables are created once, by the first process, and an older version never changes newer ones."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from bot.domain.errors import StoreError, StoreTooNewError
from bot.domain.paper import SourceKind
from bot.domain.paper_merging import with_reading
from bot.store.codec.documents import encode_sighting
from bot.store.opening import open_read_only, open_store
from bot.store.postgres.migrating import MIGRATIONS_TABLE, migrations
from bot.store.postgres.rows import as_json
from tests.contract.makers import TODAY, polled, sighting
from tests.support.databases import ask, execute


async def _opened(url: str) -> int:
    async with open_store(url) as store:
        return await store.papers_version()


async def test_many_who_start_at_once(url: str):
    """Processes that start at once all find the tables, and each migration is applied once."""
    assert await asyncio.gather(*(_opened(url) for _ in range(5))) == [0] * 5
    assert await ask(url, "SELECT array_agg(number) FROM migrations") == list(migrations())


async def test_opening_again_changes_nothing(url: str):
    """An applied migration is not applied again."""
    await _opened(url)
    before = await ask(url, "SELECT applied FROM migrations WHERE number = 1")
    await _opened(url)
    assert await ask(url, "SELECT applied FROM migrations WHERE number = 1") == before


@pytest.mark.parametrize("opening", [open_store, open_read_only])
async def test_a_newer_schema(url: str, opening: Callable[[str], AbstractAsyncContextManager[object]]):
    """A newer schema is left alone, and the error names the version to install."""
    await _opened(url)
    await execute(url, "INSERT INTO migrations (number, made_by) VALUES (9999, '9.1.0')")
    with pytest.raises(StoreTooNewError, match=r"newer Paperboy.*Install Paperboy 9\.1\.0"):
        async with opening(url):
            pass


async def test_an_older_schema_is_not_read(url: str):
    """Opening for reading migrates nothing, and the error says which command does."""
    await _opened(url)
    await execute(url, "DELETE FROM migrations")
    with pytest.raises(StoreError, match="paperboy run"):
        async with open_read_only(url):
            pass


async def test_what_only_the_bot_asks_for_may_be_missing(url: str):
    """Reading commands work on the tables of the version before and leave them as they are."""
    await execute(url, MIGRATIONS_TABLE, migrations()[1], "INSERT INTO migrations (number) VALUES (1)")
    async with open_read_only(url) as store:
        assert [entry async for entry in store.entries()] == []
    assert await ask(url, "SELECT max(number) FROM migrations") == 1
    assert await _opened(url) == 0
    assert await ask(url, "SELECT max(number) FROM migrations") == max(migrations())


def test_migrations_are_numbered_from_one():
    """Migrations are numbered without gaps, so that two branches cannot add the same number unnoticed."""
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


async def test_a_replica_of_the_version_before_takes_no_reading_away(url: str):
    """A write of the version before replaces the merged view of a paper and keeps each source's reading."""
    streamed = replace(sighting(1, source="arxiv"), kind=SourceKind.STREAM)
    both = with_reading(sighting(1, upvotes=1), streamed)
    before = "INSERT INTO papers (id, list_day, document) VALUES (%s) ON CONFLICT (id) DO UPDATE SET %s"
    document = as_json(encode_sighting(sighting(1, upvotes=2))).replace("'", "''")
    values = f"'{both.paper.id}', '{TODAY}', '{document}'"
    async with open_store(url) as store:
        await polled(store, sightings=(both,))
        await execute(url, before % (values, "list_day = excluded.list_day, document = excluded.document"))
        (found,) = (await store.sightings([both.paper.id])).values()
    assert (found.signals.upvotes, found.by_source) == (2, both.by_source)
