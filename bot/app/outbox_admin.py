"""What an admin does to the outbox and the store: by the running process, or on the files when none runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.app.control import NobodyAnswersError, ask_running
from bot.app.outbox import UNFINISHED, Outbox, OutboxError
from bot.domain.alert import MessageState
from bot.domain.clock import utc_now
from bot.store.engines import engine_of
from bot.store.opening import open_read_only, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.app.control import Verb
    from bot.domain.ports import Store

LIST, RETRY, DROP = "outbox_list", "outbox_retry", "outbox_drop"
_PATIENCE = 120.0  # seconds; a hundred thousand dead letters are written one by one
_MOST = 1000


def admin_verbs(
    store: Store,
    now: Callable[[], datetime],
    wake: Callable[[], None] = lambda: None,
    present: Callable[[], datetime] | None = None,
) -> Mapping[str, Verb]:
    """The verbs for `bot.app.control`; arguments and answers are JSON; each raises PaperboyError, a sentence."""
    outbox = Outbox(store, now, wake, present)

    async def listing(arguments: Mapping[str, Any]) -> object:
        return await outbox.list(_states(arguments.get("states")), _limit(arguments.get("limit")))

    async def retry(arguments: Mapping[str, Any]) -> object:
        if arguments.get("all_dead") is True:
            return await outbox.retry_dead()
        return [await outbox.retry(str(arguments.get("key", "")))]

    async def drop(arguments: Mapping[str, Any]) -> object:
        return [await outbox.drop(str(arguments.get("key", "")))]

    return {LIST: listing, RETRY: retry, DROP: drop}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a verb answered, and whether a running process did it; None when any number may run on a database."""

    answer: Any
    running: bool | None


async def administer(url: str, verb: str, **arguments: object) -> Done:
    """Let the process that holds the store do it, else do it on the store itself. Raises PaperboyError."""
    try:
        return Done(answer=await ask_running(url, verb, patience=_PATIENCE, **arguments), running=True)
    except NobodyAnswersError:
        running = None if engine_of(url).shared else False
        async with open_read_only(url) as store:  # which makes none where none is
            if verb == LIST:
                return Done(answer=await admin_verbs(store, utc_now)[verb](arguments), running=running)
        async with open_store(url) as store:
            return Done(answer=await admin_verbs(store, utc_now)[verb](arguments), running=running)


def _states(given: object) -> set[MessageState]:
    if given is None:
        return set(UNFINISHED)
    try:
        return {MessageState(str(state)) for state in cast("Sequence[object]", given)}
    except (TypeError, ValueError):
        raise OutboxError(f"States are a list of {', '.join(MessageState)}.") from None


def _limit(given: object) -> int:
    return min(given, _MOST) if isinstance(given, int) and given > 0 else _MOST
