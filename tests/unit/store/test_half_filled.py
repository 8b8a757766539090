"""An import that was broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StoreCorruptError, StoreError
from bot.store.opening import open_read_only, open_store
from tests.contract.given import sighting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.store.transfer import Entry


async def broken() -> AsyncIterator[Entry]:
    for number in range(600):
        yield sighting(number)
    raise StoreError("The source is gone.")


async def test_half_a_store_is_never_opened(tmp_path: Path) -> None:
    """It would forget and repeat alerts: whoever opens it is told to import again."""
    url = f"tinydb://{tmp_path / 'store'}"
    async with open_store(url) as store:
        with pytest.raises(StoreError, match="The source is gone"):
            await store.fill(broken())
        assert not await store.is_empty()
    for opened in (open_store, open_read_only):
        with pytest.raises(StoreCorruptError, match="move its folder away and import again"):
            async with opened(url):
                raise AssertionError("it must not open")
