"""An interrupted import, and an export while another task writes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.domain.alert import Message
from bot.domain.errors import StoreCorruptError, StoreError
from bot.domain.paper import Sighting
from bot.store.entries import KINDS, Entry
from bot.store.opening import open_read_only, open_store
from bot.store.tinydb.store import TinyDBStore
from tests.contract.makers import message, planned, polled, sighting, subscribed


async def broken() -> AsyncIterator[Entry]:
    for number in range(600):
        yield sighting(number)
    raise StoreError("The source is gone.")


async def test_half_a_store_is_never_opened(tmp_path: Path):
    """A half-filled store would lose and repeat alerts, so opening it says to import again."""
    url = f"tinydb://{tmp_path / 'store'}"
    async with open_store(url) as store:
        with pytest.raises(StoreError, match="The source is gone"):
            await store.fill(broken())
        assert not await store.is_empty()
    for opened in (open_store, open_read_only):
        with pytest.raises(StoreCorruptError, match="Move its folder away and import again"):
            async with opened(url):
                raise AssertionError("it must not open")


async def test_what_goes_while_it_is_read_is_left_out(tmp_path: Path):
    """Entries that another task deletes between two batches do not stop the reading."""
    async with open_store(f"tinydb://{tmp_path / 'store'}") as opened:
        store = cast("TinyDBStore", opened)
        await subscribed(store)
        await polled(store, sightings=[sighting(number) for number in range(300)])
        await planned(store, message(1), message(2))
        kinds: list[str] = []
        async for entry in store.entries():
            kinds.append(KINDS[type(entry)].name)
            if len(kinds) == 1:
                async with store._write():
                    await store._tables.drop(Sighting, [sighting(199).paper.id])
            if kinds[-1] == "message":
                async with store._write():
                    await store._tables.drop(Message, [message(2).key])
        assert (kinds.count("paper"), kinds.count("message")) == (299, 1)
