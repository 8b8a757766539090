"""Papers of streams, and what is stored and exported."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.support.fakes import DAY, sighting

if TYPE_CHECKING:
    from simcord import InteractionResult

    from bot.domain.paper import Sighting
    from tests.behaviour.world import World


def streamed(count: int, *, source: str = "arxiv", title: str = "Trees", first: int = 100) -> list[Sighting]:
    """So many papers of yesterday and today."""
    return [
        sighting(f"2511.{first + n:05}", title=title, source=source, day=DAY - timedelta(days=n % 2))
        for n in range(count)
    ]


async def exported(world: World) -> dict[str, Any]:
    (file,) = (await world.run("alerts export")).response.attachments
    return json.loads(await file.read())


async def imported(world: World, content: object) -> InteractionResult:
    return await world.run("alerts import", file=("alerts.json", json.dumps(content).encode()))
