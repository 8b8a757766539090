"""What people are told once, until it is well again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.service.notices.audience import Audience, Audiences
from bot.service.notices.record import NoticeRecord, decode_told, encode_told, told_name
from bot.service.notices.reminders import Reminders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from bot.domain.ports import NoticeSender, Store


_TOPICS = ("block", "pause", "role", "threads", MessageState.DEAD, MessageState.UNCERTAIN)  # told of destinations


class Notices:
    """Tells of a trouble once, and remembers that in the store's note `name` until it is settled.

    At most once: the note is written before anything is said, so that a crash in between leaves a trouble untold
    (`/alerts list` and `/paperboy status` show it all the same) rather than tells it at every start. A server is
    served by one replica; should two overlap for a moment, Discord drops the second's words (see
    `NoticeSender.post_text`). Only when nobody could be reached at all is it tried again, an hour later, then
    after twice as long.
    """

    def __init__(
        self, store: Store, notifier: NoticeSender, now: Callable[[], datetime], reminders: Reminders | None = None
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._now = now
        self._reminders = reminders or Reminders(store, now)
        self.audiences = Audiences(store, notifier)

    async def told(self, name: str) -> NoticeRecord | None:
        """What is remembered of a trouble; None when it was not told."""
        text = await self._store.note(name)
        return None if text is None else decode_told(text)

    async def is_due(self, name: str, *, again_after: timedelta | None = None) -> bool:
        """Whether to tell it now: for the first time, again as nobody was reached, or after so long."""
        told = await self.told(name)
        if told is None or told.is_due(self._now()):
            return True
        return again_after is not None and self._now() - told.at >= again_after

    async def tell(
        self,
        names: Sequence[str],
        audience: Audience,
        text: str,
        *,
        elsewhere: str | None = None,
        sure: bool = False,
    ) -> bool:
        """Tell of these troubles, in one message; False when nobody could be reached.

        `elsewhere` is said in other channels than the one concerned, where `text` is not for everybody's eyes.
        """
        before = [found.tries for name in names if (found := await self.told(name)) is not None]
        claim = NoticeRecord(at=self._now(), sure=sure)
        await self._remember(names, claim)
        told = await self._say(claim, audience, text, elsewhere or text)
        people = () if told.channels else await self._people(audience)
        told = replace(
            told, people=tuple([one for one in people if await self._notifier.direct_message(one, text)])
        )
        reached = bool(told.channels or told.people)
        if not reached:
            missed = (*people, *audience.absent)
            told = replace(told, reminded=missed, tries=max(before, default=0) + 1 if audience.people else 0)
        await self._remember(names, told)
        for person in {*audience.people, *people, *audience.absent}:
            if person in told.reminded:
                await self._reminders.leave(person, names[0], text)
            else:
                await self._reminders.drop(person, names[0])
        return reached

    async def settle(self, name: str) -> NoticeRecord | None:
        """The trouble is over, the next of its kind is told again; where it had been told.

        `reminded` are then those who were told of it at a command.
        """
        told = await self.told(name)
        if told is None:
            return None
        await self._store.set_note(name, None)
        shown = [person for person in told.reminded if await self._reminders.drop(person, name)]
        return replace(told, reminded=tuple(shown))

    async def forget(self, destination_id: int) -> None:
        """A destination is no more: nothing that was told of it matters."""
        for topic in _TOPICS:
            await self.settle(told_name(topic, destination_id))

    async def tell_once(self, destination_id: int, topic: str, text: str) -> None:
        """Tell of a trouble that does not stop the alerts of a destination, where they come."""
        name = told_name(topic, destination_id)
        destination = await self._store.destination(destination_id)
        if destination is None or not await self.is_due(name):
            return
        audience = await self.audiences.around(destination, own=True)
        if audience is not None:
            await self.tell([name], audience, text)

    async def settled(self, destination_id: int, topic: str) -> None:
        """What `tell_once` told is over."""
        await self.settle(told_name(topic, destination_id))

    async def _say(self, claim: NoticeRecord, audience: Audience, text: str, elsewhere: str) -> NoticeRecord:
        for channel_id in audience.channels:
            here = audience.about is None or channel_id == audience.about.id
            if await self._notifier.post_text(channel_id, text if here else elsewhere):
                return replace(claim, channels=(channel_id,))
        return claim

    async def _people(self, audience: Audience) -> Sequence[int]:
        if audience.about is None or not audience.people:
            return audience.people
        return await self._notifier.people_who_see(audience.about, audience.people)

    async def _remember(self, names: Sequence[str], told: NoticeRecord) -> None:
        for name in names:
            await self._store.set_note(name, encode_told(told))
