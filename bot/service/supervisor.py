"""Loops that must not stop."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import CredentialsError, PaperboyError, SourceError, StoreFatalError, TryLaterError
from bot.domain.retry import delay

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)
_FIRST_WAIT = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class BackOff:
    """How long to wait after failures: from 5 seconds to `cap`. `sleep` is for tests."""

    rng: random.Random
    cap: float = 900.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


async def supervise(
    name: str, step: Callable[[], Awaitable[float]], back_off: BackOff, wake: asyncio.Event | None = None
) -> None:
    """Call `step` for ever. It returns the seconds until the next call; setting `wake` cuts them short.

    A failure is logged and tried again with exponential back-off, which no `wake` cuts short, honouring the
    retry_after of a SourceError or TryLaterError. What the process must end on (CredentialsError, StoreFatalError)
    is passed up.
    """
    wake = wake or asyncio.Event()
    failures = 0
    while True:
        try:
            wait = await step()
        except (CredentialsError, StoreFatalError):
            raise
        except Exception as error:  # noqa: BLE001 - the one place that keeps a loop alive whatever happens
            failures += 1
            after = error.retry_after if isinstance(error, SourceError | TryLaterError) else None
            wait = delay(failures, back_off.rng, base=_FIRST_WAIT, cap=back_off.cap, at_least=after)
            _report(name, error, wait)
            await back_off.sleep(wait)
            wake.clear()  # the next step sees what woke it
        else:
            failures = 0
            await _wait(wait, wake)


def _report(name: str, error: Exception, wait: float) -> None:
    if isinstance(error, PaperboyError):
        _log.warning("%s: %s Next try in %.0f s.", name, error, wait)
    else:
        _log.error("%s failed; next try in %.0f s.", name, wait, exc_info=error)


async def _wait(seconds: float, wake: asyncio.Event) -> None:
    await asyncio.sleep(0)  # an event that is set already would not let anybody else run
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            await wake.wait()
    except TimeoutError:
        pass
    wake.clear()
