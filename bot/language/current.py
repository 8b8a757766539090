"""The current language: that of the person who used a command, or of the channel that gets a post.

It is a context variable: a task starts with the language of the task that created it, and so does
`asyncio.to_thread`. The default is English, for logs and the command line.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from bot.language.languages import ENGLISH, Language

if TYPE_CHECKING:
    from collections.abc import Generator


_CURRENT: Final[ContextVar[Language]] = ContextVar("language", default=ENGLISH)


def current_language() -> Language:
    """Return the language that `gettext` translates to."""
    return _CURRENT.get()


@contextmanager
def using_language(language: Language) -> Generator[None]:
    """Set the current language inside the block, and for tasks created there."""
    token = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(token)
