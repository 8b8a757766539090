"""One reading of a source, in parts that are matched and stored one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PollCommit

_PART_TEXT = 20_000  # characters matched at once: some 30 ms when their words are new, and ten usual papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Papers as they are now and as sources had brought them before; `learned` ones make no alerts.

    `days` are the list days of this poll; `newly_listed` are papers that only streams had before it. The `commit`
    stores what has changed; alerts and baselines are still to be decided.
    """

    current: Sequence[Sighting]
    days: Mapping[str, date]
    stored: Mapping[str, Sighting]
    commit: PollCommit
    learned: bool
    newly_listed: frozenset[str]


def in_parts(sightings: Sequence[Sighting]) -> Iterator[tuple[Sighting, ...]]:
    """The papers in order, in groups of up to 20,000 characters of text; a longer one stands alone."""
    part: list[Sighting] = []
    left = _PART_TEXT
    for sighting in sightings:
        size = len(sighting.paper.title) + len(sighting.paper.abstract)
        if part and size > left:
            yield tuple(part)
            part, left = [], _PART_TEXT
        part.append(sighting)
        left -= size
    if part:
        yield tuple(part)
