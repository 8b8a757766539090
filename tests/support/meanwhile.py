"""A store that is changed by another task between two steps under test."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.ports import Store


class Meanwhile:
    """A store that runs `what` once, just before a verb of this name; it can skip the first few calls."""

    def __init__(self, store: Store, verb: str, what: Callable[[], Awaitable[object]], *, after: int = 0) -> None:
        self._store = store
        self._verb = verb
        self._what: Callable[[], Awaitable[object]] | None = what
        self._before = after

    @property
    def is_done(self) -> bool:
        """True if `what` was run."""
        return self._what is None

    def __getattr__(self, name: str) -> Any:
        if name != self._verb or self._what is None:
            return getattr(self._store, name)
        if self._before:
            self._before -= 1
            return getattr(self._store, name)

        async def between(*args: object, **more: object) -> Any:
            what, self._what = self._what, None
            if what is not None:
                await what()
            return await getattr(self._store, name)(*args, **more)

        return between


class Held:
    """A store in which the first verb of a name waits for `go`; `reached` is set while it does."""

    def __init__(self, store: Store, verb: str) -> None:
        self.reached = asyncio.Event()
        self.go = asyncio.Event()
        self._store = Meanwhile(store, verb, self._wait)

    async def _wait(self) -> None:
        self.reached.set()
        await self.go.wait()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def turns(number: int = 20) -> None:
    """Let all other tasks run until they wait."""
    for _ in range(number):
        await asyncio.sleep(0)
