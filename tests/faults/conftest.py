"""A stage or a scene for each test of the fault matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wire.support.environment import open_stage
from tests.wire.support.scenario import open_scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.wire.support.environment import Stage
    from tests.wire.support.scenario import Scene


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The application in this process, connected."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The real process, not started yet."""
    async with open_scene(tmp_path) as opened:
        yield opened
