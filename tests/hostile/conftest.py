"""The simulated server of the behaviour tests, and the stage of the wire tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.behaviour.conftest import build, simcord_bot, world
from tests.wire.support.environment import open_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.wire.support.environment import Stage

__all__ = ["build", "simcord_bot", "stage", "world"]


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The application in this process, connected."""
    async with open_stage(tmp_path, monkeypatch) as opened:
        yield opened
