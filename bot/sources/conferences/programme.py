"""The programme of a conference, as all parsers return it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.paper import Paper

MOST_ENTRIES = 50_000  # that are read of a programme; the largest has 7,000


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The papers of a conference, by a key of the site's own that never changes.

    - `skipped`: the number of broken items.
    - `shortfall`: how much of the programme the site listed, such as "200 of 2,891", if that was not all.
    - `events`: the keys of papers without abstract, by the numbers of their talks and posters, by which a virtual
      site lists abstracts.
    """

    papers: Mapping[str, Paper]
    skipped: int = 0
    shortfall: str = ""
    events: Mapping[str, str] = field(default_factory=dict[str, str])
