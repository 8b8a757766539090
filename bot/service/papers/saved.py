"""Saved papers: each person's own list, the same in every server and in direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.service.notes import JsonNote, load_all

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from bot.domain.ports import NoteStore

MOST_SAVED = 5_000  # of a person
_PREFIX = "saved "


class FullError(PaperboyError):
    """A person has saved as many papers as they can."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Stores each person's saved papers as a note `saved PERSON`: times in seconds since 1970, by paper."""

    store: NoteStore
    now: Callable[[], datetime]

    async def newest(self, person_id: int) -> Mapping[str, datetime]:
        """Return the ids of a person's saved papers, newest first, each with the time when it was saved."""
        times = await self._note(person_id).load() or {}
        newest = sorted(times.items(), key=lambda one: -one[1])
        return {paper: datetime.fromtimestamp(time, UTC) for paper, time in newest}

    async def version(self, person_id: int) -> str | None:
        """Return a text that changes with a person's list, None for an empty one.

        It is not parsed: 5,000 papers would take 20 ms.
        """
        return await self.store.note(f"{_PREFIX}{person_id}")

    async def add(self, person_id: int, *paper_ids: str, when: datetime | None = None) -> int:
        """Save papers, as of `when` if given, and return how many were not saved yet.

        Raises FullError and StoreError.
        """
        time, added = int((when or self.now()).timestamp()), 0

        def changed(times: dict[str, int] | None) -> dict[str, int]:
            nonlocal added
            known = times or {}
            new = dict.fromkeys(paper_ids, time) | known
            added = len(new) - len(known)
            if len(new) > MOST_SAVED:
                text = gettext("You can save {most} papers. Remove some in `/papers saved`.", most=MOST_SAVED)
                raise FullError(text)
            return new

        await self._note(person_id).change(changed)
        return added

    async def toggle(self, person_id: int, paper_id: str) -> None:
        """Save a paper or, if it is saved, remove it. Raises FullError."""
        if paper_id in await self.newest(person_id):
            await self.remove(person_id, paper_id)
        else:
            await self.add(person_id, paper_id)

    async def remove(self, person_id: int, paper_id: str) -> None:
        """Remove a saved paper, if it is one."""
        await self._note(person_id).change(
            lambda times: {key: time for key, time in (times or {}).items() if key != paper_id} or None
        )

    async def papers(self) -> Collection[str]:
        """Return the ids of all papers that anybody has saved."""
        lists = await load_all(self.store, _PREFIX, _decode)
        return {paper for times in lists.values() for paper in times}

    async def forget_person(self, person_id: int) -> None:
        """Delete a person's list."""
        await self._note(person_id).forget()

    def _note(self, person_id: int) -> JsonNote[dict[str, int]]:
        return JsonNote(self.store, f"{_PREFIX}{person_id}", _decode)


def _decode(value: dict[str, Any]) -> dict[str, int]:
    return {paper: int(time) for paper, time in value.items()}
