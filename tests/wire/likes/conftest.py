"""A channel that gets papers, with a bot that reads reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wire.likes.reading import reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.wire.support.harness import Harness


@pytest.fixture
async def here(harness: Harness) -> AsyncIterator[Harness]:
    """A channel that gets papers, and the loop that reads reactions."""
    await harness.subscribe()
    async with reading(harness):
        yield harness
