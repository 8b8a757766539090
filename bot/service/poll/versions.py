"""Preprint and journal version of one work: two papers that link to each other, whichever is read first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.paper import with_preprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store

_IN_JOURNALS = "doi:"


class Versions:
    """Finds the other version among the stored papers; it costs nothing where no paper can have one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def linked(self, readings: Sequence[Sighting]) -> Sequence[Sighting]:
        """The readings, those of journal versions linked to the preprints that named them."""
        ids = [one.paper.id for one in readings if one.paper.id.startswith(_IN_JOURNALS)]
        preprints = await self._store.preprints_of(ids) if ids else {}
        if not preprints:
            return readings
        return [
            replace(one, paper=replace(one.paper, preprint=preprints.get(one.paper.id, one.paper.preprint)))
            for one in readings
        ]

    async def of_preprints(self, papers: Sequence[Sighting]) -> tuple[Sighting, ...]:
        """The stored journal versions that these papers name, as linked to them; not those that were already."""
        read = {one.paper.id for one in papers}
        named = {one.paper.published: one.paper.id for one in papers if one.paper.published}
        named = {key: paper_id for key, paper_id in named.items() if key not in read}
        if not named:
            return ()
        stored = await self._store.sightings(list(named))
        linked = [(one, with_preprint(one, named[key])) for key, one in stored.items()]
        return tuple(new for old, new in linked if new != old)
