"""Fixtures: an index that follows the store of a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.ports import Store
from bot.search.past_papers import PastIndex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the index."""
    return tmp_path / "search"


@pytest.fixture
async def past(store: Store, folder: Path) -> AsyncIterator[PastIndex]:
    index = PastIndex(store, folder)
    yield index
    await index.close()
