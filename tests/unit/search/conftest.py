"""Fixtures: an index that follows the store of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.search.past import PastIndex

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.ports import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the index."""
    return tmp_path / "search"


@pytest.fixture
async def past(store: Store, folder: Path) -> AsyncIterator[PastIndex]:
    index = PastIndex(store, folder)
    yield index
    await index.close()
