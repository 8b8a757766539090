"""The note of papers that were lately published, revised or retracted, so that their cards are edited.

`late_changes` writes it; `deliver.posted_cards` reads it, and edits the cards.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.service.notes import JsonNote, parse_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import NoteStore

_KEPT_FOR = timedelta(days=2)  # so that every replica edits the cards of its own servers
_MAX_PAPERS = 1_000


def changed_papers_note(store: NoteStore) -> JsonNote[dict[str, datetime]]:
    """Return the note: the time of the change by paper id."""
    return JsonNote(
        store, "changed papers", lambda value: {str(key): parse_moment(at) for key, at in value.items()}
    )


async def note_changes(store: NoteStore, paper_ids: Sequence[str], at: datetime) -> None:
    """Note such papers.

    Call it before the change is stored: a crash then leaves a needless note, and no card is forgotten.
    """

    def with_new(noted: dict[str, datetime] | None) -> dict[str, datetime]:
        recent = {key: when for key, when in (noted or {}).items() if when > at - _KEPT_FOR}
        return dict([*(recent | dict.fromkeys(paper_ids, at)).items()][-_MAX_PAPERS:])

    await changed_papers_note(store).change(with_new)
