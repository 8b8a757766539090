"""What an admin does to the outbox: by the running process, or on the files when none runs."""

from __future__ import annotations

from typing import Any

from bot.app.control import NobodyAnswersError, ask_running
from bot.app.outbox import LIST, Outbox
from bot.app.store_admin import PATIENCE, open_existing
from bot.domain.clock import utc_now
from bot.service.trusted_clock import TrustedClock
from bot.store.opening import engine_of, open_read_only


async def administer(url: str, verb: str, **arguments: object) -> tuple[Any, bool | None]:
    """Let the process that holds the store do it, else do it on the store itself. Raises PaperboyError.

    Gives the answer, and whether a running process gave it; None when any number may run on a database.
    """
    try:
        return await ask_running(url, verb, patience=PATIENCE, **arguments), True
    except NobodyAnswersError:
        running = None if engine_of(url).shared else False
        async with (open_read_only if verb == LIST else open_existing)(url) as store:
            return await Outbox(store, TrustedClock(utc_now)).verbs()[verb](**arguments), running
