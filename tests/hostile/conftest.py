"""The simulated server of the behaviour tests, and the harness of the wire tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.behaviour.conftest import apps, build, lookup, simcord_bot, world
from tests.hostile.explored import Walk
from tests.wire.support.harness import open_harness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.behaviour.world import World
    from tests.wire.support.harness import Harness

__all__ = ["apps", "build", "harness", "lookup", "simcord_bot", "world"]


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    """The application in this process, connected."""
    async with open_harness(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def walk(world: World, tmp_path: Path) -> Walk:
    """A server in which everything has been opened once."""
    made = Walk(world, tmp_path / "store")
    await made.prepare()
    return made
