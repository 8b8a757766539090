"""Tending posted cards reads those with something to do, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import THREAD, AlertState, Item, Message, MessageState
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit
from bot.domain.preferences import Preferences
from bot.domain.subscription import Destination
from bot.service.deliver.posted_cards import PostedCards
from bot.store.entries import StoredSubscription
from tests.contract.makers import alert, message
from tests.support.fakes import START, FakeNotifier, sighting, subscription
from tests.support.makers import context_of
from tests.wire.bounds.slices import held, watched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.ports import Store
    from bot.store.entries import Entry
    from bot.store.tinydb.store import TinyDBStore
    from tests.support.fakes import Clock

_PLACES, _PAPERS = 250, 20  # a tenth of what one process without shards may have to do with
_OFF = Preferences(living=False)
_ON = Preferences(thread_per_alert=True)
_TWO_DAYS = timedelta(hours=47)  # before START
_ABSTRACT = "We study how diffusion models learn what matters in long sequences, and find that they do. " * 15


async def posted_cards(chosen: Preferences, *, without_thread: int | None = None) -> AsyncIterator[Entry]:
    """A server for each place, to which a card for each paper was posted in the last two days before START.

    Where threads are chosen each card has one, but for those in one place.
    """
    for place in range(_PLACES):
        there, server = _channel(place), 2 * 10**18 + (place << 22)
        yield Destination(id=there, guild_id=server, preferences=chosen)
        yield StoredSubscription(
            subscription(f"s{place:04}", "matter", channel=there, guild_id=server), frozenset()
        )
    for number in range(_PAPERS):
        one, at = _sighting(number), START - _TWO_DAYS * (_PAPERS - number) / _PAPERS
        yield one
        card = DiscordRenderer().card(Item(sighting=one), "0" * 24)
        for place in range(_PLACES):
            made = message(
                number,
                to=_channel(place),
                payload={**card, THREAD: {"name": one.paper.title, "tags": []}},
                created=at,
                next_try=at,
                finished=at,
                state=MessageState.SENT,
                attempts=1,
                claim=1,
                message_id=10_000 + place,
                thread_id=None if not chosen.thread_per_alert or place == without_thread else 7,
            )
            yield made
            sent = {"due": at, "finished": at, "state": AlertState.SENT, "message_key": made.key}
            yield alert(number, _channel(place), subscriptions=(f"s{place:04}",), **sent)


def _sighting(number: int, **signals: int) -> Sighting:
    return sighting(f"2601.{number:05}", abstract=_ABSTRACT, title=f"On the matter of {number}", **signals)


def _channel(place: int) -> int:
    return 10**18 + place


class Counted:
    """Counts the messages and papers that a store decodes."""

    def __init__(self, store: TinyDBStore):
        self.messages: list[str] = []
        self.papers: list[str] = []
        tables, get = cast("Any", store._tables), store._tables.get
        decoded = {Message: self.messages, Sighting: self.papers}

        def counting(kind: type[Any], key: str) -> Any:
            if (found := get(kind, key)) is not None:
                decoded.get(kind, []).append(key)
            return found

        tables.get = counting

    def clear(self):
        self.messages.clear()
        self.papers.clear()


class Wall:
    """The services that tend cards, on a store with 5,000 of them; `step` is what follows each poll."""

    def __init__(self, store: Store, now: Clock):
        self.store = cast("TinyDBStore", store)
        self.now = now
        self.notifier = FakeNotifier()
        self.decoded = Counted(self.store)
        context = context_of(store, self.notifier, now, renderer=DiscordRenderer())
        self._cards = PostedCards(context)

    async def step(self) -> int:
        self.decoded.clear()
        await self._cards.open_missing_threads()
        return await self._cards.edit()

    async def rises(self, number: int):
        """A paper reaches a milestone."""
        risen = _sighting(number, upvotes=60)
        version = (await self.store.subscriptions()).version
        commit = PollCommit(source="s", at=self.now(), sightings=(risen,), subscriptions_version=version)
        await self.store.commit_poll(commit)


@pytest.fixture
def wall(store: Store, now: Clock) -> Wall:
    return Wall(store, now)


@pytest.mark.parametrize(("chosen", "papers"), [(_OFF, 0), (_ON, _PAPERS)])
async def test_where_nothing_is_new_no_card_is_read(wall: Wall, chosen: Preferences, papers: int):
    """Each paper is looked at once, however many cards show it; where nobody wants it, none."""
    await wall.store.fill(posted_cards(chosen))
    if chosen is _OFF:
        await wall.rises(0)
    async with watched() as slices:
        assert await wall.step() == 0
    assert (wall.decoded.messages, len(wall.decoded.papers)) == ([], papers)
    held(slices)


async def test_what_has_something_new_is_read_and_no_other(wall: Wall):
    """The cards of one paper that rises, and a channel's cards without threads; afterwards nothing any more."""
    await wall.store.fill(posted_cards(_ON, without_thread=3))
    await wall.rises(0)
    async with watched() as slices:
        assert await wall.step() == _PLACES
    assert len(wall.notifier.threads) == 1  # all of them have the same id there
    assert len(set(wall.decoded.messages)) == _PLACES + _PAPERS - 1
    await wall.step()
    assert wall.decoded.messages == []
    held(slices)


async def test_settings_of_one_channel_concern_its_cards_alone(wall: Wall):
    """Of all channels one wants living posts: its card of the paper that rises is read, and no other."""
    await wall.store.fill(posted_cards(_OFF))
    (first, *_) = await wall.store.destinations()
    await wall.store.set_preferences(first.id, replace(first.preferences, living=True), due={})
    await wall.rises(0)
    assert await wall.step() == 1
    assert len(set(wall.decoded.messages)) == 1
