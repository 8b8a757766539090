"""The note of papers that changed long after they were posted, whose cards still have to show it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.paper import late_milestones
from bot.service.notes import JsonNote, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import NoteStore

_KEPT_FOR = timedelta(days=2)  # so that every replica edits the cards of its own servers
_MAX_PAPERS = 1_000


def changed_papers(store: NoteStore) -> JsonNote[dict[str, datetime]]:
    """Return the note: the time of the change by paper id."""
    return JsonNote(
        store, "changed papers", lambda value: {str(key): parse_moment(at) for key, at in value.items()}
    )


async def note_changes(
    store: NoteStore, stored: Mapping[str, Sighting], current: Iterable[Sighting], at: datetime
) -> None:
    """Note the papers whose new reading has a late milestone that the stored one lacks.

    Call it before the reading is stored: a crash then leaves a needless note, and no card is forgotten.
    """
    pairs = ((stored[one.paper.id], one) for one in current if one.paper.id in stored)
    new = {
        one.paper.id: at
        for old, one in pairs
        if not {*late_milestones(one.paper)}.issubset(late_milestones(old.paper))
    }
    if not new:
        return

    def with_new(noted: dict[str, datetime] | None) -> dict[str, datetime]:
        recent = {key: when for key, when in (noted or {}).items() if when > at - _KEPT_FOR}
        return dict([*(recent | new).items()][-_MAX_PAPERS:])

    await changed_papers(store).change(with_new)
