"""A process that ends in the middle of an operation."""

from typing import Any

from bot.domain.ports import Store
from tests.support.meanwhile import Through


class Interrupted(Through):
    """A store whose process ends just before so many of the verbs of a name; the first few may be left alone."""

    def __init__(
        self, store: Store, verb: str, times: int = 1, error: type[Exception] = OSError, *, after: int = 0
    ):
        super().__init__(store)
        self._verb = verb
        self._left = times
        self._before = after
        self._error = error

    def __getattr__(self, name: str) -> Any:
        if name == self._verb and self._before:
            self._before -= 1
        elif name == self._verb and self._left:
            self._left -= 1
            return self._end
        return super().__getattr__(name)

    async def _end(self, *_: object, **__: object):
        raise self._error("before it was written")
