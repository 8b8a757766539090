"""Threads under cards."""

from dataclasses import dataclass, field, replace

import pytest

from bot.domain.alert import Message, MessageState
from bot.domain.errors import RefusedError, TryLaterError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Kind
from bot.service.deliver.posted_cards import TRACKED_FOR, PostedCards
from bot.store.rules import KEEP_PAYLOADS
from bot.store.tinydb.indexes.posted_cards import KNOWN_FOR
from tests.support.fakes import (
    CHANNEL,
    PERSON,
    Clock,
    FakeNotifier,
    destination,
    sighting,
    subscribe,
    subscription,
)
from tests.support.makers import context_of
from tests.unit.service.deliver.harness import posted_card


@dataclass(kw_only=True)
class Wall:
    """A channel with threads turned on."""

    store: Store
    now: Clock
    notifier: FakeNotifier = field(default_factory=FakeNotifier)

    @property
    def cards(self) -> PostedCards:
        return PostedCards(context_of(self.store, self.notifier, self.now))

    async def posted(self, number: int = 1, *, kind: Kind = Kind.CHANNEL, wanted: bool = True) -> Message:
        """Store a posted card, as message 100 + number."""
        paper = sighting(f"2511.{number:05}", title=f"Paper {number}")
        where = replace(destination(), kind=kind, preferences=Preferences(thread_per_alert=wanted))
        return await posted_card(self.store, self.now, paper, 100 + number, where)

    async def recorded(self) -> list[int | None]:
        return [card.thread_id for card in await self.store.messages([MessageState.SENT])]


@pytest.fixture
async def wall(store: Store, now: Clock) -> Wall:
    await subscribe(store, subscription("aaaaa"))
    return Wall(store=store, now=now)


async def test_missing_threads_are_opened_after_a_crash(wall: Wall):
    """Missing threads of the last 48 hours are opened at the next start, and no older ones."""
    await wall.posted(1)
    wall.now.forward(hours=30)
    await wall.posted(2)
    wall.now.forward(hours=19)
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {102: "Paper 2"}


async def test_many_missing_threads_are_opened(wall: Wall):
    """Many missing threads are opened a few at a time, each tried once a round."""
    for number in range(1, 46):
        await wall.posted(number)
    wall.notifier.troubles.append(TryLaterError("away", in_doubt=True))
    await wall.cards.open_missing_threads()
    assert len(wall.notifier.threads) == 44
    await wall.cards.open_missing_threads()
    assert len(wall.notifier.threads) == 45


async def test_no_thread_is_opened_once_threads_are_off(wall: Wall):
    """With threads turned off none is opened; turned on again, missing ones are."""
    await wall.posted()
    await wall.store.set_preferences(CHANNEL, Preferences(), due={})
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {}
    await wall.store.set_preferences(CHANNEL, Preferences(thread_per_alert=True), due={})
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {101: "Paper 1"}


async def test_a_missing_permission_is_reported_once(wall: Wall):
    """A missing permission is reported once, and again only after a thread was opened in between."""
    refusal = RefusedError("Allow Create Public Threads for me.")
    wall.notifier.troubles.extend([refusal, refusal])
    await wall.cards.open_thread(await wall.posted(1))
    await wall.cards.open_thread(await wall.posted(2))
    ((person, text),) = wall.notifier.told
    assert person == PERSON
    assert "Allow Create Public Threads for me." in text
    assert (await wall.store.destination(CHANNEL)) is not None
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {}, "those are not tried again"
    await wall.cards.open_thread(await wall.posted(3))
    wall.notifier.troubles.append(refusal)
    await wall.cards.open_thread(await wall.posted(4))
    assert len(wall.notifier.told) == 2


async def test_a_hidden_channel_gets_its_threads_once_visible(wall: Wall):
    """A channel that is hidden from the bot gets its missing threads once it is visible again."""
    wall.notifier.problems[CHANNEL] = RefusedError("Allow View Channel for me.")
    await wall.cards.open_thread(await wall.posted(1))
    wall.now.forward(hours=30)
    wall.notifier.problems.clear()
    wall.notifier.troubles.append(RefusedError("I can't see that channel.", unseen=True))
    await wall.cards.open_thread(await wall.posted(2))
    assert (wall.notifier.threads, wall.notifier.told) == ({}, []), "the channel's own notice is enough"
    wall.notifier.problems[CHANNEL] = RefusedError("Allow View Channel for me.")
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {}
    wall.now.forward(hours=19)
    wall.notifier.problems.clear()
    await wall.cards.open_missing_threads()
    assert wall.notifier.threads == {102: "Paper 2"}


def test_stores_remember_longer_than_posts_get_threads_and_edits():
    """Threads and edits end before payloads are deleted, without which all messages would be read again."""
    assert min(KNOWN_FOR, KEEP_PAYLOADS) > TRACKED_FOR
