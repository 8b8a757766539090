"""Every test of this folder runs on every engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.ports import Store
from tests.contract.engines import ENGINES, Reopening, new_url
from tests.support.databases import Databases


@pytest.fixture(params=ENGINES)
async def reopening(
    request: pytest.FixtureRequest, tmp_path: Path, databases: Databases
) -> AsyncIterator[Reopening]:
    opener = Reopening(url=await new_url(request.param, tmp_path, databases))
    yield opener
    await opener.close()


@pytest.fixture
async def store(reopening: Reopening) -> Store:
    return await reopening.open()
