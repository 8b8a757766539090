"""What is written down of a subscription so that its end, or a change of it, can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.subscription import Mode, Subscription
from bot.service.notes import moment

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A subscription that was ended `at` that moment, its baseline, and the papers that waited for it.

    Those of the baseline that no list had picked which it hears are `unpicked`: picked, they are news to it. What
    it had wanted and was `let_go` before, by an admin or as nobody wanted it, stays so.
    """

    subscription: Subscription
    at: datetime
    baseline: tuple[str, ...] = ()
    unpicked: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()


def ended_of(doc: dict[str, Any]) -> Ended:
    """As it stands in a note."""
    return Ended(
        subscription=subscription_of(doc["subscription"]),
        at=moment(doc["at"]),
        baseline=tuple(map(str, doc["baseline"])),
        unpicked=tuple(map(str, doc.get("unpicked", ()))),
        waiting=tuple(map(str, doc["waiting"])),
        let_go=tuple(map(str, doc.get("let_go", ()))),
    )


def subscription_of(doc: dict[str, Any]) -> Subscription:
    """A subscription as it stands in a note."""
    until = doc["paused_until"]
    return Subscription(
        id=str(doc["id"]),
        destination_id=int(doc["destination_id"]),
        guild_id=None if doc["guild_id"] is None else int(doc["guild_id"]),
        query=str(doc["query"]),
        name=str(doc["name"]),
        creator_id=int(doc["creator_id"]),
        created=moment(doc["created"]),
        mode=Mode(doc["mode"]),
        paused=bool(doc["paused"]),
        paused_until=None if until is None else moment(until),
        sources=tuple(map(str, doc.get("sources", ()))),
    )
