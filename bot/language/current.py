"""The current language: that of the person who asks, or of the channel that is written to.

It is a context variable: each task has its own, a task begins with that of its maker, and `asyncio.to_thread`
takes it along. Where nobody has said, it is English: logs, the command line.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from bot.language.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Generator

    from bot.language.languages import Language

_CURRENT: Final[ContextVar[Language]] = ContextVar("language", default=ENGLISH)


def current() -> Language:
    """The language that `gettext` answers in now."""
    return _CURRENT.get()


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Speak this language inside; also the tasks that begin inside do."""
    token = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(token)
