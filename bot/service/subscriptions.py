"""What people do with subscriptions: the use-cases that commands call."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError
from bot.domain.subscription import Mode, Subscription, new_subscription_id
from bot.query import Library, parse
from bot.service.baseline import save_with_baseline
from bot.service.naming import clean_name, default_name
from bot.service.roster import find_subscription, require_new, require_room
from bot.service.scan import matching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Block, Destination
    from bot.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A subscription that somebody asks for and has not saved yet. An empty `name` is taken from the query."""

    query: Query
    destination: Destination
    creator_id: int
    name: str = ""
    mode: Mode = Mode.NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A subscription as lists show it: with the block of its destination, if Discord refuses it."""

    subscription: Subscription
    block: Block | None


class Subscriptions:
    """Makes, finds and changes subscriptions. `now` gives aware UTC time; the limits count paused ones too.

    `library` is best shared by all who scan papers.
    Every method that takes `guild_id` and `ref` raises UnknownSubscriptionError when that guild has no
    subscription with this id or (unique) name.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        *,
        library: Library | None = None,
        per_guild: int = 100,
        per_channel: int = 25,
    ) -> None:
        self._store = store
        self._library = Library() if library is None else library
        self._now = now
        self._per_guild = per_guild
        self._per_channel = per_channel
        self._writing = asyncio.Lock()  # between the check of a rule and the write that relies on it

    async def check(self, draft: Draft) -> None:
        """Raise DuplicateSubscriptionError or SubscriptionLimitError when `subscribe` would."""
        subscriptions = (await self._store.subscriptions()).subscriptions
        destination = draft.destination
        require_new(subscriptions, draft.query.canonical, destination.id)
        require_room(
            subscriptions,
            destination.guild_id,
            destination.id,
            per_guild=self._per_guild,
            per_channel=self._per_channel,
        )

    async def subscribe(self, draft: Draft) -> Subscription:
        """Save a draft. Only papers that start to match from now on are alerted. Raises what `check` raises."""
        async with self._writing:
            await self.check(draft)
            taken = {s.id for s in (await self._store.subscriptions()).subscriptions}
            subscription = Subscription(
                id=new_subscription_id(taken),
                destination_id=draft.destination.id,
                guild_id=draft.destination.guild_id,
                query=draft.query.canonical,
                name=clean_name(draft.name) or default_name(draft.query.canonical),
                creator_id=draft.creator_id,
                created=self._now(),
                mode=draft.mode,
            )
            await save_with_baseline(self._store, self._library, subscription, draft.destination)
        return subscription

    async def get(self, guild_id: int, ref: str) -> Subscription:
        """The guild's subscription with this id or name."""
        return find_subscription((await self._store.subscriptions()).subscriptions, guild_id, ref)

    async def destination(self, subscription: Subscription) -> Destination:
        """Where a subscription's alerts go. Raises ConflictError when it was forgotten meanwhile."""
        destination = await self._store.destination(subscription.destination_id)
        if destination is None:
            raise ConflictError("That subscription ended meanwhile: look at `/alerts list`.")
        return destination

    async def in_guild(self, guild_id: int) -> tuple[Listed, ...]:
        """All subscriptions of a guild, oldest first."""
        blocks = {d.id: d.block for d in await self._store.destinations()}
        book = await self._store.subscriptions()
        return tuple(
            Listed(subscription=s, block=blocks.get(s.destination_id))
            for s in book.subscriptions
            if s.guild_id == guild_id
        )

    async def unsubscribe(self, guild_id: int, ref: str) -> Subscription:
        """Forget a subscription; returns what it was."""
        async with self._writing:
            subscription = await self.get(guild_id, ref)
            await self._store.remove_subscription(subscription.id)
        return subscription

    async def pause(self, guild_id: int, ref: str) -> Subscription:
        """Stop matching until it is resumed; nothing changes when it is paused already."""
        return await self._set_paused(guild_id, ref, paused=True)

    async def resume(self, guild_id: int, ref: str) -> Subscription:
        """Match again. What began to match during the pause is not alerted; no change when it is not paused."""
        return await self._set_paused(guild_id, ref, paused=False)

    async def newest_match(self, subscription: Subscription) -> Sighting | None:
        """The stored paper of the newest list day that matches, the most upvoted one of that day."""
        papers = await self._store.papers_since(date.min)
        async with aclosing(matching(self._library, parse(subscription.query), papers)) as matches:
            return await anext(matches, None)

    async def _set_paused(self, guild_id: int, ref: str, *, paused: bool) -> Subscription:
        async with self._writing:
            subscription = await self.get(guild_id, ref)
            if subscription.paused is paused:
                return subscription
            changed = replace(subscription, paused=paused)
            await save_with_baseline(self._store, self._library, changed, await self.destination(subscription))
        return changed
