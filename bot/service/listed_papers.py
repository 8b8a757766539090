"""Papers as those see them who think of lists: without what only streams brought, or somebody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.listening import brought_by

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting


def listed(papers: Iterable[Sighting], lists: AbstractSet[str] | None) -> list[Sighting]:
    """Those of the papers that some of the `lists` (by name) brought; None: every source is a list."""
    return [one for one in papers if lists is None or not lists.isdisjoint(brought_by(one))]
