"""What the people of a channel chose about how alerts come there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import time


class Look(StrEnum):
    """How one alert looks: a whole card, or a line or two."""

    CARD = "card"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The settings of one destination. None means what the host set, or that there is no such rule.

    Times of day are local to `zone` (an IANA name). From `quiet_from` until `quiet_until`, over midnight when
    that is the earlier one, nothing is posted. `most_a_day` bounds single alerts in a local day: the rest come
    in the next digest. `role_id` is mentioned with every message. `living` posts are edited as papers rise.
    """

    look: Look = Look.CARD
    digest_time: time | None = None
    digest_weekday: int | None = None  # 0 is Monday
    zone: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    most_a_day: int | None = None
    role_id: int | None = None
    thread_per_alert: bool = False
    living: bool = True


DEFAULTS = Preferences()
