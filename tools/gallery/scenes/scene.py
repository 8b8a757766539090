"""What a scene is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tools.gallery.stage import Stage


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Pictures that are taken on one stage.

    Papers that are `held` are not listed before the scene lists them; a `recorded` scene needs the recordings.
    """

    name: str
    play: Callable[[Stage], Awaitable[None]]
    held: frozenset[str] = frozenset()
    recorded: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Scenes under one heading of the page."""

    title: str
    scenes: tuple[Scene, ...]
