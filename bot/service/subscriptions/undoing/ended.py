"""What is written down of a subscription so that its end, or a change of it, can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.service.notes import moment
from bot.service.subscriptions.undoing.undoable import subscription_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A subscription that was ended `at` that moment, its baseline, and the papers that waited for it.

    Those of the baseline that no list had picked which it hears are `unpicked`: picked, they are news to it. What
    it had wanted and was `let_go` before, by an admin or as nobody wanted it, stays so. What was begun where
    it was before, and is not out yet, is `left` there, as (destination, paper), and is finished there.
    """

    subscription: Subscription
    at: datetime
    baseline: tuple[str, ...] = ()
    unpicked: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()
    left: tuple[tuple[int, str], ...] = ()

    @property
    def key(self) -> str:
        """The subscription's id: of one that ended again, only the last end can be taken back."""
        return self.subscription.id

    @property
    def about(self) -> str:
        """The same."""
        return self.subscription.id


def ended_of(doc: dict[str, Any]) -> Ended:
    """As it stands in a note."""
    return Ended(
        subscription=subscription_of(doc["subscription"]),
        at=moment(doc["at"]),
        baseline=tuple(map(str, doc["baseline"])),
        unpicked=tuple(map(str, doc.get("unpicked", ()))),
        waiting=tuple(map(str, doc["waiting"])),
        let_go=tuple(map(str, doc.get("let_go", ()))),
        left=tuple((int(place), str(paper)) for place, paper in doc.get("left", ())),
    )
