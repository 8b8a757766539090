"""`paperboy demo`: the real bot in a page that looks like Discord, without an account and without a token."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError, pip_install
from bot.sandbox.console import Console

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.sandbox.console import Options
    from bot.settings import Settings


async def run(settings: Settings, options: Options, console: Console | None = None) -> int:
    """Show the demo until Ctrl-C, SIGTERM or the end of the session in the page; the exit code.

    Raises PaperboyError, for instance when the port is taken.
    """
    console = console or Console()
    with _first_signal_cancels() as stopping:
        try:
            with _without_discord_warnings():
                from bot.sandbox.session import run_session  # noqa: PLC0415 - needs the extra, and makes trial clients
            await run_session(settings, console, options)
        except ModuleNotFoundError as error:
            if error.name != "simcord":
                raise
            raise PaperboyError(f"The demo needs more packages: {pip_install('demo')}") from error
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
    console.say("The demo has ended; nothing was kept.")
    return 0


@contextmanager
def _first_signal_cancels() -> Generator[asyncio.Event]:
    """The first SIGINT or SIGTERM cancels this task and sets the event; later ones do nothing."""
    stopping = asyncio.Event()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        if not stopping.is_set() and task is not None:
            stopping.set()
            task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop by itself there
            loop.add_signal_handler(number, stop)
    try:
        yield stopping
    finally:
        for number in signals:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)


@contextmanager
def _without_discord_warnings() -> Generator[None]:
    """No warnings of discord.py: SimCord makes clients without intents to see whether it knows this version."""
    loggers = [logging.getLogger(name) for name in ("discord.client", "discord.state")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
