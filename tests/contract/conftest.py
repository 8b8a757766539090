"""Every test of this folder runs on every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.engines import ENGINES, Reopening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain.ports import Store


@pytest.fixture(params=list(ENGINES))
async def reopening(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopening]:
    opener = Reopening(url=ENGINES[request.param](tmp_path))
    yield opener
    await opener.close()


@pytest.fixture
async def store(reopening: Reopening) -> Store:
    return await reopening.open()
