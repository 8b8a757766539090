"""What the use cases of added sources return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.added_source import AddedSource
    from bot.domain.paper import Sighting


class Candidate(NamedTuple):
    """A source that what a person typed leads to; a page may name several feeds."""

    source: AddedSource


class SourcePreview(NamedTuple):
    """What a source has now: its newest papers, and how many it has a day (None: too few to tell)."""

    newest: tuple[Sighting, ...]
    a_day: float | None


class AddedSourceState(NamedTuple):
    """A source of a server or person, and its health.

    - `last_read`: its last successful poll; None before the first.
    - `failing_since` and `error` are None unless its last poll failed.
    - `paused`: it failed for a week and is not polled until somebody adds it again.
    """

    source: AddedSource
    last_read: datetime | None = None
    failing_since: datetime | None = None
    error: str | None = None
    paused: bool = False
