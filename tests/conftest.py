"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.store.opening import open_store
from tests.fakes import Clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.ports import Store


@pytest.fixture
def now() -> Clock:
    """A clock that moves only when told to."""
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The real default store, empty."""
    async with open_store(f"tinydb://{tmp_path / 'store'}") as opened:
        yield opened
