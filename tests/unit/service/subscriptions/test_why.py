"""Reasons about a paper, of the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.service.subscriptions.reasons import Cause
from tests.support.fakes import CHANNEL, Clock, sighting, subscribe, subscription
from tests.support.makers import diagnose

if TYPE_CHECKING:
    from bot.domain.ports import Store

PAPER = sighting(title="Diffusion")


async def listed(store: Store, now: Clock) -> None:
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=(PAPER,), subscriptions_version=version)
    )


async def test_each_reason_comes_once_and_those_nearest_to_a_post_first(store: Store, now: Clock) -> None:
    """With all its subscriptions, those of this channel before others, then in order of making."""
    await subscribe(store, subscription("there", "trees", channel=CHANNEL + 1))
    await subscribe(store, subscription("aaaaa", "trees"), subscription("bbbbb", "trees graphs"))
    await subscribe(store, subscription("match"))
    await listed(store, now)
    why = await diagnose(store, now, PAPER.paper.id, here=CHANNEL)
    told = [(reason.cause, [one.id for one in reason.subscriptions]) for reason in why.reasons]
    assert told == [(Cause.NEXT_POLL, ["match"]), (Cause.TERM, ["aaaaa", "bbbbb", "there"])]
    assert why.sighting == PAPER


async def test_what_is_not_visible_does_not_exist(store: Store, now: Clock) -> None:
    """Subscriptions that the person may not know of are left out."""
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", "trees"))
    await listed(store, now)
    why = await diagnose(store, now, PAPER.paper.id, here=1, visible=lambda found: found.id == "bbbbb")
    assert [one.id for one in why.subscriptions] == ["bbbbb"]
    assert not why.has_others
