"""A temporary copy of a store has all its data, and its changes never reach the store."""

from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.store.opening import open_store, open_temporary_copy
from bot.store.tinydb.store import TinyDBStore
from tests.contract.engines import ENGINES, new_url
from tests.contract.entries import entries_of
from tests.contract.makers import alert, message, planned, polled, sighting, subscribed
from tests.support.databases import Databases


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> str:
    """An empty store of each engine."""
    return await new_url(request.param, tmp_path, databases)


async def test_what_is_changed_in_a_copy_is_forgotten(url: str):
    """A copy of a store that another process has open is complete, and changes to it are discarded."""
    async with open_store(url) as store:
        await subscribed(store)
        await planned(store, message(1))
        await polled(store, alert(2), sightings=(sighting(1), sighting(2)))
        before = await entries_of(store)
        async with open_temporary_copy(url) as copy:
            assert isinstance(copy, TinyDBStore)
            assert await entries_of(copy) == before
            await copy.set_note("x", "y")
            assert await copy.remove_subscription("aaaaa")
        assert await entries_of(store) == before


async def test_a_store_that_is_not_there_has_an_empty_copy(tmp_path: Path):
    """The copy of a missing store is empty and does not create the store."""
    async with open_temporary_copy(f"tinydb://{tmp_path}/store") as copy:
        assert (await copy.counts()).papers == 0
        await copy.set_note("x", "y")
    assert not (tmp_path / "store").exists()


async def test_files_that_cannot_be_read_are_named(tmp_path: Path):
    """Unreadable files are an error with folder and reason, not an empty copy."""
    (tmp_path / "store" / "journal").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"/store cannot be read: is a directory\.$"):
        async with open_temporary_copy(f"tinydb://{tmp_path}/store"):
            pass
