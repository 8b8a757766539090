"""Which servers were greeted when they added the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import NoteStore


@dataclass(frozen=True, slots=True)
class Greetings:
    """Remembers it in the store: who adds the bot again knows it already."""

    store: NoteStore
    now: Callable[[], datetime]

    async def begin(self, guild_id: int) -> bool:
        """Whether this server is to be greeted now, which counts as done from here on.

        Better no greeting, when it then fails, than a second one. Raises StoreError.
        """
        name = f"greeted {guild_id}"
        if await self.store.note(name) is not None:
            return False
        await self.store.set_note(name, self.now().isoformat())
        return True
