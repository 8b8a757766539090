"""A private copy of a store: everything is in it, and nothing of it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StoreError
from bot.store.opening import open_store, open_temporary_copy
from bot.store.tinydb.store import TinyDBStore
from tests.contract.engines import ENGINES, new_url
from tests.contract.entries import entries_of
from tests.contract.makers import alert, message, planned, polled, sighting, subscribed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> str:
    """An empty store of each engine."""
    return await new_url(request.param, tmp_path, databases)


async def test_what_is_changed_in_a_copy_is_forgotten(url: str) -> None:
    """It holds all that the store holds, which another process has open, and the store stays as it was."""
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


async def test_a_store_that_is_not_there_has_an_empty_copy(tmp_path: Path) -> None:
    """And is not made by it."""
    async with open_temporary_copy(f"tinydb://{tmp_path}/store") as copy:
        assert (await copy.counts()).papers == 0
        await copy.set_note("x", "y")
    assert not (tmp_path / "store").exists()


async def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """With the folder and the system's reason: an empty copy would say that nothing is subscribed."""
    (tmp_path / "store" / "journal").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"/store cannot be read: is a directory\.$"):
        async with open_temporary_copy(f"tinydb://{tmp_path}/store"):
            pass
