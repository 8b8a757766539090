"""The one path of every notice: is it due, claim its record, reach the audience; and later its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.ports import ResumeButton
from bot.domain.subscription import NOBODY, Destination, Owner
from bot.language.current import speaking
from bot.language.languages import ENGLISH
from bot.language.translating import pgettext
from bot.service.notices.occasions import TOPICS, failed_post, record_name
from bot.service.notices.remembered import RECORDS, NoticeRecord, Reminders, record_note
from bot.service.preferences.language import language_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alert import Message
    from bot.domain.ports import NoticeSender, Store, SubscriptionStore
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.notices.occasions import Notice, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The first of `channels` that takes the notice gets it, else each of `people` by direct message.

    Whom no direct message reaches, and `absent` (known to take none), are reminded when they next use a command.
    `about` is the destination that it concerns: of the people only those get it who may still know of that. People
    are spoken to in the language of `place`: what they speak themselves is known only while they ask something.
    """

    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    about: Destination | None = None
    place: Destination | None = None


class Notices:
    """Gives notice of a trouble once, and remembers that by the record's `name` until the trouble is over.

    At most once: the record is written before anything is sent, so that a crash in between leaves people without
    the notice (`/alerts list` and `/paperboy status` show the trouble all the same) rather than repeats it at
    every start. A server is served by one replica; should two overlap for a moment, Discord drops the second's
    words (see `NoticeSender.post_text`). Only when nobody could be reached at all is it tried again, an hour
    later, then after twice as long. `now` gives aware UTC time; `shard` are the servers of this process.
    """

    def __init__(
        self, store: Store, sender: NoticeSender, now: Callable[[], datetime], shard: Shard = EVERYTHING
    ) -> None:
        self.store = store
        self.sender = sender
        self.now = now
        self.shard = shard
        self.reminders = Reminders(store, now)

    async def greets(self, guild_id: int) -> bool:
        """True if this server gets a greeting now; from here on it counts as greeted.

        People who add the bot again get no second greeting; if sending fails, they get none. Raises StoreError.
        """
        name = f"greeted {guild_id}"
        if await self.store.note(name) is not None:
            return False
        await self.store.set_note(name, self.now().isoformat())
        return True

    async def begin(self, destination: Destination, notice: Notice) -> None:
        """A destination is in trouble: give notice where its alerts come, if it is due."""
        name = record_name(notice.topic, destination.id)
        if await self.is_due(name, again_after=notice.again_after):
            audience = await around(self.store, self.sender, destination, own=True)
            if audience is not None:
                await self.give([name], audience, notice)

    async def end(self, name: str, words: Words | None, place: Destination | None = None) -> None:
        """The trouble of a `place` is over: `words`, if any, say so where notice of it was given."""
        record = await self.settle(name)
        if record is None or words is None:
            return
        for channel_id in record.channels:
            await self.post(channel_id, words)
        for person_id in record.people:
            await self.tell(person_id, place, words)

    async def post_failed(self, message: Message) -> None:
        """`message` has become dead or uncertain: read again, it carries the reason."""
        destination = await self.store.destination(message.destination_id)
        found = await self.store.find_alert(message.destination_id, message.paper_ids[0])
        if destination is not None and found is not None and found[1] is not None:
            await self.begin(destination, failed_post(destination, found[1]))

    async def forget(self, destination_id: int) -> None:
        """A destination was deleted: no notice about it matters any more."""
        for topic in TOPICS:
            await self.settle(record_name(topic, destination_id))

    async def records_of(self, person_id: int) -> dict[str, NoticeRecord]:
        """The troubles of which a person has been told, or shall be."""
        names = [name for name, text in (await self.store.notes(RECORDS)).items() if str(person_id) in text]
        found = {name: await self.record(name) for name in names}
        return {name: one for name, one in found.items() if one and person_id in (*one.people, *one.reminded)}

    async def forget_person(self, person_id: int) -> None:
        """Let no record say that a notice reached them; its end will not reach them either."""
        for name in await self.records_of(person_id):
            if (record := await self.record(name)) is None:
                continue  # that trouble is over by now
            people = tuple(one for one in record.people if one != person_id)
            reminded = tuple(one for one in record.reminded if one != person_id)
            await record_note(self.store, name).save(replace(record, people=people, reminded=reminded))

    async def record(self, name: str) -> NoticeRecord | None:
        """The stored record of a notice; None when it was not given."""
        return await record_note(self.store, name).load()

    async def is_due(self, name: str, *, again_after: timedelta | None = None) -> bool:
        """True if the notice is due: for the first time, after it reached nobody, or after so long."""
        record = await self.record(name)
        if record is None or record.is_due(self.now()):
            return True
        return again_after is not None and self.now() - record.at >= again_after

    async def give(self, names: Sequence[str], audience: Audience, notice: Notice, *, sure: bool = False) -> bool:
        """Give notice of these troubles, in one message; False when nobody could be reached."""
        failures = max([record.tries for name in names if (record := await self.record(name))], default=0)
        claim = NoticeRecord(at=self.now(), sure=sure)
        await self._remember(names, claim)
        channels = await self._post_first(audience, notice)
        asked: Sequence[int] = () if channels else audience.people
        if not channels and audience.about is not None:
            asked = await self.sender.people_who_see(audience.about, asked)
        people = tuple([one for one in asked if await self.tell(one, audience.place, notice.words)])
        reached = bool(channels or people)
        reminded = () if reached else (*asked, *audience.absent)
        tries = failures + 1 if audience.people and not reached else 0
        record = replace(claim, channels=channels, people=people, reminded=reminded, tries=tries)
        await self._remember(names, record)
        text = self._text(audience.place, notice.words)
        for person_id in {*audience.people, *asked, *audience.absent}:
            await self.reminders.put(person_id, names[0], text if person_id in reminded else None)
        return reached

    async def settle(self, name: str) -> NoticeRecord | None:
        """The trouble is over, the next of its kind is due again; whom its notice had reached.

        `reminded` are then those who have read it at a command.
        """
        record = await self.record(name)
        if record is None:
            return None
        await record_note(self.store, name).forget()
        shown = [person for person in record.reminded if await self.reminders.put(person, name, None)]
        return replace(record, reminded=tuple(shown))

    async def post(self, channel_id: int, words: Words, resume: int | None = None) -> bool:
        """Say it in a channel, which may be one without alerts; as `NoticeSender.post_text`.

        With a button that lets what is paused in the destination `resume` come again.

        Two replicas may speak different languages for a moment: what makes it one message is the English sense.
        """
        place = await self.store.destination(channel_id) or Destination(id=channel_id, guild_id=None)
        label = self._text(place, lambda: pgettext("button", "Resume all"))
        button = None if resume is None else ResumeButton(label, resume)
        return await self.sender.post_text(channel_id, self._text(place, words), self._text(None, words), button)

    async def tell(self, person_id: int, place: Destination | None, words: Words) -> bool:
        """Say it by direct message, in the language of the place that it is about."""
        return await self.sender.direct_message(person_id, self._text(place, words))

    def _text(self, place: Destination | None, words: Words) -> str:
        """The words in the language of a place; English for none."""
        with speaking(ENGLISH if place is None else language_at(self.sender, place)):
            return words()

    async def _post_first(self, audience: Audience, notice: Notice) -> tuple[int, ...]:
        """The channel that took it, if any."""
        for channel_id in audience.channels:
            here = audience.about is None or channel_id == audience.about.id
            words = notice.words if here else notice.elsewhere or notice.words
            if await self.post(channel_id, words, notice.resume):
                return (channel_id,)
        return ()

    async def _remember(self, names: Sequence[str], record: NoticeRecord) -> None:
        for name in names:
            await record_note(self.store, name).save(record)


