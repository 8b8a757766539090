"""Changing a subscription in such a way that it can be taken back for an hour.

What it was is kept in one note: with its baseline, and with what waited to be posted for it; not who made it. It
is taken back as any other change is made, and what the change let go of is owed again, as is what only the earlier
query matched meanwhile. A pause is none of these changes: it stays as it is at that moment, and what it was before
a change goes through each one as the subscription itself does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.subscription import NOBODY, Owner, Subscription
from bot.language.translating import gettext
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft
from bot.service.subscriptions.undoing.ended import Ended, ended_of, subscription_of
from bot.service.subscriptions.undoing.undoable import Undoable, UndoError, changed_again, settings_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.endings import Endings

_NOTE: Final = "changed subscriptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A subscription before and after a change; `key` takes it back, and is empty where nothing was changed."""

    was: Subscription
    became: Subscription
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The same, as it is remembered: `was` has what it takes to go on from there."""

    key: str
    was: Ended
    became: Subscription

    @property
    def at(self) -> datetime:
        return self.was.at


class Edits:
    """Changes subscriptions and takes that back. `now` gives aware UTC time. It is told of pauses."""

    def __init__(
        self, store: Store, subscriptions: Subscriptions, endings: Endings, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._endings = endings
        self._lately = Undoable[_Kept](store, _NOTE, _decode, now)
        subscriptions.before_pause = self._before_pause

    async def save(self, draft: Draft, old: Subscription) -> Edited:
        """Change a subscription as a draft says. Raises what `Subscriptions.save` raises."""
        async with self._lately.changing:
            owner = Owner(guild_id=old.guild_id, user_id=old.creator_id)
            found = await self._subscriptions.get(owner, old.id)
            became = draft.applied_to(found)
            if became == found:
                return Edited(was=found, became=found)
            before = await self._endings.as_it_is(_nameless(found))
            made = _Kept(key=secrets.token_hex(8), was=before, became=_nameless(became))
            await self._lately.save((*await self._lately.kept(), made))  # after a crash in between it is refused
            return Edited(was=found, became=await self._subscriptions.save(draft), key=made.key)

    async def undo(self, owner: Owner, key: str, require: Callable[[Draft], Awaitable[None]]) -> Edited:
        """Let it be again as it was before that change, if it is still as it was after that.

        `require` raises where the person may not ask for it. Raises UndoError, and what `Subscriptions.save` does.
        """
        async with self._lately.changing:
            kept = await self._lately.kept()
            change = next((one for one in kept if one.key == key), None)
            if change is None:
                raise UndoError(_over())
            current = await self._current(owner, change)
            draft = await self._draft(change, current)
            await require(draft)
            back = await self._subscriptions.save(draft)  # nothing new where a crash came after this
            await self._endings.owe_again(replace(change.was, subscription=back))
            await self._lately.save([one for one in kept if one is not change])
        return Edited(was=current, became=back)

    async def _before_pause(self, found: Subscription) -> None:
        """What it was goes into a pause before a subscription does, or if it is paused, out of it.

        A crash in between does no harm: what waits is owed in any case, and in a pause nothing begins to be.
        """
        async with self._lately.changing:
            kept = await self._lately.kept()
            if found.id in {one.became.id for one in kept}:
                await self._lately.save([await self._across_pause(one, found) for one in kept])

    async def _across_pause(self, change: _Kept, found: Subscription) -> _Kept:
        if change.became.id != found.id:
            return change
        return replace(change, was=await self._endings.across_pause(change.was, paused=not found.paused))

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more."""
        await self._lately.forget_old()

    async def forget(self, subscription_ids: Collection[str]) -> None:
        """Changes of these cannot be taken back any more."""
        async with self._lately.changing:
            known = await self._lately.known()
            left = [one for one in known if one.became.id not in subscription_ids]
            if len(left) < len(known):
                await self._lately.save(left)

    async def _current(self, owner: Owner, change: _Kept) -> Subscription:
        current = (await self._store.subscriptions()).get(change.became.id)
        if current is None:
            raise UndoError(gettext("That subscription ended meanwhile: look at `/alerts list`."))
        if not owner.has(current):
            raise UndoError(_over())
        if settings_of(current) not in {settings_of(change.became), settings_of(change.was.subscription)}:
            raise changed_again()
        return current

    async def _draft(self, change: _Kept, current: Subscription) -> Draft:
        was = change.was.subscription
        destination = await self._store.destination(was.destination_id)
        if destination is None:
            raise UndoError(_over())
        return Draft(
            query=parse(was.query),
            destination=destination,
            creator_id=current.creator_id,
            name=was.name,
            mode=was.mode,
            replaces=current,
            sources=was.sources,
        )


def _over() -> str:
    return gettext("That cannot be undone any more: `/alerts list` shows how things are.")


def _nameless(subscription: Subscription) -> Subscription:
    """Without saying who made it, which no change touches."""
    return replace(subscription, creator_id=NOBODY)


def _decode(doc: list[dict[str, Any]]) -> tuple[_Kept, ...]:
    return tuple(
        _Kept(key=str(one["key"]), was=ended_of(one["was"]), became=subscription_of(one["became"])) for one in doc
    )
