"""Reading and deleting all data stored about a person.

Nine kinds of documents contain a user's id: subscriptions and tombstones (their creator), notices (their
recipients), reminders, drafts, likes, saved papers, sources that they added for themselves, their feeds, and
e-mail addresses. Add new kinds here: `tests/behaviour` uses every feature, deletes a person's data and fails if
an id is left.
"""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.subscription import from_tombstone
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.service.added_sources.added_sources import AddedSources
    from bot.service.deliver.feeds import Feeds
    from bot.service.notices.notices import Notices
    from bot.service.papers.saved import Saved
    from bot.service.picks.likes import Likes
    from bot.service.preferences.mail_addresses import MailAddresses
    from bot.service.subscriptions.drafts import Drafts
    from bot.service.subscriptions.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """All data stored about one person.

    `made_by_server` counts the subscriptions that they made, by server id. `own` are those in their direct
    messages. `deleted` counts the deleted ones of both kinds that Undo can restore. `has_direct_messages`: their
    direct messages are a stored destination. `notices` were sent to them; `reminders` of trouble are shown at
    their next command; `drafts` wait for *Save* or *Try again*. `likes` counts their likes and dislikes,
    `saved` their saved papers, `sources` those that they added for their direct messages, `feeds` their own feeds,
    `mails` their e-mail addresses.
    """

    made_by_server: Mapping[int, int]
    own: tuple[Subscription, ...] = ()
    deleted: int = 0
    has_direct_messages: bool = False
    notices: int = 0
    reminders: int = 0
    drafts: int = 0
    likes: int = 0
    saved: int = 0
    sources: int = 0
    mails: int = 0
    feeds: int = 0

    @property
    def is_empty(self) -> bool:
        """True if nothing is stored."""
        return self == PersonalData(made_by_server={})


@dataclass(frozen=True, slots=True)
class PersonalRecords:
    """Reads and deletes personal data in the store."""

    store: Store
    subscriptions: Subscriptions
    notices: Notices
    drafts: Drafts
    likes: Likes
    saved: Saved
    added_sources: AddedSources
    mails: MailAddresses
    feeds: Feeds

    async def read(self, person_id: int, dm_channel_id: int | None) -> PersonalData:
        """Read a person's data; `dm_channel_id` is the channel of their DMs with the bot, if known."""
        made = await self._made_by(person_id)
        existing = [one for one in made if one.ended is None]
        direct_channel = None if dm_channel_id is None else await self.store.destination(dm_channel_id)
        return PersonalData(
            made_by_server=Counter(one.guild_id for one in existing if one.guild_id is not None),
            own=tuple(one for one in existing if one.guild_id is None),
            deleted=len({from_tombstone(one).id for one in made} - {one.id for one in existing}),
            has_direct_messages=direct_channel is not None,
            notices=len(await self.notices.records_of(person_id)),
            reminders=len(await self.notices.reminders.of(person_id)),
            drafts=await self.drafts.count_of(person_id),
            likes=await self.likes.count_of(person_id),
            saved=len(await self.saved.newest(person_id)),
            sources=await self.added_sources.count_of(person_id),
            mails=await self.mails.count_of(person_id),
            feeds=len(await self.feeds.those(lambda feed: feed.user_id == person_id)),
        )

    async def forget(self, person_id: int, dm_channel_id: int | None) -> None:
        """Delete a person's data. After a crash, call it again: it finishes the rest.

        Their own subscriptions and tombstones are deleted. Subscriptions of servers stay, without their creator.
        """
        if dm_channel_id is not None:
            await self._forget_destination(dm_channel_id)
        while made := await self._made_by(person_id):  # others may make new tombstones of them meanwhile
            for destination_id in sorted({one.destination_id for one in made if one.guild_id is None}):
                await self._forget_destination(destination_id)
            await self.subscriptions.forget_creator([one for one in made if one.guild_id is not None])
        await self.mails.forget_person(person_id)  # without a destination, no address can be confirmed again
        await self.notices.forget_person(person_id)
        await self.notices.reminders.forget(person_id)
        await self.drafts.forget_person(person_id)
        await self.likes.forget_person(person_id)
        await self.saved.forget_person(person_id)
        await self.added_sources.forget_person(person_id)
        await self.feeds.end(lambda feed: feed.user_id == person_id)

    async def _made_by(self, person_id: int) -> tuple[Subscription, ...]:
        """Return a person's subscriptions and tombstones, the oldest first."""
        cache = await self.store.subscriptions()
        async with aclosing(in_slices(tuple(cache.by_id.values()))) as subscriptions:
            found = [one async for one in subscriptions if one.creator_id == person_id]
        return tuple(sorted(found, key=lambda one: (one.created, one.id)))

    async def _forget_destination(self, destination_id: int) -> None:
        await self.store.forget_destination(destination_id, dropped_at=self.subscriptions.drop_time())
        await self.notices.forget(destination_id)
