"""Kinds of source that people can add in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.added_source import AddedSource
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web


class AddedKind(NamedTuple):
    """A kind of source that people can add, by what they type.

    - `prefix`: what its addresses begin with, before the colon: `arxiv` in `arxiv:cs.CL`.
    - `read`: makes the source of what follows the colon. Raises ValueError with a sentence for people.
    - `build`: builds it to be polled. Its spec has the name and the title of the added source.
    - `example`: an address, as a hint.
    """

    prefix: str
    read: Callable[[str], AddedSource]
    build: Callable[[AddedSource, Web], StreamSource]
    example: str
