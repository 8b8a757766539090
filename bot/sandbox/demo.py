"""`paperboy demo`: the real bot in a page that looks like Discord, without an account and without a token."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import webbrowser
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH
from bot.text.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from bot.language.languages import Language
    from bot.settings import Settings


def to_terminal(line: str) -> None:
    """Say it at once, also when the output goes to a file or another program."""
    sys.stdout.write(f"{one_line(line)}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is shown, on which `port` (0 takes a free one), and how.

    `say` gives the terminal a line; `browse` opens an address, and may take its time.
    """

    port: int = 0
    sample: bool = True
    language: Language = ENGLISH
    say: Callable[[str], object] = to_terminal
    browse: Callable[[str], object] | None = webbrowser.open


async def run(settings: Settings, options: Options) -> int:
    """Show the demo until Ctrl-C, SIGTERM or the end of the session in the page; the exit code.

    Raises PaperboyError, for instance when the port is taken.
    """
    for name in ("discord.client", "discord.state"):  # SimCord makes trial clients without intents
        logging.getLogger(name).setLevel(logging.ERROR)
    with _first_signal_cancels() as stopping:
        try:
            from bot.sandbox.session import run_session  # noqa: PLC0415 - needs the extra, and makes trial clients

            await run_session(settings, options)
        except asyncio.CancelledError:
            if not stopping.is_set():
                raise
    options.say("The demo has ended; nothing was kept.")
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
        loop.add_signal_handler(number, stop)
    try:
        yield stopping
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
