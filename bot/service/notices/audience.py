"""Whom a trouble concerns, and where they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.subscription import NOBODY, Owner

if TYPE_CHECKING:
    from bot.domain.ports import NoticeSender, SubscriptionStore
    from bot.domain.subscription import Destination
    from bot.domain.subscription_book import SubscriptionBook


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


async def around(
    store: SubscriptionStore, sender: NoticeSender, destination: Destination, *, own: bool
) -> Audience | None:
    """For a trouble of one destination; with `own` that channel itself comes first.

    Then the other channels of its server that get alerts, the one that was subscribed first first (their readers
    know of Paperboy; the server's system channel comes last), then who subscribed. None when nobody subscribes
    there, or the server has thrown us out.
    """
    book = await store.subscriptions()
    if not book.at(destination.id):
        return None
    people = subscribers(book, destination.id)
    if destination.guild_id is None:
        return Audience(people=people, place=destination)
    near = book.of(Owner(guild_id=destination.guild_id, user_id=0))
    others = dict.fromkeys(one.destination_id for one in near if one.destination_id != destination.id)
    places = await store.destinations_by_id(others)
    well = [channel for channel in others if channel in places and places[channel].block is None]
    open_channels = sender.open_channels(destination.guild_id, [destination.id, *well])
    if open_channels is None:
        return None
    channels = tuple(channel for channel in open_channels if own or channel != destination.id)
    return Audience(channels=channels, people=people, about=destination, place=destination)


def subscribers(book: SubscriptionBook, destination_id: int) -> tuple[int, ...]:
    """Who subscribed in a destination, those aside who wanted to be forgotten."""
    return tuple(sorted({one.creator_id for one in book.at(destination_id)} - {NOBODY}))