async def around(
    store: SubscriptionStore, sender: NoticeSender, destination: Destination, *, own: bool
) -> Audience | None:
    """For a trouble of one destination; with `own` that channel itself comes first.

    Then the other channels of its server that get alerts, the one that was subscribed first first (their readers
    know of Paperboy; the server's system channel comes last), then who subscribed. None when nobody subscribes
    there, or the server has thrown us out.
    """
    cache = await store.subscriptions()
    if not cache.at(destination.id):
        return None
    people = subscribers(cache, destination.id)
    if destination.guild_id is None:
        return Audience(people=people, place=destination)
    near = cache.of(Owner(guild_id=destination.guild_id, user_id=0))
    others = dict.fromkeys(one.destination_id for one in near if one.destination_id != destination.id)
    places = await store.destinations_by_id(others)
    well = [channel for channel in others if channel in places and places[channel].block is None]
    open_channels = sender.open_channels(destination.guild_id, [destination.id, *well])
    if open_channels is None:
        return None
    channels = tuple(channel for channel in open_channels if own or channel != destination.id)
    return Audience(channels=channels, people=people, about=destination, place=destination)


def subscribers(cache: SubscriptionCache, destination_id: int) -> tuple[int, ...]:
    """The people who subscribed in a destination, except those who deleted their data."""
    return tuple(sorted({one.creator_id for one in cache.at(destination_id)} - {NOBODY}))
