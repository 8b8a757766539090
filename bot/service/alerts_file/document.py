"""A server's or person's alerts as a file that people can read, compare and edit.

```json
{
  "paperboy": 1,
  "channels": [
    {
      "channel": "paper-alerts",
      "id": "1234567890",
      "settings": {"look": "compact", "quiet_hours": "22:00-07:00"},
      "subscriptions": [
        {"id": "k3m9p", "name": "Training", "query": "training upvotes:>=20", "deliver": "daily"},
        {"id": "m7q2r", "name": "Robots", "query": "robot*", "sources": ["lists", "arxiv"]},
        {"id": "p4t8w", "name": "Ants", "query": "ants*", "paused": true,
         "paused_until": "2027-01-05T09:00:00+00:00"}
      ]
    }
  ]
}
```

Only what differs from the defaults is written: without `sources` a subscription listens to the lists, without a
`name` it is called by its query. The `id`s are Discord's and ours: with them an edited file changes what is there
instead of adding to it. A pause without `paused_until` has no end, but one that goes on already keeps its own:
older files do not have the field. Where the end is past, nothing is paused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.subscription import Mode
from bot.service.preferences.catalogue import exported
from bot.service.subscriptions.rules import own_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.subscription import Destination, Subscription

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A destination with its subscriptions; `name` is what people call it."""

    destination: Destination
    name: str
    subscriptions: tuple[Subscription, ...]


def channels(
    subscriptions: Iterable[Subscription], destinations: Iterable[Destination], name: Callable[[int], str]
) -> list[Channel]:
    """The destinations that have subscriptions, in order of the oldest one."""
    by_id = {destination.id: destination for destination in destinations}
    found: dict[int, list[Subscription]] = {}
    for subscription in subscriptions:
        if subscription.destination_id in by_id:
            found.setdefault(subscription.destination_id, []).append(subscription)
    return [Channel(destination=by_id[key], name=name(key), subscriptions=tuple(s)) for key, s in found.items()]


def document(listed: Sequence[Channel]) -> str:
    """The file's text: the same alerts give the same text."""
    content = {"paperboy": FORMAT, "channels": [_channel(channel) for channel in listed]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _channel(channel: Channel) -> dict[str, Any]:
    settings = exported(channel.destination.preferences)
    return {
        "channel": channel.name,
        "id": str(channel.destination.id),
        **({"settings": settings} if settings else {}),
        "subscriptions": [_subscription(subscription) for subscription in channel.subscriptions],
    }


def _subscription(subscription: Subscription) -> dict[str, Any]:
    name = own_name(subscription)
    entry: dict[str, Any] = {
        "id": subscription.id,
        **({"name": name} if name else {}),  # one that was taken from the query goes with it when that is edited
        "query": subscription.query,
    }
    if subscription.mode is not Mode.NOW:
        entry["deliver"] = subscription.mode.value
    if subscription.sources:
        entry["sources"] = list(subscription.sources)
    if subscription.paused:
        entry["paused"] = True
        if subscription.paused_until is not None:
            entry["paused_until"] = subscription.paused_until.isoformat()
    return entry
