"""Results of the use cases of added sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.language.formats import utc_text
from bot.language.translating import gettext
from bot.service.notices.wording import source_paused
from bot.service.poll.source_health import FAILING_AFTER
from bot.text.safe import safe

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.added_source import AddedSource
    from bot.domain.paper import Sighting

_TITLE_LENGTH: Final = 100
_ERROR_LENGTH: Final = 400


class Candidate(NamedTuple):
    """A source that what a person typed leads to; a page may name several feeds."""

    source: AddedSource


class SourcePreview(NamedTuple):
    """A source's newest papers, and their number a day (None: too few to tell)."""

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
