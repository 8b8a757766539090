"""The harness's end of `child.py`: starting bots, killing them, hearing of their end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, Self

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

KILLED = -signal.SIGKILL


async def first_of(*awaited: Coroutine[Any, Any, object] | asyncio.Task[Any], seconds: float | None = None):
    """Return when one of these is over, or after so long; what was not a task is over then, too."""
    tasks = [one if isinstance(one, asyncio.Task) else asyncio.create_task(one) for one in awaited]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task, one in zip(tasks, awaited, strict=True):
            if task is not one:
                task.cancel()


class Bot:
    """A running `paperboy run`; `code` is its exit code (minus the signal's number) once it has ended."""

    def __init__(self, pid: int, ended: asyncio.Task[int]):
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:  # a bot that makes one change may have ended by now
            self._handle = None
        self._ended = ended

    def signal(self, number: signal.Signals):
        """Send a signal; nothing when it has ended already: a replica may outlive it, and a scene goes on then."""
        if self._handle is None or self._ended.done():
            return
        try:
            signal.pidfd_send_signal(self._handle, number)
        except ProcessLookupError:
            return

    async def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code; None when it still runs after so long."""
        done, _ = await asyncio.wait({self._ended}, timeout=seconds)
        return self._ended.result() if done else None

    async def kill(self) -> int:
        """SIGKILL; the exit code, which is another if it had ended by itself."""
        self.signal(signal.SIGKILL)
        code = await self._ended
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        return code


class ForkServer:
    """One fork server; one bot at a time."""

    async def __aenter__(self) -> Self:
        # Coverage of a process that is killed is never written: it would only cost time.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.wire.crash.bots.child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
            env=kept | {"PYTHONPATH": str(ROOT)},
        )
        return self

    async def __aexit__(self, *_: object):
        if self._process.returncode is None:
            self._process.kill()
        await self._process.communicate()

    async def start(self, order: Mapping[str, Any]) -> Bot:
        """Fork a bot."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        pid = await self._hear("pid")
        return Bot(pid, asyncio.create_task(self._hear("ended")))

    async def _hear(self, name: str) -> int:
        assert self._process.stdout is not None
        said = await self._process.stdout.readline()
        assert said, "the fork server has ended"
        return int(json.loads(said)[name])
