"""Find posts that no subscription accounts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def unaccounted(accounts: Mapping[int, list[str]]) -> set[int]:
    """The channels that are left when each subscription accounts for one: a bipartite matching."""
    taken: dict[str, int] = {}

    def place(channel: int, tried: set[str]) -> bool:
        for key in accounts[channel]:
            if key not in tried:
                tried.add(key)
                if key not in taken or place(taken[key], tried):
                    taken[key] = channel
                    return True
        return False

    return {channel for channel in accounts if not place(channel, set())}
