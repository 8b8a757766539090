"""Links between a preprint and its journal version, which are two papers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.paper_merging import linked_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store

_JOURNAL_PREFIX = "doi:"


async def with_preprint_links(store: Store, readings: Sequence[Sighting]) -> Sequence[Sighting]:
    """Return the readings; journal versions get links to stored preprints that name them."""
    ids = [one.paper.id for one in readings if one.paper.id.startswith(_JOURNAL_PREFIX)]
    preprints = await store.preprints_of(ids) if ids else {}
    return [
        replace(one, paper=replace(one.paper, preprint=preprints.get(one.paper.id, one.paper.preprint)))
        for one in readings
    ]


async def other_versions(
    store: Store, papers: Sequence[Sighting]
) -> tuple[dict[str, Sighting], tuple[Sighting, ...]]:
    """Return the stored preprints and journal versions that papers name, and those that get a link back."""
    ids = {one.paper.id for one in papers}
    pairs = [(key, one.paper) for one in papers for key in (one.paper.preprint, one.paper.published)]
    named = {key: paper for key, paper in pairs if key and key not in ids}
    stored = await store.sightings(list(named)) if named else {}
    linked = [linked_with(one, named[key]) for key, one in stored.items()]
    return stored, tuple(one for one in linked if one != stored[one.paper.id])
