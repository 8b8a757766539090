"""A store that is changed by another task between two steps under test."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self

from bot.domain.ports import Store


class Through:
    """A store that passes every verb on; a subclass changes some of them."""

    def __init__(self, store: Any):
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Meanwhile(Through):
    """A store that runs `what` once, just before a verb of this name; it can skip the first few calls."""

    def __init__(self, store: Store, verb: str, what: Callable[[], Awaitable[object]], *, after: int = 0):
        super().__init__(store)
        self._verb = verb
        self._what: Callable[[], Awaitable[object]] | None = what
        self._before = after

    @property
    def is_done(self) -> bool:
        """True if `what` was run."""
        return self._what is None

    def __getattr__(self, name: str) -> Any:
        if name != self._verb or self._what is None:
            return super().__getattr__(name)
        if self._before:
            self._before -= 1
            return super().__getattr__(name)

        async def between(*args: object, **more: object) -> Any:
            what, self._what = self._what, None
            if what is not None:
                await what()
            return await getattr(self._store, name)(*args, **more)

        return between


class Held(Through):
    """A store in which the first verb of a name waits for `go`; `reached` is set while it does."""

    def __init__(self, store: Store, verb: str):
        self.reached = asyncio.Event()
        self.go = asyncio.Event()
        super().__init__(Meanwhile(store, verb, self._wait))

    async def _wait(self):
        self.reached.set()
        await self.go.wait()


class CountedTurns:
    """Counts in `number` the turns that the event loop takes for others while a block runs."""

    number = 0

    async def __aenter__(self) -> Self:
        self._counting = asyncio.create_task(self._count())
        await asyncio.sleep(0)
        self.number = 0
        return self

    async def __aexit__(self, *_: object):
        self._counting.cancel()

    async def _count(self):
        while True:
            self.number += 1
            await asyncio.sleep(0)


async def turns(number: int = 20):
    """Let all other tasks run until they wait."""
    for _ in range(number):
        await asyncio.sleep(0)
