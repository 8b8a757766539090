"""Shared parts of one process's polls, and the writing of what they read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.domain.errors import ConflictError
from bot.domain.schedule import DigestTimes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.ports import Store
    from bot.domain.subscription_cache import SubscriptionCache

T = TypeVar("T")
_CONFLICTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PollContext:
    """Handed to each poll as a whole.

    `times` say when digests are due where people did not choose, `alerted` is called when there are new alerts,
    each of `before` is awaited before anything is matched. `lists` are the sources that are lists, by name; None:
    a source alone, if it is one. Who shares a `turn` loses no reading of a paper that another stores at the same
    moment.
    """

    times: DigestTimes = field(default_factory=DigestTimes)
    alerted: Callable[[], None] = lambda: None
    before: Sequence[Callable[[], Awaitable[object]]] = ()
    lists: AbstractSet[str] | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


async def commit_unchanged(store: Store, commit: Callable[[SubscriptionCache], Awaitable[T]]) -> T:
    """Await `commit`, again as long as subscriptions change before it is done. Raises ConflictError in the end."""
    for _ in range(_CONFLICTS):
        with suppress(ConflictError):
            return await commit(await store.subscriptions())
    raise ConflictError("Subscriptions change faster than papers can be matched; it is tried again.")
