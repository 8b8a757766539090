"""The stored sources that people added, each with its owners and health."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field's type
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.added_source import AddedSource
from bot.language.formats import utc_text
from bot.language.translating import gettext
from bot.service.notes import JsonNote, load_all, parse_moment
from bot.service.notices.wording import source_paused
from bot.service.poll.source_health import FAILING_AFTER
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.domain.ports import NoteStore

OwnerKey: TypeAlias = "tuple[int | None, int | None]"  # as `Owner.key`
_PREFIX = "added source "
ADDED_STATES = ("good", "failing", "paused")
_TITLE_LENGTH, _ERROR_LENGTH = 100, 400  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """An added source, the keys of its owners, when it is polled next, and its health.

    - `last_read`: its last successful poll; None before the first.
    - `failing_since` and `error` are None unless its last poll failed.
    - `paused`: it failed for a week and is not polled until somebody adds it again.
    - `new_papers` counts those polled on `day` (UTC, ISO 8601; "" before the first poll).

    Without an owner it is deleted at `due`, with its cursor, by the process that polls. Until then, adding it
    again continues.
    """

    source: AddedSource
    owners: tuple[OwnerKey, ...]
    due: datetime
    last_read: datetime | None = None
    failing_since: datetime | None = None
    error: str | None = None
    paused: bool = False
    day: str = ""
    new_papers: int = 0

    def trouble(self, now: datetime) -> str | None:
        """Return a sentence if it is paused or has failed for an hour, else None."""
        if self.failing_since is None or (now - self.failing_since < FAILING_AFTER and not self.paused):
            return None
        if self.paused:
            return source_paused(self.source.title, self.failing_since)
        # NOTE: {error} is in English
        return gettext(
            "{source} has been failing since {moment}: {error}",
            source=safe(self.source.title, _TITLE_LENGTH),
            moment=utc_text(self.failing_since),
            error=safe(self.error or "", _ERROR_LENGTH),
        )


async def load_sources(store: NoteStore) -> dict[str, StoredSource]:
    """Return all added sources by name, also those without owners; each is a note `added source NAME`."""
    stored = await load_all(store, _PREFIX, _decode)
    return {name.removeprefix(_PREFIX): one for name, one in stored.items()}


async def change_source(
    store: NoteStore, name: str, change: Callable[[StoredSource | None], StoredSource | None]
) -> None:
    """Replace a source by what `change` makes of it, while nobody else does; see `JsonNote.change`."""
    await JsonNote(store, f"{_PREFIX}{name}", _decode).change(change)


def _decode(doc: dict[str, Any]) -> StoredSource:
    for name in ("due", "last_read", "failing_since"):
        doc[name] = doc[name] and parse_moment(doc[name])
    owners = tuple((guild_id, user_id) for guild_id, user_id in doc.pop("owners"))
    return StoredSource(source=AddedSource(**doc.pop("source")), owners=owners, **doc)


def summary_of(sources: Iterable[StoredSource]) -> dict[str, dict[str, int]]:
    """Count sources with owners by kind and state: `{"feed": {"good": 12, "failing": 1, "paused": 0}}`."""
    counts = Counter(
        (one.source.kind, "paused" if one.paused else "failing" if one.failing_since else "good")
        for one in sources
        if one.owners
    )
    return {kind: {state: counts[kind, state] for state in ADDED_STATES} for kind, _ in counts}
