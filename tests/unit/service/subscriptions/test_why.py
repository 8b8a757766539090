"""What decides about a paper, on the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.service.subscriptions.why import Diagnoses
from tests.support.fakes import CHANNEL, SERVER, Clock, sighting, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store

PAPER = sighting(title="Diffusion")


async def listed(store: Store, now: Clock) -> None:
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(PAPER,), subscriptions_version=version)
    )


async def test_those_nearest_to_a_post_come_first(store: Store, now: Clock) -> None:
    """This channel before others, then what matches before what does not, then in order of making."""
    await subscribe(store, *(subscription(f"miss{n:02}", f"trees{n}") for n in range(12)))
    await subscribe(store, subscription("match"), subscription("there", channel=CHANNEL + 1))
    await listed(store, now)
    why = await Diagnoses(store).diagnose(PAPER.paper.id, SERVER, here=CHANNEL, visible=lambda _: True)
    order = [verdict.subscription.id for verdict in why.verdicts]
    assert order == ["match", *(f"miss{n:02}" for n in range(12)), "there"]
    assert why.sighting == PAPER


async def test_a_query_that_cannot_be_read_any_more_is_told(store: Store, now: Clock) -> None:
    """A stored query of another time does not spoil the answer."""
    await subscribe(store, subscription("aaaaa", "(diffusion"))
    await listed(store, now)
    (verdict,) = (await Diagnoses(store).diagnose(PAPER.paper.id, SERVER, here=1, visible=lambda _: True)).verdicts
    assert verdict.unreadable
    assert not verdict.matched
    assert verdict.explanation is None


async def test_what_is_not_visible_does_not_exist(store: Store, now: Clock) -> None:
    """Subscriptions that the person may not know of are left out."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", "trees"))
    await listed(store, now)
    why = await Diagnoses(store).diagnose(
        PAPER.paper.id, SERVER, here=1, visible=lambda found: found.id == "bbbbb"
    )
    assert [verdict.subscription.id for verdict in why.verdicts] == ["bbbbb"]
