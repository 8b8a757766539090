"""Edits of posted cards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.domain.alert import THREAD, Item, MessageState, Payload
from bot.domain.errors import AlreadyPostedError, RefusedError, TryLaterError, UnexplainedError
from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Kind
from bot.service.deliver.posted_cards import EDIT_INTERVAL, PostedCards
from tests.support.fakes import (
    CHANNEL,
    START,
    Clock,
    FakeNotifier,
    PlainRenderer,
    destination,
    sighting,
    subscribe,
    subscription,
)
from tests.support.makers import add_alerts, context_of
from tests.unit.service.deliver.harness import posted_card

PAPER = "arxiv:2511.00001"
ALL = ("upvotes:50", "upvotes:100", "upvotes:200")


class Showing(PlainRenderer):
    """A renderer whose payloads show the upvotes."""

    def card(self, item: Item, marker: str, preferences: Preferences = Preferences()) -> Payload:  # noqa: B008 - frozen
        return {**super().card(item, marker, preferences), "upvotes": item.sighting.signals.upvotes}


@dataclass(kw_only=True)
class Wall:
    """A channel with one card, posted half an hour ago."""

    store: Store
    notifier: FakeNotifier
    now: Clock
    kind: Kind = Kind.CHANNEL

    @property
    def living(self) -> PostedCards:
        return PostedCards(context_of(self.store, self.notifier, self.now, renderer=Showing()))

    async def read(self, *papers: Sighting):
        """Store papers when cards may be edited again."""
        self.now.at += EDIT_INTERVAL
        version = (await self.store.subscriptions()).version
        commit = PollCommit(source="s", at=self.now(), sightings=papers, subscriptions_version=version)
        await self.store.commit_poll(commit)

    async def posted(self, paper: Sighting, **preferences: Any):
        where = replace(destination(), kind=self.kind, preferences=Preferences(**preferences))
        await posted_card(self.store, self.now, paper, 77, where)

    async def posted_at(self, place: int):
        """Add a card of the same paper in another channel."""
        key = f"at{place:03}"
        await subscribe(self.store, subscription(key, channel=place))
        await posted_card(self.store, self.now, sighting(), 1_000 + place, destination(place), key=key)

    def shown(self) -> list[int]:
        return [payload["upvotes"] for _, payload in self.notifier.edits]

    async def milestones(self) -> Sequence[str]:
        (card,) = await self.store.messages([MessageState.SENT])
        return card.milestones


@pytest.fixture
async def wall(store: Store, now: Clock) -> Wall:
    await subscribe(store, subscription("aaaaa"))
    return Wall(store=store, notifier=FakeNotifier(), now=now)


async def test_a_card_shows_its_papers_milestones(wall: Wall):
    """Each milestone edits a card once; other numbers, and milestones shown at first, do not."""
    await wall.posted(sighting(upvotes=60))
    for upvotes in (99, 100, 150, 230, 500):
        await wall.read(sighting(upvotes=upvotes))
        await wall.living.edit()
        await wall.living.edit()
    assert wall.shown() == [100, 230]
    assert [message_id for message_id, _ in wall.notifier.edits] == [77, 77]
    assert await wall.milestones() == ALL
    assert wall.notifier.posted == []


async def test_new_alerts_go_first(wall: Wall):
    """While alerts are due, no card is edited."""
    await wall.posted(sighting())
    await wall.read(sighting(upvotes=50), sighting("2511.00002"))
    await add_alerts(wall.store, ["arxiv:2511.00002"], wall.now())
    assert await wall.living.edit() == 0
    await wall.store.plan([], await wall.store.pending(CHANNEL), wall.now())
    assert await wall.living.edit() == 1


async def test_edits_can_be_turned_off(wall: Wall):
    """Cards are not edited if people turned that off, or the channel is blocked or has no subscription."""
    await wall.posted(sighting(), living=False)
    await wall.read(sighting(upvotes=50))
    assert await wall.living.edit() == 0
    await wall.store.set_preferences(CHANNEL, Preferences(), due={})
    await wall.store.set_block(CHANNEL, Block(cause=BlockCause.PERMISSION, reason="x", since=wall.now()))
    assert await wall.living.edit() == 0
    await wall.store.set_block(CHANNEL, None)
    assert await wall.living.edit() == 1
    await wall.store.forget_destination(CHANNEL, dropped_at=START)
    await wall.read(sighting(upvotes=100))
    assert await wall.living.edit() == 0


@pytest.mark.parametrize("error", [AlreadyPostedError("deleted"), RefusedError("no permission", gone=True)])
async def test_a_post_that_cannot_be_edited_is_left_alone(wall: Wall, error: Exception):
    """A card that was deleted or is out of reach is not edited again, without a notice."""
    await wall.posted(sighting())
    await wall.read(sighting(upvotes=50))
    wall.notifier.troubles.append(error)
    for _ in range(3):
        assert await wall.living.edit() == 0
        wall.now.at += EDIT_INTERVAL
    assert wall.notifier.edits == []
    assert wall.notifier.told == []


async def test_an_edit_keeps_the_thread_that_was_planned(wall: Wall):
    """An edit keeps the planned thread, even if preferences have changed."""
    await wall.posted(sighting(title="First title"), thread_per_alert=True)
    await wall.store.set_preferences(CHANNEL, Preferences(role_id=5), due={})
    await wall.read(sighting(title="Second title", upvotes=50))
    assert await wall.living.edit() == 1
    (card,) = await wall.store.messages([MessageState.SENT])
    assert card.payload[THREAD] == {"name": "First title", "tags": []}
    assert card.payload["role"] == 5


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(UnexplainedError("418", in_doubt=False), id="an answer without a rule"),
        pytest.param(TryLaterError("503", in_doubt=True), id="5xx"),
        pytest.param(ZeroDivisionError(), id="a bug"),
    ],
)
async def test_a_failing_card_affects_no_other(wall: Wall, error: Exception):
    """A failed edit does not stop other cards, and is tried again later."""
    papers = [sighting(f"2511.0000{n}") for n in (1, 2, 3)]
    for paper in papers:
        await wall.posted(paper)
    await wall.read(*(sighting(f"2511.0000{n}", upvotes=50) for n in (1, 2, 3)))
    living = wall.living
    wall.notifier.troubles.append(error)
    assert await living.edit() == 2
    assert await living.edit() == 0
    wall.now.forward(minutes=15)
    assert await living.edit() == 1
    assert len(wall.notifier.edits) == 3


async def test_cards_that_always_fail_give_way(wall: Wall):
    """After many failed edits, the remaining cards are edited in the next step."""
    numbers = [f"2511.0000{n}" for n in range(8)]
    for number in numbers:
        await wall.posted(sighting(number))
    await wall.read(*(sighting(number, upvotes=50) for number in numbers))
    living = wall.living
    wall.notifier.troubles.extend(TryLaterError("503", in_doubt=True) for _ in range(5))
    assert await living.edit() == 0
    assert await living.edit() == 3


async def test_many_cards_of_one_paper_are_edited(wall: Wall):
    """All outdated cards of one paper are edited, a few at a time."""
    await wall.posted(sighting())
    (first,) = await wall.store.messages([MessageState.SENT])
    await wall.store.record_edit(first.key, first.payload, ALL, wall.now())
    for place in range(1, 46):
        await wall.posted_at(place)
    await wall.read(sighting(upvotes=500))
    assert await wall.living.edit() == 45
    assert await wall.living.edit() == 0
