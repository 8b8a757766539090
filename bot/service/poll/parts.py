"""Splits the papers of one poll into parts that are matched and stored one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.paper import Sighting
    from bot.domain.ports import PollCommit

_PART_TEXT_LENGTH = 20_000  # characters: ten usual papers, some 30 ms of matching if their words are new


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Papers of one part, to be matched and stored.

    - `current`: merged with this poll's reading. `stored`: as stored before this poll, announced ones only.
    - `days`: each paper's list day in this poll, by paper id.
    - `commit`: stores the changes; alerts and baselines are added after matching.
    - `learned`: store without alerts.
    - `newly_listed`: those in `stored` that no list had before this poll.
    """

    current: Sequence[Sighting]
    days: Mapping[str, date]
    stored: Mapping[str, Sighting]
    commit: PollCommit
    learned: bool
    newly_listed: frozenset[str]


def in_parts(sightings: Sequence[Sighting]) -> Iterator[tuple[Sighting, ...]]:
    """Yield the papers in order, in groups of up to 20,000 characters; a longer paper is a group by itself."""
    part: list[Sighting] = []
    room = _PART_TEXT_LENGTH
    for sighting in sightings:
        size = len(sighting.paper.title) + len(sighting.paper.abstract)
        if part and size > room:
            yield tuple(part)
            part, room = [], _PART_TEXT_LENGTH
        part.append(sighting)
        room -= size
    if part:
        yield tuple(part)
