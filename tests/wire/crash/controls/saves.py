"""A control that writes saved papers too late."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.service.papers.saved import Saved

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_LATER = 20.0  # seconds


def saves_later():
    """Saved papers are shown at once, from memory, and written some time later."""
    newest, add, remove = Saved.newest, Saved.add, Saved.remove
    shown: dict[int, Mapping[str, datetime]] = {}
    tasks: set[asyncio.Task[None]] = set()

    async def write(real: Any, self: Saved, person_id: int, *papers: str):
        await asyncio.sleep(_LATER)
        await real(self, person_id, *papers)

    async def shown_newest(self: Saved, person_id: int) -> Mapping[str, datetime]:
        return shown[person_id] if person_id in shown else await newest(self, person_id)

    async def show(self: Saved, person_id: int, *papers: str, when: datetime | None = None):
        shown[person_id] = dict.fromkeys(papers, when or self.now()) | dict(await self.newest(person_id))
        tasks.add(asyncio.create_task(write(add, self, person_id, *papers)))

    async def hide(self: Saved, person_id: int, paper_id: str):
        before = await self.newest(person_id)
        shown[person_id] = {paper: time for paper, time in before.items() if paper != paper_id}
        tasks.add(asyncio.create_task(write(remove, self, person_id, paper_id)))

    Saved.newest, Saved.add, Saved.remove = shown_newest, show, hide
