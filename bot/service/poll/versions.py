"""Preprint and journal version of one work: two papers that link to each other, whichever is read first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.readings import with_preprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store

_IN_JOURNALS = "doi:"


async def linked(store: Store, readings: Sequence[Sighting]) -> Sequence[Sighting]:
    """The readings, those of journal versions linked to the stored preprints that named them."""
    ids = [one.paper.id for one in readings if one.paper.id.startswith(_IN_JOURNALS)]
    preprints = await store.preprints_of(ids) if ids else {}
    if not preprints:
        return readings
    return [
        replace(one, paper=replace(one.paper, preprint=preprints.get(one.paper.id, one.paper.preprint)))
        for one in readings
    ]


async def of_preprints(store: Store, papers: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """The stored journal versions that these papers name, as linked to them; not those that were already."""
    read = {one.paper.id for one in papers}
    named = {key: one.paper.id for one in papers if (key := one.paper.published) and key not in read}
    stored = await store.sightings(list(named)) if named else {}
    linked = [(one, with_preprint(one, named[key])) for key, one in stored.items()]
    return tuple(new for old, new in linked if new != old)
