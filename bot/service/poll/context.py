"""State shared by all polls of a process, and commits that are retried while subscriptions change."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.domain.errors import ConflictError
from bot.domain.ports.catalogue import EMPTY_CATALOGUE, Catalogue
from bot.domain.schedule import DigestTimes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.ports import PastPapers, SourceKind, Store
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.poll.matcher import Matcher

T = TypeVar("T")
_MAX_CONFLICTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PollContext:
    """Dependencies shared by all polls of a process.

    - `times`: the host's digest times, for channels that set none.
    - `on_new_alerts`: called when there are new alerts.
    - `before_poll`: functions awaited before each poll.
    - `past`: the index of past papers, which conferences need: without it, they cause no alerts.
    - `lists`: names of the sources that are lists; None: the polled source alone, if it is one.
    - `catalogue`: which owners can get papers of the sources that people added.
    - `write_lock`: held from reading a paper to storing it, so that concurrent polls lose no reading of it.
    - `matchers`: one index of queries for each kind of source; used while the lock is held.
    """

    times: DigestTimes = field(default_factory=DigestTimes)
    on_new_alerts: Callable[[], None] = lambda: None
    before_poll: Sequence[Callable[[], Awaitable[object]]] = ()
    past: PastPapers | None = None
    lists: AbstractSet[str] | None = None
    catalogue: Catalogue = EMPTY_CATALOGUE
    write_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    matchers: dict[SourceKind, Matcher] = field(default_factory=dict)


async def commit_with_retries(store: Store, commit: Callable[[SubscriptionCache], Awaitable[T]]) -> T:
    """Await `commit`; repeat it if subscriptions changed in between (ConflictError), at most 50 times."""
    for _ in range(_MAX_CONFLICTS):
        with suppress(ConflictError):
            return await commit(await store.subscriptions())
    raise ConflictError("Subscriptions change faster than papers can be matched.")
