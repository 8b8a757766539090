"""Edits of cards whose papers changed weeks after the post."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import RefusedError, TryLaterError
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.service.deliver.posted_cards import PostedCards
from bot.service.poll.changed_papers_note import changed_papers_note, note_changes
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from tests.support.fakes import Clock, FakeNotifier, destination, subscribe, subscription
from tests.support.makers import context_of
from tests.support.streams import FakeStream, part, streamed
from tests.unit.service.deliver.harness import posted_card

PAPER = "2511.00001"
_OTHER = 2_002  # a channel


class Wall:
    """A card of one paper in two channels, posted three weeks ago."""

    def __init__(self, store: Store, now: Clock):
        self.store, self.now = store, now
        self.notifier = FakeNotifier()
        self.stream = FakeStream()
        self._poll = Poller(store, self.stream, now, PollContext(lists=set())).poll

    @property
    def cards(self) -> PostedCards:
        return PostedCards(context_of(self.store, self.notifier, self.now))

    async def read(self, *updates: Sighting):
        announced = [] if self.stream.parts else [streamed(PAPER), streamed("2511.00002")]
        self.stream.parts.append(part(str(len(self.stream.parts)), *announced, updates=updates))
        await self._poll()

    def edited(self) -> list[int]:
        return sorted(message_id for message_id, _ in self.notifier.edits)


@pytest.fixture
async def wall(store: Store, now: Clock) -> Wall:
    wall = Wall(store, now)
    await wall.read()
    for key, place, number in (("aaaaa", destination().id, 77), ("bbbbb", _OTHER, 78)):
        await subscribe(store, subscription(key, channel=place))
        await posted_card(store, now, streamed(PAPER), number, destination(place), key=key)
    now.forward(days=21)
    return wall


async def test_a_retraction_is_shown_on_old_cards(wall: Wall):
    """Each card is edited once, also by a bot that was restarted in between."""
    cards = wall.cards
    assert await cards.edit() == 0
    await wall.read(streamed(PAPER, retracted=True), streamed("2511.00002", retracted=True), streamed("2511.3"))
    assert await cards.edit() == 2
    assert await cards.edit() == await wall.cards.edit() == 0
    await wall.read(streamed(PAPER, retracted=True))
    assert await cards.edit() == 0
    assert wall.edited() == [77, 78]


@pytest.mark.parametrize(
    "changes",
    [{"published": "doi:10.1038/x"}, {"journal": "Nature, 2026"}, {"version": 2}, {"retracted": True}],
    ids=str,
)
async def test_what_is_shown_on_old_cards(wall: Wall, changes: dict[str, Any]):
    """A journal, a new version or a retraction edits each card once; another version does so again."""
    cards = wall.cards
    await wall.read(streamed(PAPER, **changes))
    assert await cards.edit() == 2
    assert await cards.edit() == 0
    wall.now.forward(minutes=15)
    await wall.read(streamed(PAPER, **changes | {"version": 3}))
    assert await cards.edit() == 2
    assert await cards.edit() == 0


async def test_a_failed_edit_is_repeated(wall: Wall):
    """An edit that failed is tried again later; a card that is gone is left alone."""
    cards = wall.cards
    await wall.read(streamed(PAPER, retracted=True))
    wall.notifier.troubles += [TryLaterError("503", in_doubt=False), RefusedError("deleted", gone=True)]
    assert await cards.edit() == 0
    wall.now.forward(minutes=16)
    assert await cards.edit() == 1
    assert await cards.edit() == 0


async def test_channels_without_living_posts(wall: Wall):
    """A channel that turned edits off keeps its card as it was, until it turns them on again."""
    cards = wall.cards
    await wall.store.set_preferences(_OTHER, Preferences(living=False), due={})
    await wall.read(streamed(PAPER, retracted=True))
    assert (await cards.edit(), await cards.edit()) == (1, 0)
    assert wall.edited() == [77]
    await wall.store.set_preferences(_OTHER, Preferences(), due={})
    assert await cards.edit() == 1
    assert wall.edited() == [77, 78]


async def test_a_change_that_is_not_stored_yet(wall: Wall):
    """A change that was noted is shown once it is stored, even if cards were looked at in between."""
    cards = wall.cards
    await note_changes(wall.store, [f"arxiv:{PAPER}"], wall.now())
    assert await cards.edit() == 0
    await wall.read(streamed(PAPER, retracted=True))
    assert await cards.edit() == 2


async def test_changes_are_noted_for_two_days(wall: Wall):
    """The note has the papers that changed in the last two days; a mark that goes away is no change."""
    await wall.read(streamed(PAPER, retracted=True))
    await wall.read(streamed(PAPER))
    noted = await changed_papers_note(wall.store).load()
    assert noted == {f"arxiv:{PAPER}": wall.now()}
    sighting = (await wall.store.sightings([f"arxiv:{PAPER}"]))[f"arxiv:{PAPER}"]
    assert sighting.paper.retracted
    wall.now.at += timedelta(days=3)
    await wall.read(streamed("2511.00002", retracted=True))
    assert list(await changed_papers_note(wall.store).load() or {}) == ["arxiv:2511.00002"]


async def test_other_changes_edit_no_old_card(wall: Wall):
    """A new title or new upvotes do not edit a card of three weeks ago."""
    await wall.read(streamed(PAPER, title="New"))
    popular = streamed(PAPER)
    await wall.read(replace(popular, signals=replace(popular.signals, upvotes=500)))
    assert await wall.cards.edit() == 0
