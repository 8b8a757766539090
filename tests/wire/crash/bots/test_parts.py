"""The harness's kills and power cuts have an effect; without one they would prove nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import ROOT
from tests.wire.crash.bots.fork_server import Bot
from tests.wire.crash.bots.power import Unsynced
from tests.wire.crash.plan.points import FILE_POINTS

if TYPE_CHECKING:
    from pathlib import Path

_WRITER = """
import os, sys
from tests.wire.crash.bots.installing import install
from tests.wire.crash.plan.points import Crash, Points
points = Points()
install(points)
points.arm(Crash(point=sys.argv[1], nth=2))
for name in ("one", "two", "three"):
    descriptor = os.open(name + ".tmp", os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, b"whole line")
    os.fsync(descriptor)
    os.ftruncate(descriptor, 10)
    os.replace(name + ".tmp", name)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="files are cut through /proc")
def test_a_power_cut_takes_what_was_not_synced(tmp_path: Path):
    """Bytes written since the last fsync go, names changed since the folder's go back; the rest stays."""
    (tmp_path / "kept").write_bytes(b"old")
    unsynced = Unsynced()
    descriptor = os.open(tmp_path / "new", os.O_RDWR | os.O_CREAT)
    for synced in (True, False):
        unsynced.writing(descriptor)
        os.write(descriptor, b"line\n")
        if synced:
            unsynced.before_sync(descriptor)()
    unsynced.renaming(str(tmp_path / "new"), str(tmp_path / "kept"))
    (tmp_path / "new").replace(tmp_path / "kept")
    unsynced.lose(0.0)
    os.close(descriptor)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"old", "new": b"line\n"}


@pytest.mark.parametrize("point", FILE_POINTS)
def test_a_point_kills_at_its_second_passing(tmp_path: Path, point: str):
    """The first file is whole, the third was never begun, and the process died of SIGKILL."""
    done = subprocess.run(
        [sys.executable, "-c", _WRITER, point],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -9
    names = {path.name for path in tmp_path.iterdir()}
    assert "one" in names
    assert not names & {"three", "three.tmp"}
    assert ("two" in names) == (point == "after rename")


async def test_a_bot_that_has_ended_at_once_can_be_waited_for():
    """One that makes a single change may be gone before the harness has a hold of it."""
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    ended = asyncio.get_running_loop().create_task(asyncio.sleep(0, 0))
    bot = Bot(process.pid, ended)
    bot.signal(signal.SIGTERM)
    assert await bot.wait() == await bot.kill() == 0
