"""What subscriptions had where they were before they moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.alert import AlertState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription

_NOT_HAD = frozenset({AlertState.PENDING, AlertState.DROPPED})


async def not_had(store: Store, paper_id: str, subscriptions: Sequence[Subscription]) -> list[Subscription]:
    """Those of which no channel that they left has the paper for them: else it is no news, whoever brings it.

    Nobody's DM can be left.
    """
    had: set[str] = set()
    guilds = {s.guild_id for s in subscriptions if s.guild_id is not None}
    for place in await store.destinations_in(guilds) if guilds else ():
        found = await store.find_alert(place.id, paper_id)
        if found is not None and found[0].state not in _NOT_HAD:
            had.update(found[0].subscriptions)
    return [s for s in subscriptions if s.id not in had]
