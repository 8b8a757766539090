"""`paperboy demo`: the real bot on a page that looks like Discord, without an account or a token."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.demo.texts import Options
    from bot.settings import Settings


async def run(settings: Settings, options: Options) -> int:
    """Show the demo until Ctrl-C, SIGTERM or the end of the session on the page; return the exit code.

    Raises PaperboyError, for instance when the port is taken.
    """
    # These warn of the client with which SimCord tries discord.py
    for name in ("discord.client", "discord.state"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with _first_signal_cancels() as stopping:
        try:
            from bot.demo.session import run_session  # noqa: PLC0415 - needs the extra, and makes that client

            await run_session(settings, options)
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
    options.say("The demo has ended. Its data was deleted.")
    return 0


@contextmanager
def _first_signal_cancels() -> Generator[asyncio.Event]:
    """Cancel this task and set the event at the first SIGINT or SIGTERM; ignore later ones."""
    stopping = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        if not stopping.is_set() and task is not None:
            stopping.set()
            task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop)
    try:
        yield stopping
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
