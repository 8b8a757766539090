"""Tending posted cards reads those with something to do, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.discord_io.render import DiscordRenderer
from bot.domain.alert import Message
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit
from bot.domain.preferences import Preferences
from bot.service.deliver.living_posts import LivingPosts
from bot.service.deliver.threads import Threads
from tests.support.fakes import FakeNotifier, sighting
from tests.support.makers import context_of
from tests.wire.bounds.posted import ABSTRACT, paper_number, posted_cards
from tests.wire.bounds.slices import watched
from tests.wire.bounds.test_stalls import held

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.store.codec import Doc
    from bot.store.tinydb.store import TinyDBStore
    from tests.support.fakes import Clock

_PLACES, _PAPERS = 250, 20  # a tenth of what one process without shards may have to do with
_OFF = Preferences(living=False)
_ON = Preferences(thread_per_alert=True)


class Counted:
    """Counts the messages and papers that a store decodes."""

    def __init__(self, store: TinyDBStore) -> None:
        self.messages: list[str] = []
        self.papers: list[str] = []
        tables, decode = cast("Any", store._tables), store._tables.decode
        decoded = {Message: self.messages, Sighting: self.papers}

        def counting(kind: type[Any], name: str, document: Doc) -> Any:
            decoded.get(kind, []).append(name)
            return decode(kind, name, document)

        tables.decode = counting

    def clear(self) -> None:
        self.messages.clear()
        self.papers.clear()


class Wall:
    """The services that tend cards, on a store with 5,000 of them; `step` is what follows each poll."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = cast("TinyDBStore", store)
        self.now = now
        self.notifier = FakeNotifier()
        self.decoded = Counted(self.store)
        context = context_of(store, self.notifier, now, renderer=DiscordRenderer())
        self._threads = Threads(context)
        self._living = LivingPosts(context)

    async def step(self) -> int:
        self.decoded.clear()
        await self._threads.open_missing()
        return await self._living.step()

    async def rises(self, number: int) -> None:
        """A paper reaches a milestone."""
        risen = sighting(paper_number(number), abstract=ABSTRACT, upvotes=60)
        version = (await self.store.subscriptions()).version
        commit = PollCommit(source="s", at=self.now(), sightings=(risen,), subscriptions_version=version)
        await self.store.commit_poll(commit)


@pytest.fixture
def wall(store: Store, now: Clock) -> Wall:
    return Wall(store, now)


async def test_where_nobody_wants_it_nothing_is_read(wall: Wall) -> None:
    """Neither threads that are missing nor papers that rise matter where the settings say so."""
    await wall.store.fill(posted_cards(_PLACES, _PAPERS, _OFF))
    await wall.rises(0)
    async with watched() as slices:
        assert await wall.step() == 0
    assert (wall.decoded.messages, wall.decoded.papers) == ([], [])
    held(slices)


async def test_where_nothing_is_new_no_card_is_read(wall: Wall) -> None:
    """Each paper is looked at once, however many cards show it."""
    await wall.store.fill(posted_cards(_PLACES, _PAPERS, _ON))
    async with watched() as slices:
        assert await wall.step() == 0
    assert wall.decoded.messages == []
    assert len(wall.decoded.papers) == _PAPERS
    held(slices)


async def test_what_has_something_new_is_read_and_no_other(wall: Wall) -> None:
    """The cards of one paper that rises, and a channel's cards without threads; afterwards nothing any more."""
    await wall.store.fill(posted_cards(_PLACES, _PAPERS, _ON, without_thread=[3]))
    await wall.rises(0)
    async with watched() as slices:
        assert await wall.step() == _PLACES
    assert len(wall.notifier.threads) == 1  # all of them have the same id there
    assert len(set(wall.decoded.messages)) == _PLACES + _PAPERS - 1
    await wall.step()
    assert wall.decoded.messages == []
    held(slices)


async def test_settings_of_one_channel_concern_its_cards_alone(wall: Wall) -> None:
    """Of all channels one wants living posts: its card of the paper that rises is read, and no other."""
    await wall.store.fill(posted_cards(_PLACES, _PAPERS, _OFF))
    (first, *_) = await wall.store.destinations()
    await wall.store.set_preferences(first.id, replace(first.preferences, living=True), due={})
    await wall.rises(0)
    assert await wall.step() == 1
    assert len(set(wall.decoded.messages)) == 1
