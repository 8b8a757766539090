"""What a channel is told when all of its alerts have been paused for long, without a day on which they go on."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from bot.domain.subscription import Kind
from bot.service.notices import wording as words
from bot.service.notices.record import told_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.ports import NoticeSender, Store
    from bot.domain.subscription import Destination
    from bot.service.notices.notices import Notices

LONG = timedelta(days=7)


class PauseNews:
    """Tells once, and once when they come again. `now` gives aware UTC time.

    Since when a channel has been silent is kept in one note for each `scope`: what one process serves, which are
    those servers that are `ours`.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands everything down, mostly by name
        self,
        store: Store,
        notifier: NoticeSender,
        notices: Notices,
        now: Callable[[], datetime],
        *,
        ours: Callable[[int | None], bool] = lambda _: True,
        scope: int = 0,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._notices = notices
        self._now = now
        self._ours = ours
        self._note = f"silent channels {scope}"

    async def step(self) -> None:
        """See which channels have become silent, have been for long, or are no more."""
        before = await self._known()
        silent = await self._silent()
        since = {place: before.get(place, self._now()) for place in silent}
        if since != before:
            doc = {str(place): at.isoformat() for place, at in since.items()}
            await self._store.set_note(self._note, json.dumps(doc) if doc else None)
        for place, at in since.items():
            if self._now() - at >= LONG:
                await self._tell(place, at)
        for place in before.keys() - since.keys():
            await self._settle(place)

    async def _silent(self) -> set[int]:
        """The channels where everything is paused, with no end."""
        awake: set[int] = set()
        asleep: set[int] = set()
        for one in (await self._store.subscriptions()).subscriptions:
            if self._ours(one.guild_id):
                (asleep if one.paused and one.paused_until is None else awake).add(one.destination_id)
        return asleep - awake

    async def _tell(self, destination_id: int, since: datetime) -> None:
        destination = await self._store.destination(destination_id)
        if destination is None or destination.block is not None:
            return
        if not await self._notices.is_due(_name(destination_id)):
            return
        audience = await self._notices.audiences.around(destination, own=True)
        if audience is not None:
            text = words.silent(_shown(destination), since)
            await self._notices.tell([_name(destination_id)], audience, text)

    async def _settle(self, destination_id: int) -> None:
        told = await self._notices.settle(_name(destination_id))
        subscribed = await self._notices.audiences.subscribers(destination_id)
        destination = await self._store.destination(destination_id)
        if told is None or destination is None or not subscribed:
            return
        text = words.awake(_shown(destination))
        for channel in told.channels:
            await self._notifier.post_text(channel, text)
        for person in told.people:
            await self._notifier.direct_message(person, text)

    async def _known(self) -> Mapping[int, datetime]:
        try:
            doc = cast("dict[str, str]", json.loads(await self._store.note(self._note) or "{}"))
            return {int(place): datetime.fromisoformat(at) for place, at in doc.items()}
        except (ValueError, AttributeError, TypeError):  # not ours: begin anew
            return {}


def _shown(destination: Destination) -> int | None:
    return None if destination.kind is Kind.DM else destination.id


def _name(destination_id: int) -> str:
    return told_name("pause", destination_id)
