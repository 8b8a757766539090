"""Sending of notices: check that one is due, store its record, reach the audience, and later report the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.ports import ResumeButton
from bot.domain.subscription import NOBODY, Destination, Owner
from bot.language.current import using_language
from bot.language.languages import ENGLISH
from bot.language.translating import pgettext
from bot.service.notices.notice_kinds import TOPICS, failed_post_notice, record_name
from bot.service.notices.records import NoticeRecord, Reminders, all_records, record_note
from bot.service.preferences.language import language_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alert import Message
    from bot.domain.ports import NoticeSender, Store, SubscriptionStore
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.notices.notice_kinds import Notice, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The recipients of a notice: the first of `channels` that takes it, else each of `people` by direct message.

    If no direct message arrives, all get a reminder at their next command; `unreachable` are known to take none.
    `about` is the destination concerned: people who can no longer see it get no message. Direct messages are in
    the language of `language_of`, since a person's own language is known only during a command.
    """

    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    unreachable: tuple[int, ...] = ()
    about: Destination | None = None
    language_of: Destination | None = None


class Notices:
    """Sends a notice of each trouble; a record with the trouble's `name` is stored until the trouble is over.

    Once, unless its kind repeats it (`again_after`), and at most once: the record is written first. After a crash
    in between, the notice is lost rather than repeated at every start; `/alerts list` and `/paperboy status` show
    the trouble too. If two replicas serve a server for a moment, Discord drops the second message (see
    `NoticeSender.post_text`). If none of its people could be reached, it is tried again an hour later, then after
    twice as long, up to a day. `now` returns aware UTC time; only servers of `shard` are told.
    """

    def __init__(
        self, store: Store, sender: NoticeSender, now: Callable[[], datetime], shard: Shard = EVERYTHING
    ) -> None:
        self.store = store
        self.sender = sender
        self.now = now
        self.shard = shard
        self.reminders = Reminders(store, now)

    async def mark_greeted(self, guild_id: int) -> bool:
        """Store that a server has been greeted, before it is; return False if it was stored already.

        So a server that adds the bot again gets no second greeting, and none if sending fails. Raises StoreError.
        """
        note_name = f"greeted {guild_id}"
        if await self.store.note(note_name) is not None:
            return False
        await self.store.set_note(note_name, self.now().isoformat())
        return True

    async def begin(self, destination: Destination, notice: Notice) -> None:
        """Send the notice of a destination's trouble, if it is due: there, else nearby."""
        name = record_name(notice.topic, destination.id)
        if await self.is_due(name, again_after=notice.again_after):
            audience = await nearby_audience(self.store, self.sender, destination, include_own=True)
            if audience is not None:
                await self.send([name], audience, notice)

    async def end(self, name: str, words: Words | None, destination: Destination | None = None) -> None:
        """Close the record of a trouble that is over, and send `words`, if any, to those who got the notice."""
        record = await self.close_record(name)
        if record is None or words is None:
            return
        for channel_id in record.channels:
            await self.post(channel_id, words)
        for person_id in record.people:
            await self.send_direct(person_id, destination, words)

    async def post_failed(self, message: Message) -> None:
        """Send the notice of a message that is now dead or uncertain, with the reason that is stored for it."""
        destination = await self.store.destination(message.destination_id)
        found = await self.store.find_alert(message.destination_id, message.paper_ids[0])
        if destination is not None and found is not None and found[1] is not None:
            await self.begin(destination, failed_post_notice(destination, found[1]))

    async def forget(self, destination_id: int) -> None:
        """Delete all records of a deleted destination."""
        for topic in TOPICS:
            await self.close_record(record_name(topic, destination_id))

    async def records_of(self, person_id: int) -> dict[str, NoticeRecord]:
        """Return the records of the notices that a person got, or will get as a reminder, by name."""
        records = await all_records(self.store)
        return {name: one for name, one in records.items() if person_id in (*one.people, *one.reminded)}

    async def forget_person(self, person_id: int) -> None:
        """Remove a person from all records; they get no notice of the ends either."""
        for name in await self.records_of(person_id):  # None: the trouble has ended since
            await record_note(self.store, name).change(lambda stored: stored and stored.without({person_id}))

    async def record(self, name: str) -> NoticeRecord | None:
        """Return the stored record of a notice; None if there is none, or the trouble is over."""
        return await record_note(self.store, name).load()

    async def is_due(self, name: str, *, again_after: timedelta | None = None) -> bool:
        """True if a notice is due: the first one, a retry after it reached nobody, or a repetition."""
        record = await self.record(name)
        if record is None or record.is_due(self.now()):
            return True
        return again_after is not None and self.now() - record.at >= again_after

    async def send(
        self, names: Sequence[str], audience: Audience, notice: Notice, *, end_is_visible: bool = False
    ) -> bool:
        """Send one message about the troubles of these records; return False if nobody could be reached.

        `end_is_visible`: no post is needed to see that the trouble is over.
        """
        failures = max([record.tries for name in names if (record := await self.record(name))], default=0)
        expected = {*audience.people, *audience.unreachable}  # people who delete their data now are removed
        first_record = NoticeRecord(at=self.now(), sure=end_is_visible, reminded=tuple(expected))
        for name in names:
            await record_note(self.store, name).save(first_record)
        channels = await self._post_first(audience, notice)
        recipients: Sequence[int] = () if channels else audience.people
        if not channels and audience.about is not None:
            recipients = await self.sender.people_who_see(audience.about, recipients)
        people = tuple(
            [one for one in recipients if await self.send_direct(one, audience.language_of, notice.words)]
        )
        reached = bool(channels or people)
        reminded = () if reached else (*recipients, *audience.unreachable)
        tries = failures + 1 if audience.people and not reached else 0
        sent = replace(first_record, channels=channels, people=people, reminded=reminded, tries=tries)
        for name in names:
            await record_note(self.store, name).change(
                lambda stored: stored and sent.without(expected.difference(stored.reminded))
            )
        text = self._text(audience.language_of, notice.words)
        stored = await self.record(names[0])
        to_remind = () if stored is None else stored.reminded
        for person_id in {*expected, *recipients}:
            await self.reminders.put(person_id, names[0], text if person_id in to_remind else None)
        return reached

    async def close_record(self, name: str) -> NoticeRecord | None:
        """Delete the record of a trouble that is over; return it, for the notice of the end.

        Its `reminded` are then only the people who saw the reminder at a command.
        """
        record = await self.record(name)
        if record is None:
            return None
        await record_note(self.store, name).forget()
        saw_reminder = [person for person in record.reminded if await self.reminders.put(person, name, None)]
        return replace(record, reminded=tuple(saw_reminder))

    async def post(self, channel_id: int, words: Words, resume: int | None = None) -> bool:
        """Post a notice in any channel, as `NoticeSender.post_text` does; False if it takes none.

        A button resumes the paused subscriptions of the destination `resume`, if given. Two replicas may use
        different languages for a moment: the English text identifies the message, so that it is posted once.
        """
        destination = await self.store.destination(channel_id) or Destination(id=channel_id, guild_id=None)
        label = self._text(destination, lambda: pgettext("button", "Resume all"))
        button = None if resume is None else ResumeButton(label, resume)
        return await self.sender.post_text(
            channel_id, self._text(destination, words), self._text(None, words), button
        )

    async def send_direct(self, person_id: int, destination: Destination | None, words: Words) -> bool:
        """Send a direct message in the language of a destination; False if it could not be delivered."""
        return await self.sender.direct_message(person_id, self._text(destination, words))

    def _text(self, destination: Destination | None, words: Words) -> str:
        """Return the text in the language of a destination; English for none."""
        with using_language(ENGLISH if destination is None else language_at(self.sender, destination)):
            return words()

    async def _post_first(self, audience: Audience, notice: Notice) -> tuple[int, ...]:
        """Post a notice in the first channel that takes it; return that channel, if any."""
        for channel_id in audience.channels:
            in_own_channel = audience.about is None or channel_id == audience.about.id
            words = notice.words if in_own_channel else notice.words_elsewhere or notice.words
            if await self.post(channel_id, words, notice.resume):
                return (channel_id,)
        return ()


