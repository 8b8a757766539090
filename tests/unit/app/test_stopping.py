"""The end of the process when something hangs that cannot be cancelled."""

import subprocess
import sys

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
