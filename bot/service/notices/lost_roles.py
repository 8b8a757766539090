"""What a channel is told when the role that its posts mention was deleted, or nobody is notified of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from bot.service.notices import wording as words
from bot.service.notices.record import told_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.ports import NoticeSender, Store
    from bot.domain.subscription import Destination
    from bot.service.notices.notices import Notices


class RoleNews:
    """Tells once, and once when somebody is notified again; posts go on meanwhile, without a deleted role.

    Where there is such a trouble is kept in one note for each `scope`: what one process serves, which are those
    servers that are `ours`.
    """

    def __init__(
        self,
        store: Store,
        notifier: NoticeSender,
        notices: Notices,
        *,
        ours: Callable[[int | None], bool] = lambda _: True,
        scope: int = 0,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._notices = notices
        self._ours = ours
        self._note = f"unheard roles {scope}"

    async def step(self) -> None:
        """See where posts mention a role that nobody hears, and where they do no longer."""
        places = {place.id: place for place in await self._store.destinations() if self._ours(place.guild_id)}
        before = await self._known()
        found = {place.id: self._trouble(place, before.get(place.id, "")) for place in places.values()}
        troubles = {place: text for place, text in found.items() if text}
        if troubles != before:
            doc = {str(place): text for place, text in troubles.items()}
            await self._store.set_note(self._note, json.dumps(doc) if doc else None)
        for place, text in troubles.items():
            if places[place].block is None:
                await self._tell(places[place], text)
        for place in before.keys() - troubles.keys():
            await self._settle(place, places.get(place))

    def _trouble(self, place: Destination, before: str) -> str:
        """What is not known at the moment is taken to be as it was."""
        trouble = self._notifier.role_trouble(place)
        return before if trouble is None else trouble

    async def _tell(self, place: Destination, text: str) -> None:
        if not await self._notices.is_due(_name(place.id)):
            return
        audience = await self._notices.audiences.around(place, own=True)
        if audience is not None:
            await self._notices.tell([_name(place.id)], audience, words.unheard(text))

    async def _settle(self, place_id: int, place: Destination | None) -> None:
        """Where a role is mentioned again those hear it who heard of the trouble."""
        told = await self._notices.settle(_name(place_id))
        role_id = place.preferences.role_id if place else None
        if told is None or role_id is None:
            return
        for channel in told.channels:
            await self._notifier.post_text(channel, words.heard(place_id, role_id))
        for person in told.people:
            await self._notifier.direct_message(person, words.heard(place_id, role_id))

    async def _known(self) -> Mapping[int, str]:
        try:
            doc = cast("dict[str, str]", json.loads(await self._store.note(self._note) or "{}"))
            return {int(place): str(text) for place, text in doc.items()}
        except (ValueError, AttributeError):  # not ours: begin anew
            return {}


def _name(destination_id: int) -> str:
    return told_name("role", destination_id)
