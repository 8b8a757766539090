"""The last picks of a subscription, and why they were picked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.alert import PickReason
from bot.domain.subscription import PICKS_SOURCE, Subscription
from bot.service.notes import JsonNote, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The time of a subscription's last picks, also if they were none, and the reasons of its last 50 papers.

    `empty_days` counts the last days in a row that had candidates, but none similar enough.
    """

    at: datetime
    reasons: Mapping[str, PickReason]
    empty_days: int = 0


async def last_picks(store: Store, subscription: Subscription) -> Picked:
    """Return the last picks of a subscription; before the first, the time since when papers are candidates."""
    text = await store.cursor(PICKS_SOURCE + subscription.id)
    found = None if text is None else JsonNote(store, "", _decode).read(text)
    return found or Picked(at=subscription.created - timedelta(days=1), reasons={})


async def pick_reasons(store: Store, subscriptions: Iterable[Subscription]) -> dict[str, Mapping[str, PickReason]]:
    """Return the reasons of the last picks by subscription and paper; queries have none."""
    return {one.id: (await last_picks(store, one)).reasons for one in subscriptions if one.has_picks}


def _decode(value: Any) -> Picked:  # noqa: ANN401 - any JSON
    reasons = {
        key: PickReason(like=tuple(one["like"]), words=tuple(one["words"]), rank=one["rank"])
        for key, one in value["reasons"].items()
    }
    return Picked(at=parse_moment(value["at"]), reasons=reasons, empty_days=value["empty_days"])
