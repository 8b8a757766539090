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
from typing import TYPE_CHECKING, Any, Final

from bot.domain.subscription import Mode
from bot.service.preferences.catalogue import exported
from bot.service.subscriptions.rules import own_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.domain.subscription import Destination, Subscription

FORMAT: Final = 1


def document(
    subscriptions: Iterable[Subscription], destinations: Mapping[int, Destination], name: Callable[[int], str]
) -> str:
    """The file's text: the same alerts give the same text, channels in order of the oldest subscription."""
    found: dict[int, list[Subscription]] = {}
    for one in subscriptions:
        found.setdefault(one.destination_id, []).append(one)
    listed = [_channel(destinations[key], name(key), some) for key, some in found.items()]
    return json.dumps({"paperboy": FORMAT, "channels": listed}, ensure_ascii=False, indent=2) + "\n"


def _channel(destination: Destination, name: str, subscriptions: Iterable[Subscription]) -> dict[str, Any]:
    settings = exported(destination.preferences)
    return {
        "channel": name,
        "id": str(destination.id),
        **({"settings": settings} if settings else {}),
        "subscriptions": [_subscription(one) for one in subscriptions],
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
