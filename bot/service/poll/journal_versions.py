"""Links between a preprint and its journal version, which are two papers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.paper_merging import with_article, with_preprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store

_JOURNAL_PREFIX = "doi:"


async def with_preprint_links(store: Store, readings: Sequence[Sighting]) -> Sequence[Sighting]:
    """Return the readings; journal versions get links to stored preprints that name them."""
    ids = [one.paper.id for one in readings if one.paper.id.startswith(_JOURNAL_PREFIX)]
    preprints = await store.preprints_of(ids) if ids else {}
    if not preprints:
        return readings
    return [
        replace(one, paper=replace(one.paper, preprint=preprints.get(one.paper.id, one.paper.preprint)))
        for one in readings
    ]


async def published_preprints(
    store: Store, articles: Sequence[Sighting]
) -> tuple[dict[str, Sighting], tuple[Sighting, ...]]:
    """Return stored preprints that these journal versions name, and those that change, with links to them."""
    ids = {one.paper.id for one in articles}
    named = {key: one.paper for one in articles if (key := one.paper.preprint) and key not in ids}
    stored = await store.sightings(list(named)) if named else {}
    linked = [with_article(one, named[key]) for key, one in stored.items()]
    return stored, tuple(one for one in linked if one != stored[one.paper.id])


async def linked_journal_versions(store: Store, preprints: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return stored journal versions that these preprints name, with new links to them.

    Unchanged ones are left out.
    """
    ids = {one.paper.id for one in preprints}
    named = {key: one.paper.id for one in preprints if (key := one.paper.published) and key not in ids}
    stored = await store.sightings(list(named)) if named else {}
    linked = [(one, with_preprint(one, named[key])) for key, one in stored.items()]
    return tuple(new for old, new in linked if new != old)
