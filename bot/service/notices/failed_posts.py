"""What a channel is told of alerts that Discord does not take, or of which nobody knows whether it took them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Kind
from bot.service.notices import wording as words
from bot.service.notices.record import told_name

if TYPE_CHECKING:
    from bot.domain.alert import Message
    from bot.domain.ports import Store
    from bot.service.notices.notices import Notices

_AGAIN_AFTER = timedelta(days=7)


class StuckPosts:
    """Tells of the first such message in each destination and of no further one within a week."""

    def __init__(self, store: Store, notices: Notices) -> None:
        self._store = store
        self._notices = notices

    async def tell(self, message: Message) -> None:
        """`message` is dead or uncertain since a moment ago."""
        destination = await self._store.destination(message.destination_id)
        owed = await self._store.find_alert(message.destination_id, message.paper_ids[0])
        if destination is None or owed is None or owed[1] is None:
            return
        stuck = owed[1]
        name = told_name(stuck.state, destination.id)
        if not await self._notices.is_due(name, again_after=_AGAIN_AFTER):
            return
        audience = await self._notices.audiences.around(destination, own=True)
        if audience is None:
            return
        text = words.stuck(stuck, personal=destination.kind is Kind.DM)
        await self._notices.tell([name], audience, text, elsewhere=words.stuck(stuck, named=False))
