"""Fixtures: the simulated server of the behaviour tests, and the harness of the wire tests."""

from pathlib import Path

import pytest
from discord.ui.view import BaseView

from tests.behaviour.conftest import apps, build, kinds, lookup, simcord_bot, world
from tests.behaviour.world import World
from tests.hostile.explored import Walk
from tests.wire.support.fixtures import harness

__all__ = ["apps", "build", "harness", "kinds", "lookup", "simcord_bot", "world"]


async def _no_wait(_: BaseView):
    """Replace the timeout task of views, which are never stopped here."""


@pytest.fixture
async def walk(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A server in which everything has been opened once and no form expires.

    SimCord asks each view, more than once a press, whether it is still active, which took most of the time.
    """
    monkeypatch.setattr(BaseView, "_BaseView__timeout_task_impl", _no_wait)
    made = Walk(world, tmp_path / "store")
    await made.prepare()
    return made
