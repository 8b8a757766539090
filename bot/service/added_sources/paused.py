"""The notice to the owners of an added source that failed for a week and is no longer polled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.domain.subscription import Owner
from bot.service.notices import wording
from bot.service.notices.notice_kinds import Notice
from bot.service.notices.notices import Audience, Notices
from bot.service.notices.records import RECORD_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.service.added_sources.registry import OwnerKey, StoredSource

_TOPIC = "paused source"
_PREFIX = f"{RECORD_PREFIX}{_TOPIC} "


async def tell_paused(notices: Notices, sources: Iterable[StoredSource]) -> None:
    """Send each owner in this shard a notice of each paused source; forget it once that is resumed or removed."""
    paused = {
        f"{_PREFIX}{one.source.name} {key[0] or 0} {key[1] or 0}": (one, key)
        for one in sources
        if one.paused
        for key in one.owners
    }
    recorded = await notices.store.notes(_PREFIX)
    for name in recorded.keys() - paused.keys():
        if notices.shard.holds(int(name.split()[-2])):
            await notices.close_record(name)
    for name, (one, key) in paused.items():
        if name not in recorded and notices.shard.holds(key[0]):
            audience = await _audience(notices, one, key)
            if audience is not None:
                words = partial(wording.source_paused, one.source.title, one.failing_since or one.due)
                await notices.send([name], audience, Notice(topic=_TOPIC, words=words))


async def _audience(notices: Notices, one: StoredSource, key: OwnerKey) -> Audience | None:
    """Return the channels of a server, first those that get its papers; or the person. None if there is none."""
    guild_id, person_id = key
    owner = Owner(guild_id=guild_id, user_id=person_id or 0)
    owned = sorted(
        (await notices.store.subscriptions()).of(owner), key=lambda held: one.source.name not in held.sources
    )
    nearest = dict.fromkeys(held.destination_id for held in owned)
    if guild_id is not None:
        channels = notices.sender.open_channels(guild_id, [*nearest])
        return Audience(channels=channels) if channels else None
    found = await notices.store.destinations_by_id(nearest)
    return Audience(people=(owner.user_id,), language_of=next(iter(found.values()), None))
