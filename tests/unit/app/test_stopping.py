"""The end of the process when something hangs that cannot be cancelled."""

import subprocess
import sys

import pytest

_HANGING = """
import asyncio, os, signal, time
from bot.app import run as running

running._STOP_TIMEOUT = {patience}

async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running._ask_to_stop, stop)
    asyncio.get_running_loop().run_in_executor(None, time.sleep, {hangs})  # as a name look-up does
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()

asyncio.run(main())
print("it was waited for")
"""
_FAILING = """
import asyncio, os, signal, sys
from bot.app.run import _until_stopped
from bot.domain.errors import StoreFatalError

class Serving:
    async def run(self, token):
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        finally:
            {ending}

sys.exit(asyncio.run(_until_stopped(Serving(), "token")))
"""


def _run(patience: float, hangs: float) -> tuple[int, str]:
    code = _HANGING.format(patience=patience, hangs=hangs)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


def test_what_hangs_does_not_delay_the_end():
    """A thread that cannot be cancelled is left behind when the time for stopping is over."""
    assert _run(patience=0.2, hangs=50) == (0, "")


def test_without_the_limit_it_would_be_waited_for():
    """The negative control: asyncio itself waits for such a thread."""
    assert _run(patience=50, hangs=0.5) == (0, "it was waited for\n")


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [("pass", 0, ""), ("raise StoreFatalError('The disk failed.')", 1, "The disk failed.\n")],
)
def test_what_fails_after_the_signal_is_told(ending: str, code: int, said: str):
    """An error while everything stops is logged, and shows in the exit code."""
    command = [sys.executable, "-c", _FAILING.format(ending=ending)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (code, said)
