"""The alerts file: all alerts of a server or person as JSON that people can read and edit.

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
         "paused_until": "2027-01-05T09:00:00+00:00"},
        {"id": "q2v6z", "picks": 5, "query": "cat:cs.CL", "examples": ["arxiv:2211.17192", "arxiv:2401.10774"]}
      ]
    }
  ]
}
```

Values equal to the default are left out: `sources` is then all lists, `name` is derived from the query. The `id`s
of channels and subscriptions let an import change existing ones instead of adding more. `paused` without
`paused_until` has no end. But if the stored subscription is paused, an import keeps its end, since older files
lack the field. An end in the past means not paused.

`source_titles` tells people the titles of sources that were added in Discord; an import ignores it.

`picks` is the number of papers a day of a subscription with picks. Without `query`, they are of all papers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.subscription import EVERY_PAPER, Mode
from bot.service.preferences.channel_settings import exported
from bot.service.subscriptions.rules import own_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Destination, Subscription

FORMAT = 1


def document(
    subscriptions: Iterable[Subscription],
    destinations: Mapping[int, Destination],
    name_of: Callable[[int], str],
    catalogue: Catalogue = EMPTY_CATALOGUE,
) -> str:
    """Return the text of the file, with channels in order of their oldest subscription."""
    by_channel: dict[int, list[Subscription]] = {}
    titles: dict[str, str] = {}
    for one in subscriptions:
        titles |= {name: catalogue.title(name) for name in one.sources if name in catalogue.added}
        by_channel.setdefault(one.destination_id, []).append(one)
    channels: list[dict[str, Any]] = []
    for key, group in by_channel.items():
        channel: dict[str, Any] = {"channel": name_of(key), "id": str(key)}
        if settings := exported(destinations[key].preferences):
            channel["settings"] = settings
        channels.append({**channel, "subscriptions": [_subscription(one) for one in group]})
    content = {"paperboy": FORMAT, **({"source_titles": titles} if titles else {}), "channels": channels}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _subscription(subscription: Subscription) -> dict[str, Any]:
    name = own_name(subscription)
    entry: dict[str, Any] = {
        "id": subscription.id,
        **({"name": name} if name else {}),  # a name derived from the query changes with it
        **({"query": subscription.query} if subscription.query != EVERY_PAPER else {}),
    }
    if subscription.has_picks:
        entry |= {"picks": subscription.most, "examples": list(subscription.examples)}
    elif subscription.mode is not Mode.NOW:
        entry["deliver"] = subscription.mode.value
    if subscription.sources:
        entry["sources"] = list(subscription.sources)
    if subscription.paused:
        entry["paused"] = True
        if subscription.paused_until is not None:
            entry["paused_until"] = subscription.paused_until.isoformat()
    return entry
