"""When digests are due, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.schedule import WEEKDAYS, DigestTimes

if TYPE_CHECKING:
    from bot.settings import Settings


def digest_times(settings: Settings) -> DigestTimes:
    """The host's times, for channels that chose none."""
    digest = settings.digest
    return DigestTimes(at=digest.time, zone=digest.zone, weekday=WEEKDAYS.index(digest.weekday.title()))
