"""`paperboy run` as its own process, the way a host starts it, or forked from one that has it imported."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from tests.fake_discord.waiting import PATIENCE
from tests.wire.support.forking import Forked, can_fork

_STOPS_WITHIN = 30.0  # seconds; ten are promised for SIGTERM, on a machine that has them
_PREFIX = "PAPERBOY_"


class PaperboyProcess:
    """Started, stopped, killed and started again in one folder, where its store and its log stay.

    `died` is told when it ends although nobody asked it to. Unless it is `forked`, its start is a host's own.
    """

    forked = True

    def __init__(self, folder: Path, environment: Mapping[str, str], died: Callable[[str], None]):
        self._died = died
        self._folder = folder
        self._log = folder / "paperboy.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_PREFIX)}
        own = {
            f"{_PREFIX}STORE__URL": f"tinydb://{folder / 'store'}",
            f"{_PREFIX}HEALTH__PORT": "0",
            f"{_PREFIX}POLL__INTERVAL": "1",
            f"{_PREFIX}DELIVERY__LEASE": "3",  # so that a killed process's work is taken up soon
            f"{_PREFIX}DELIVERY__TIMEOUT": "2",
        }
        self._environment = inherited | own | dict(environment)
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object):
        await self.end()

    async def end(self):
        """Kill it if it still runs."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def start(self):
        """Start `paperboy run`; its output is added to the log."""
        if self.forked and can_fork():
            self._process = Forked(self._folder, self._environment, self._log)
        else:
            self._process = await self._executed()
        self._watch = asyncio.create_task(self._tell(self._process))

    async def _executed(self) -> asyncio.subprocess.Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self._folder, env=self._environment, stdout=log, stderr=log
            )

    async def _tell(self, process: asyncio.subprocess.Process | Forked):
        self._died(f"paperboy ended with exit code {await process.wait()}")

    @property
    def _running(self) -> asyncio.subprocess.Process | Forked:
        """The process, whose end is expected from now on."""
        assert self._process is not None
        assert self._watch is not None
        self._watch.cancel()
        return self._process

    async def stop(self) -> int:
        """Send SIGTERM; return the exit code. Raises AssertionError if it takes too long."""
        self._running.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOPS_WITHIN):
                return await self._running.wait()
        except TimeoutError:
            raise AssertionError(f"still running {_STOPS_WITHIN:g} s after SIGTERM:\n{self.output()}") from None

    async def kill(self):
        """Send SIGKILL."""
        self._running.kill()
        await self._running.wait()

    async def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        async with asyncio.timeout(30):
            return await self._running.wait()

    async def says(self, words: str):
        """Wait until it has logged this text."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.output():  # noqa: ASYNC110 - a file rings no bell
                await asyncio.sleep(0.05)

    def limit_files(self, size: int):
        """Limit the size of files that the running process writes, in bytes."""
        assert self._process is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def output(self) -> str:
        """Return everything it logged."""
        return self._log.read_text() if self._log.exists() else ""
