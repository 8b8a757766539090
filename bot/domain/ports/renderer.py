"""Port that renders alerts as Discord messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.preferences import DEFAULTS, Preferences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item, Payload


class Renderer(Protocol):
    """Renders alerts as payloads, without side effects.

    `preferences` are those of the destination, for example its look and the role to mention. A `marker` identifies
    the post in the channel's history.
    """

    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Render one paper. The `marker` must be in the custom_id of a component."""
        ...

    def pack(self, items: Sequence[Item], preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        """Split papers into groups that each fit into one digest message, most upvoted first."""
        ...

    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Render up to ten papers as one message. The `marker` must be in the custom_id of a component."""
        ...

    def thread_name(self, items: Sequence[Item]) -> str:
        """Return the name of a thread or forum post about these papers: 1 to 100 characters."""
        ...
