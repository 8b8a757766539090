"""The port that turns alerts into requests to Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.preferences import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item, Payload
    from bot.domain.preferences import Preferences


class Renderer(Protocol):
    """Turns alerts into payloads; pure.

    `preferences` are those of the destination: they choose the look and the role that is mentioned.
    """

    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """One paper. `marker` must stand in a component's custom_id."""
        ...

    def pack(self, items: Sequence[Item], preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        """Split into groups, each of which fits one digest message, the most upvoted first."""
        ...

    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Up to ten papers in one message, `marker` in a component's custom_id."""
        ...

    def thread_name(self, items: Sequence[Item]) -> str:
        """The name of a thread or forum post about these papers: 1 to 100 characters."""
        ...
