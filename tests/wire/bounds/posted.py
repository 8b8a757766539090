"""Two days in which cards were posted, as a store remembers them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.discord_io.render import DiscordRenderer
from bot.domain.alert import THREAD, Alert, AlertState, Item, Message, MessageKind, MessageState, message_key
from bot.domain.subscription import Destination
from bot.store.entries import Subscribed
from tests.support.fakes import START, sighting, subscription

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from bot.domain.alert import Payload
    from bot.domain.paper import Sighting
    from bot.domain.preferences import Preferences
    from bot.store.entries import Entry

_TWO_DAYS = timedelta(hours=47)  # before START
ABSTRACT = "We study how diffusion models learn what matters in long sequences, and find that they do. " * 15


def paper_number(number: int) -> str:
    return f"2511.{number:05}"


async def posted_cards(
    places: int, papers: int, chosen: Preferences, *, without_thread: Collection[int] = ()
) -> AsyncIterator[Entry]:
    """A server for each place, to which a card for each paper was posted in the last two days before START.

    Where threads are chosen each card has one, but for those in the places of `without_thread`.
    """
    listed = [sighting(paper_number(n), abstract=ABSTRACT, title=f"On the matter of {n}") for n in range(papers)]
    for one in listed:
        yield one
    for place in range(places):
        yield Destination(id=_channel(place), guild_id=_guild(place), preferences=chosen)
        made = subscription(f"s{place:04}", "matter", channel=_channel(place), guild_id=_guild(place))
        yield Subscribed(made, frozenset())
    renderer = DiscordRenderer()
    for number, one in enumerate(listed):
        at = START - _TWO_DAYS * (papers - number) / papers
        payload = dict(renderer.card(Item(sighting=one), "0" * 24))
        for place in range(places):
            yield _alert(place, one, at)
            thread = None if not chosen.thread_per_alert or place in without_thread else 7
            yield _card(place, one, payload, created=at, next_try=at, finished=at, thread_id=thread)


def _alert(place: int, one: Sighting, at: Any) -> Alert:
    return Alert(
        destination_id=_channel(place),
        paper_id=one.paper.id,
        subscriptions=(f"s{place:04}",),
        due=at,
        created=at,
        finished=at,
        state=AlertState.SENT,
        message_key=message_key(_channel(place), MessageKind.CARD, [one.paper.id]),
    )


def _card(place: int, one: Sighting, payload: Payload, **more: Any) -> Message:
    thread = {THREAD: {"name": one.paper.title, "tags": []}}
    return Message(
        key=message_key(_channel(place), MessageKind.CARD, [one.paper.id]),
        destination_id=_channel(place),
        kind=MessageKind.CARD,
        paper_ids=(one.paper.id,),
        payload={**payload, **thread},
        state=MessageState.SENT,
        attempts=1,
        message_id=10_000 + place,
        claim=1,
        **more,
    )


def _channel(place: int) -> int:
    return 10**18 + place


def _guild(place: int) -> int:
    return 2 * 10**18 + (place << 22)
