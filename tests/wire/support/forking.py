"""Processes of `paperboy run` that need not import it: one that has imported all of it forks them.

Imports are two thirds of what a start takes. As a program, this is the process that forks: each line on its
standard input is an order, each on its standard output the answer.
"""

import asyncio
import atexit
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from tests.support.paths import ROOT

_PARENT_DEATH = 1  # prctl's PR_SET_PDEATHSIG
_IMPORTED = ("bot.__main__", "bot.app.run")
_LATE = ("bot.sources", "bot.store", "bot.text")  # packages of which a bot imports some when it needs it


def can_fork() -> bool:
    """True where this works, unless lines are counted: coverage begins with an interpreter."""
    return sys.platform == "linux" and not any(name.startswith("COVERAGE") for name in os.environ)


class Forked:
    """The parts of asyncio's `Process` that tests use, for a process that is no child of ours."""

    def __init__(self, folder: Path, environment: Mapping[str, str], log: Path):
        self.returncode: int | None = None
        self.pid = _ask(folder=str(folder), environment=dict(environment), log=str(log))
        self._handle = os.pidfd_open(self.pid)
        self._ended = asyncio.create_task(self._end())

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: signal.Signals):
        if self.returncode is not None:
            return
        signal.pidfd_send_signal(self._handle, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    async def _end(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._handle, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._handle)
        self.returncode = _ask(pid=self.pid)
        os.close(self._handle)
        return self.returncode


def _ask(**order: Any) -> int:
    process = _forker()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    return int(process.stdout.readline())


@cache
def _forker() -> subprocess.Popen[str]:
    """One for all tests of this process; it ends with its standard input."""
    command = [sys.executable, "-m", "tests.wire.support.forking"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def _serve():
    """Import, then fork and tell exit codes until standard input ends."""
    late = [import_module(name) for name in _LATE]
    modules = [found.name for one in late for found in walk_packages(one.__path__, f"{one.__name__}.")]
    for name in (*_IMPORTED, *modules):
        import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        if (asked := order.get("pid")) is not None:
            _, status = os.waitpid(asked, 0)
            _say(os.waitstatus_to_exitcode(status))
        elif (pid := os.fork()) == 0:
            _run(**order)
        else:
            _say(pid)


def _run(folder: str, environment: Mapping[str, str], log: str):
    """Be `paperboy run`; the interpreter ends as any."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
    nothing, kept = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for descriptor, target in ((nothing, 0), (kept, 1), (kept, 2)):
        os.dup2(descriptor, target)
    os.close(nothing)
    os.close(kept)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv[1:] = ["run"]
    import_module("bot.__main__").entry()


def _say(number: int):
    os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    _serve()
