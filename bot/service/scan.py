"""Running one query over many papers without holding up the rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.domain.paper import Sighting
    from bot.query import Library, Query

_SLICE = 10  # papers between two breaths; one takes a millisecond the first time, a tenth of it from then on


async def matching(library: Library, query: Query, sightings: Sequence[Sighting]) -> AsyncGenerator[Sighting]:
    """The papers that match, in their order.

    Three months of papers that were never read take two seconds: the event loop turns in between, since other
    people's interactions must be answered within 3 seconds.
    """
    for number, sighting in enumerate(sightings, start=1):
        if library.matches(query, sighting):
            yield sighting
        if number % _SLICE == 0:
            await asyncio.sleep(0)
