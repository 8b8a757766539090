"""Port for summaries of papers by a language model, which a host can enable."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from asyncio import Event
    from collections.abc import Sequence
    from datetime import datetime
    from weakref import WeakSet

    from bot.domain.paper import Paper


class SummaryOutcome(Enum):
    """Results of a request to a model: a usable text, an unusable one, or no answer."""

    WRITTEN = "written"
    REFUSED = "refused"
    FAILED = "failed"


class Fallback(Enum):
    """Reasons why a paper is posted without the requested summary.

    `LATE`: the model has not answered yet. `BUDGET`: the host's daily limit is reached. `RESTING`: requests are
    paused after repeated failures of the model's server. The others are as in `SummaryOutcome`.
    """

    LATE = "late"
    REFUSED = "refused"
    FAILED = "failed"
    BUDGET = "budget"
    RESTING = "resting"


class Summaries(Protocol):
    """Requests summaries of papers that are about to be posted.

    A post waits for its summary for a limited time, then it is sent without one. The events in `wakes` are set
    whenever a wait may be over; they are weak references.
    """

    wakes: WeakSet[Event]

    def ask(self, destination_id: int, papers: Sequence[Paper], language: str, now: datetime) -> bool:
        """Request missing summaries of these papers in a language; True if the post should wait for them."""
        ...

    def is_waiting(self, destination_id: int, now: datetime) -> bool:
        """True if posts in a destination should still wait for its last request."""
        ...