async def nearby_audience(
    store: SubscriptionStore, sender: NoticeSender, destination: Destination, *, include_own: bool
) -> Audience | None:
    """Return the audience for a destination's trouble, nearest first; with `include_own` its channel is the first.

    Next are the server's other channels with alerts, the oldest first, as their readers know Paperboy; then the
    server's system channel; then the subscribers by direct message. None if the destination has no subscription,
    or the bot was removed from the server.
    """
    cache = await store.subscriptions()
    if not cache.at(destination.id):
        return None
    people = subscribers(cache, destination.id)
    if destination.guild_id is None:
        return Audience(people=people, language_of=destination)
    in_server = cache.of(Owner(guild_id=destination.guild_id, user_id=0))
    other_ids = dict.fromkeys(one.destination_id for one in in_server if one.destination_id != destination.id)
    destinations = await store.destinations_by_id(other_ids)
    unblocked = [
        channel for channel in other_ids if channel in destinations and destinations[channel].block is None
    ]
    open_channels = sender.open_channels(destination.guild_id, [destination.id, *unblocked])
    if open_channels is None:
        return None
    channels = tuple(channel for channel in open_channels if include_own or channel != destination.id)
    return Audience(channels=channels, people=people, about=destination, language_of=destination)


def subscribers(cache: SubscriptionCache, destination_id: int) -> tuple[int, ...]:
    """Return the creators of a destination's subscriptions by id, except people who deleted their data."""
    return tuple(sorted({one.creator_id for one in cache.at(destination_id)} - {NOBODY}))
