"""Lists that a paper is still read from: then its numbers change, and it can still be alerted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.poll.list_days import days_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import ListSource, Store


class ReadAgain:
    """Asks where the polls of the lists stand. `now` gives aware UTC time."""

    def __init__(self, store: Store, lists: Iterable[ListSource], now: Callable[[], datetime]) -> None:
        self._store = store
        self._lists = {source.spec.name: source for source in lists}
        self._now = now

    async def lists_with(self, sighting: Sighting) -> tuple[str, ...]:
        """The names of the lists whose next polls bring a paper again. A stream brings it once."""
        ours = [one for one in sighting.by_source if one.paper.announced and one.paper.source in self._lists]
        return tuple([one.paper.source for one in ours if await self._may_come(one)])

    async def _may_come(self, reading: Sighting) -> bool:
        source = self._lists[reading.paper.source]
        position = await self._store.position(source.spec.name)
        return reading.signals.list_day >= days_to_read(source.today(self._now()), position, widely=True)[0]
