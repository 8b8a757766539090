"""Summaries that a language model writes of papers, where the host wants that."""

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
    """The result of asking a model: a text that is kept, one that may not be shown, or no answer."""

    WRITTEN = "written"
    REFUSED = "refused"
    FAILED = "failed"


class Fallback(Enum):
    """Why a paper goes out without the summary that was wanted.

    `LATE`: it may come yet. `BUDGET`: as many as the host allows in a day were asked for. `RESTING`: its server
    failed so often that it is left alone for a while. The others are as in `SummaryOutcome`.
    """

    LATE = "late"
    REFUSED = "refused"
    FAILED = "failed"
    BUDGET = "budget"
    RESTING = "resting"


class Summaries(Protocol):
    """Asks for summaries of what is about to be posted, and says what is worth waiting for, for a while.

    Nothing is lost or held up for it: whoever waited for long enough goes on without. `wakes` are set when a wait
    may be over, for as long as somebody else holds them.
    """

    wakes: WeakSet[Event]

    def ask(self, destination_id: int, papers: Sequence[Paper], language: str, now: datetime) -> bool:
        """Ask for the summaries that these papers lack for who reads that language; whether to wait for them."""
        ...

    def is_waiting(self, destination_id: int, now: datetime) -> bool:
        """True if the last request for that destination is still worth waiting for."""
        ...
