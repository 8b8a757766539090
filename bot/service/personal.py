"""Reading and deleting all that is stored of a person.

A user's id is in four kinds of documents: subscriptions with their tombstones (who made them), notices (whom
they reached), reminders, and drafts. New kinds of documents with ids must be added here: `tests/behaviour` uses
every feature and then looks for ids that are left.
"""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.subscription import restored
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.notices.notices import Notices
    from bot.service.subscriptions.drafts import Drafts
    from bot.service.subscriptions.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """All that is stored of one person.

    `servers` counts the subscriptions that they made, by server, `own` are those for themselves, `ended` those of
    either kind that Undo can put back. `has_place`: their direct messages are stored as a destination. `notices`
    reached them; `reminders` wait for their next command; `drafts` wait for Save or Try again.
    """

    servers: Mapping[int, int]
    own: tuple[Subscription, ...] = ()
    ended: int = 0
    has_place: bool = False
    notices: int = 0
    reminders: int = 0
    drafts: int = 0

    @property
    def is_empty(self) -> bool:
        """True if nothing is stored."""
        return self == PersonalData(servers=self.servers) and not self.servers


@dataclass(frozen=True, slots=True)
class PersonalRecords:
    """Finds and forgets people in the store."""

    store: Store
    subscriptions: Subscriptions
    notices: Notices
    drafts: Drafts

    async def read(self, person_id: int, direct_messages: int | None) -> PersonalData:
        """Read it; `direct_messages` is the channel of their DMs with the bot, if known."""
        every = await self._made_by(person_id)
        made = [one for one in every if one.ended is None]
        place = None if direct_messages is None else await self.store.destination(direct_messages)
        return PersonalData(
            servers=Counter(one.guild_id for one in made if one.guild_id is not None),
            own=tuple(one for one in made if one.guild_id is None),
            ended=len({restored(one).id for one in every} - {one.id for one in made}),
            has_place=place is not None,
            notices=len(await self.notices.records_of(person_id)),
            reminders=len(await self.notices.reminders.of(person_id)),
            drafts=await self.drafts.count_of(person_id),
        )

    async def forget(self, person_id: int, direct_messages: int | None) -> None:
        """Forget them. Again, or after a crash in between, it does what is left to do.

        Their own alerts end, with their tombstones; subscriptions of servers go on without saying who made them.
        """
        made = await self._made_by(person_id)
        for place in sorted({one.destination_id for one in made if one.guild_id is None}):
            await self._forget_place(place)
        if direct_messages is not None:
            await self._forget_place(direct_messages)
        await self.subscriptions.forget_maker([one for one in made if one.guild_id is not None])
        await self.notices.forget_person(person_id)
        await self.notices.reminders.forget(person_id)
        await self.drafts.forget_person(person_id)

    async def _made_by(self, person_id: int) -> tuple[Subscription, ...]:
        """Their subscriptions and tombstones, the oldest first."""
        cache = await self.store.subscriptions()
        async with aclosing(in_slices(tuple(cache.by_id.values()))) as every:
            found = [one async for one in every if one.creator_id == person_id]
        return tuple(sorted(found, key=lambda one: (one.created, one.id)))

    async def _forget_place(self, destination_id: int) -> None:
        await self.store.forget_destination(destination_id, ended=self.subscriptions.present())
        await self.notices.forget(destination_id)
