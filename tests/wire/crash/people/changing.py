"""Changes of a subscription, and saving them while no bot runs."""

from __future__ import annotations

import base64
import pickle
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from bot.domain.errors import StoreError
from bot.domain.subscribed_sources import LISTS, stored_sources
from bot.domain.subscription import Mode, Owner
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from bot.service.subscriptions.undo import Undo, UndoError
from bot.store.opening import open_store
from tests.wire.crash.people.wanting import FEED, LIST, STREAM, Wanting, query
from tests.wire.crash.plan.changes import Doing
from tests.wire.crash.plan.plan import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Destination, Subscription
    from tests.wire.crash.plan.changes import Change

_SOURCES: tuple[tuple[str, ...], ...] = (  # as a subscription keeps them
    (),
    (STREAM,),
    (LISTS, STREAM),
    (FEED,),
    (LISTS, FEED),
    stored_sources((LISTS, STREAM, FEED)),
)
_SAME_WORD = 0.7  # of all changes of a query
_TRIES = 5  # at a database that does not answer
_T = TypeVar("_T")


def changed(
    old: Subscription, change: Change, channels: Sequence[int], waiting: Sequence[str]
) -> Subscription | None:
    """What it becomes, None if it ends; of an *Undo* the button knows that.

    `channels` are those that there are, `waiting` the words of the papers that wait for it.
    """
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
        case Doing.END | Doing.UNDO:
            return None
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
    """In another channel, with other sources (of list, stream and feed), or both: of `pick` each has a part."""
    to, sources = old.destination_id, old.sources
    if change.doing is not Doing.SOURCES:
        to = _pick([channel for channel in channels if channel != to], change.pick)
    if change.doing is not Doing.MOVE:
        sources = _pick([others for others in _SOURCES if others != sources], change.pick * 100 % 1)
    return replace(old, destination_id=to, sources=sources)


def _pick(options: Sequence[_T], pick: float) -> _T:
    return options[int(pick * len(options))]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What another process is to do: let `old` be `new`, at the `destination`, or end it when that is None.

    With an `undo` it presses the button of the change with that key instead.
    """

    url: str
    old: Subscription
    new: Subscription | None = None
    destination: Destination | None = None
    undo: str = ""

    def encoded(self) -> str:
        """What `do_ordered` takes."""
        return base64.b64encode(pickle.dumps(self)).decode()


async def do_ordered(encoded: str, now: Callable[[], datetime]) -> str:
    """What the commands do, without a bot; returns what Undo of it is known by, or why it was refused."""
    order: Order = pickle.loads(base64.b64decode(encoded))  # noqa: S301 - of our own harness
    async with AsyncExitStack() as stack:
        store = await _opened(stack, order.url)
        subscriptions = Subscriptions(store, now, Setup(lists={LIST}))
        if order.undo:
            return await _undo(order, Undo(store, subscriptions.restore, now))
        return await _do(order, subscriptions)


async def _opened(stack: AsyncExitStack, url: str) -> Store:
    """The store, as soon as it answers: somebody who is told that it does not tries again."""
    for _ in range(_TRIES):
        with suppress(StoreError):
            return await stack.enter_async_context(open_store(url))
    return await stack.enter_async_context(open_store(url))


async def _undo(order: Order, undo: Undo) -> str:
    owner = Owner(guild_id=order.old.guild_id, user_id=order.old.creator_id)
    try:
        await undo.undo(owner, order.undo, _allow)
    except UndoError as error:
        return str(error)
    return ""


async def _allow(_: int):
    """They may."""


async def _do(order: Order, subscriptions: Subscriptions) -> str:
    old, new = order.old, order.new
    owner = Owner(guild_id=old.guild_id, user_id=old.creator_id)
    if new is None or order.destination is None:
        return (await subscriptions.delete(owner, old.id)).key
    if new.paused != old.paused:
        act = subscriptions.pause if new.paused else subscriptions.resume
        return (await act(owner, old.id))[0].key
    draft = Draft(
        query=parse(new.query),
        destination=order.destination,
        creator_id=old.creator_id,
        name=new.name,
        mode=new.mode,
        sources=new.sources,
        most=new.most,
        examples=new.examples,
        replaces=old,
    )
    return (await subscriptions.save(draft)).key
