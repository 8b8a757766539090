"""Running one query over many papers without holding up the rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.domain.paper import Sighting
    from bot.query import Query

_SLICE = 40  # papers between two breaths; reading one takes about half a millisecond


async def matching(query: Query, sightings: Sequence[Sighting]) -> AsyncGenerator[Sighting]:
    """The papers that match, in their order.

    Three months of papers take a second or two: the event loop turns in between, since other people's
    interactions must be answered within 3 seconds.
    """
    for number, sighting in enumerate(sightings, start=1):
        if query.matches(sighting.paper, sighting.signals):
            yield sighting
        if number % _SLICE == 0:
            await asyncio.sleep(0)
