"""What a subscription becomes by a change, and saving that while no bot runs."""

from __future__ import annotations

import base64
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from bot.domain.listening import LISTS
from bot.domain.subscription import Mode, Owner
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.store.opening import open_store
from tests.wire.crash.people.wanting import LIST, STREAM, Wanting, query
from tests.wire.crash.plan.changes import Doing
from tests.wire.crash.plan.plan import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.subscription import Destination, Subscription
    from tests.wire.crash.plan.changes import Change

_SOURCES: tuple[tuple[str, ...], ...] = ((), (STREAM,), (LISTS, STREAM))  # as a subscription keeps them
_SAME_WORD = 0.7  # of all changes of a query
_T = TypeVar("_T")


def changed(old: Subscription, change: Change, channels: Sequence[int], waiting: Sequence[str]) -> Subscription:
    """What it becomes; `channels` are those that there are, `waiting` the words of the papers that wait for it."""
    match change.doing:
        case Doing.RENAME:
            return replace(old, name=f"name {int(change.pick * 10_000)}")
        case Doing.QUERY:
            return replace(old, query=_another_query(old, change.pick, waiting))
        case Doing.MOVE | Doing.SOURCES | Doing.RESETTLE:
            return _resettled(old, change, channels)
        case Doing.PAUSE:
            return replace(old, paused=not old.paused)
        case Doing.MODE:
            return replace(old, mode=Mode.NOW if old.mode is Mode.DAILY else Mode.DAILY)
        case _:
            assert_never(change.doing)


def _another_query(old: Subscription, pick: float, waiting: Sequence[str]) -> str:
    """Mostly the same word without another one, so that some of what waits goes; else another word."""
    before = Wanting.of(old)
    others = [word for word in WORDS if word != before.word]
    if pick >= _SAME_WORD:
        return query(old.id, _pick(others, (pick - _SAME_WORD) / (1 - _SAME_WORD)))
    without = [word for word in waiting if word in others] or [w for w in others if w not in before.without]
    return query(old.id, before.word, _pick(without, pick / _SAME_WORD))


def _resettled(old: Subscription, change: Change, channels: Sequence[int]) -> Subscription:
    """In another channel, with other sources (of list, stream and both), or both: of `pick` each has a part."""
    to, sources = old.destination_id, old.sources
    if change.doing is not Doing.SOURCES:
        to = _pick([channel for channel in channels if channel != to], change.pick)
    if change.doing is not Doing.MOVE:
        sources = _pick([others for others in _SOURCES if others != sources], change.pick * 100 % 1)
    return replace(old, destination_id=to, sources=sources)


def _pick(options: Sequence[_T], pick: float) -> _T:
    return options[int(pick * len(options))]


def order(url: str, old: Subscription, new: Subscription, destination: Destination) -> str:
    """What `save_ordered` takes in another process: a change, and where it goes from then on."""
    return base64.b64encode(pickle.dumps((url, old, new, destination))).decode()


async def save_ordered(ordered: str, now: Callable[[], datetime]) -> None:
    """What the commands do, without a bot."""
    url, old, new, destination = pickle.loads(base64.b64decode(ordered))  # noqa: S301 - of our own harness
    async with open_store(url, now=now) as store:
        await _save(Subscriptions(store, now, lists={LIST}), old, new, destination)


async def _save(service: Subscriptions, old: Subscription, new: Subscription, destination: Destination) -> None:
    if new.paused != old.paused:
        owner = Owner(guild_id=old.guild_id, user_id=old.creator_id)
        await (service.pause if new.paused else service.resume)(owner, old.id)
        return
    await service.save(
        Draft(
            query=parse(new.query),
            destination=destination,
            creator_id=old.creator_id,
            name=new.name,
            mode=new.mode,
            sources=new.sources,
            replaces=old,
        )
    )
