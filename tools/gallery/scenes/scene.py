"""The class of scenes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.language.languages import Language
    from tools.gallery.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Pictures that are taken on one stage.

    Papers in `listed_later` are not listed until the scene lists them. A `recorded` scene needs recordings. All
    replies and posts are in its `language`.
    """

    name: str
    play: Callable[[Stage], Awaitable[None]]
    listed_later: frozenset[str] = frozenset()
    recorded: bool = False
    language: Language = ENGLISH


@dataclass(frozen=True, kw_only=True)
class Section:
    """Scenes under one heading of the page."""

    title: str
    scenes: tuple[Scene, ...]
