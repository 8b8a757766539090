"""Changing a subscription in such a way that it can be taken back for an hour.

What it was is kept in a note: with its baseline, and with what waited to be posted for it; not who made it. It
is taken back as any other change is made, and what the change let go of is owed again, as is what only the earlier
query matched meanwhile. A pause is none of these changes: it stays as it is at that moment, and what it was before
a change goes through each one as the subscription itself does.

A pause that is to be taken back itself is a change of its own, and what it would have let go of is owed then. One
that somebody asked for by itself is listed apart from other changes.
"""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.subscription import Owner, Subscription, begins
from bot.language.translating import gettext, gettext_noop
from bot.query import QueryError, parse
from bot.service.subscriptions.channel_pauses import Changed
from bot.service.subscriptions.subscriptions import Draft
from bot.service.subscriptions.undoing.ended import Ended, ended_of
from bot.service.subscriptions.undoing.undoable import (
    Undoable,
    UndoError,
    changed_again,
    nameless,
    place_of,
    settings_of,
    subscription_of,
    undo_over,
)
from bot.text.safe import safe, within_code

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.service.subscriptions.rules import Wish
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.endings import Endings
    from bot.service.subscriptions.undoing.undoable import Lately, MayPost

_NOTE: Final = "changed subscriptions"
_PAUSES: Final = "paused alone"
_REASON: Final = 300  # characters of what is wrong with a query


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A subscription before and after a change; `key` takes it back, and is empty where nothing was changed.

    `of_pause` where a pause, or the end of one, was taken back.
    """

    was: Subscription
    became: Subscription
    key: str = ""
    of_pause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The same, as it is remembered: `was` has what it takes to go on from there."""

    key: str
    was: Ended
    became: Subscription

    @property
    def at(self) -> datetime:
        """When it was changed."""
        return self.was.at

    @property
    def about(self) -> str:
        """The subscription's id."""
        return self.became.id

    @property
    def is_pause(self) -> bool:
        """Whether it was paused, or went on, and nothing else."""
        return settings_of(self.was.subscription) == settings_of(self.became)


@dataclass(frozen=True, slots=True)
class SinglePauses:
    """The pauses of one subscription, and their ends, that can be taken back: what was done, and what is left."""

    done_in: Callable[[int], Awaitable[Sequence[Lately]]]
    left: Callable[[Owner, str], Awaitable[Changed | None]]


class Edits:
    """Changes subscriptions and takes that back. `now` gives aware UTC time. It is told of pauses."""

    def __init__(
        self, store: Store, subscriptions: Subscriptions, endings: Endings, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._endings = endings
        self._now = now
        self._lately = Undoable[_Kept](store, _NOTE, _decode, now)
        self._alone = Undoable[_Kept](store, _PAUSES, _decode, now)
        self._changing = self._lately.changing  # what is done to one of either kind concerns the other
        self._alone.changing = self._changing
        self.done_in = self._lately.done_in
        self.pauses = SinglePauses(self._alone.done_in, self._left_of_pause)
        subscriptions.before_pause = self._before_pause

    async def save(self, draft: Wish, old: Subscription, *, by_itself: bool = True) -> Edited:
        """Change a subscription as a draft says; `by_itself`, or with others that are taken back together.

        Raises what `Subscriptions.save` raises.
        """
        async with self._changing(old.id):
            owner = Owner(guild_id=old.guild_id, user_id=old.creator_id)
            found = await self._subscriptions.get(owner, old.id)
            became = draft.applied_to(found)
            if became == found:
                return Edited(was=found, became=found)
            # First: after a crash in between it is refused.
            key = await self._remember(self._lately, found, became, offered=by_itself)
            return Edited(was=found, became=await self._subscriptions.save(draft), key=key)

    async def pause(  # noqa: PLR0913 - all but whom it is for by name
        self,
        owner: Owner,
        ref: str,
        may_post: MayPost,
        *,
        paused: bool,
        until: datetime | None = None,
        by_itself: bool = True,
    ) -> Edited:
        """Pause one, or let it go on, so that this can be taken back `by_itself`, or with others.

        Asks `may_post` where it goes on, or sooner. Raises UnknownSubscriptionError.
        """
        async with self._changing((await self._subscriptions.get(owner, ref)).id):
            found = await self._subscriptions.get(owner, ref)
            became = replace(found, paused=paused, paused_until=until)
            if became == found:
                return Edited(was=found, became=found)
            if begins(found, became):
                await may_post(found.destination_id)
            if found.paused != paused:
                await self._across_pause(found)
            kept = self._alone if by_itself else self._lately
            key = await self._remember(kept, found, became, offered=by_itself)
            await self._subscriptions.put_pause(owner, found.id, paused=paused, until=until)
            return Edited(was=found, became=became, key=key)

    async def _remember(
        self, lately: Undoable[_Kept], found: Subscription, became: Subscription, *, offered: bool
    ) -> str:
        before = await self._endings.as_it_is(nameless(found))
        made = _Kept(key=secrets.token_hex(8), was=before, became=nameless(became))
        await lately.keep(made, place_of(found), offered=offered)
        return made.key

    async def undo(self, owner: Owner, key: str, may_post: MayPost) -> Edited:
        """Let it be again as it was before that change, if it is still as it was after that.

        Asks `may_post` where it posts then and did not, or sooner. Raises UndoError, and what `save` does.
        """
        async with self._changing((await self._find(key)).about):
            change = await self._find(key)  # again: somebody else may have pressed, too
            current = await self._current(owner, change)
            was = change.was.subscription
            if begins(current, was):
                await may_post(was.destination_id)
            if change.is_pause:
                back = await self._paused_as_before(owner, change, current)
            else:  # nothing new where a crash came after this
                back = await self._subscriptions.save(await self._draft(change, current))
            await self._endings.owe_again(replace(change.was, subscription=back))
            await self._lately.drop([key])
            await self._alone.drop([key])
        return Edited(was=current, became=back, of_pause=change.is_pause)

    async def _find(self, key: str) -> _Kept:
        if (change := await self._lately.find(key) or await self._alone.find(key)) is None:
            raise undo_over()
        return change

    async def _before_pause(self, found: Subscription) -> None:
        """What it was goes into a pause before a subscription does, or if it is paused, out of it.

        A crash in between does no harm: what waits is owed in any case, and in a pause nothing begins to be.
        """
        async with self._changing(found.id):
            await self._across_pause(found)

    async def _across_pause(self, found: Subscription) -> None:
        for change in await self._lately.about(found.id):
            if not change.is_pause:
                was = await self._endings.across_pause(change.was, paused=not found.paused)
                await self._lately.write_again(replace(change, was=was))

    async def _paused_as_before(self, owner: Owner, change: _Kept, current: Subscription) -> Subscription:
        """As if there had been no change: what was before it does not go through the pause again.

        A pause whose end is past meanwhile does not come back.
        """
        was = change.was.subscription
        if was.paused_until is not None and was.paused_until <= self._now():
            was = replace(was, paused=False, paused_until=None)
        paused, until = _pause_of(was)
        return await self._subscriptions.put_pause(owner, was.id, current, paused=paused, until=until)

    async def left(self, owner: Owner, key: str) -> Subscription | None:
        """The subscription, if it is still as that change left it, and can be as before; None otherwise."""
        if (change := await self._lately.find(key)) is None:
            return None
        try:
            current = await self._current(owner, change)
            await self._draft(change, current)
        except UndoError:
            return None
        return current if settings_of(current) == settings_of(change.became) else None

    async def _left_of_pause(self, owner: Owner, key: str) -> Changed | None:
        """The subscription, if it is still paused, or on, as that left it; None otherwise."""
        if (change := await self._alone.find(key)) is None:
            return None
        try:
            current = await self._current(owner, change)
        except UndoError:
            return None
        if _pause_of(current) != _pause_of(change.became):
            return None
        moved = change.was.subscription.paused and current.paused
        return Changed(key=key, subscriptions=(current,), moved=moved)

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more."""
        await self._lately.forget_old()
        await self._alone.forget_old()

    async def forget(self, subscription_ids: Collection[str]) -> None:
        """Changes of these cannot be taken back any more."""
        async with AsyncExitStack() as held:
            for one in sorted(subscription_ids):  # whoever else takes one holds no other
                await held.enter_async_context(self._changing(one))
            await self._lately.drop_about(subscription_ids)
            await self._alone.drop_about(subscription_ids)

    async def _current(self, owner: Owner, change: _Kept) -> Subscription:
        current = (await self._store.subscriptions()).get(change.became.id)
        if current is None:
            raise UndoError(gettext("That subscription ended meanwhile: look at `/alerts list`."))
        if not owner.has(current):
            raise undo_over()
        was, became = change.was.subscription, change.became
        if settings_of(current) not in {settings_of(became), settings_of(was)}:
            raise changed_again()
        if change.is_pause and _pause_of(current) not in {_pause_of(became), _pause_of(was)}:
            raise UndoError(
                gettext(
                    "That subscription was paused or resumed again since, and stays so: look at `/alerts list`."
                )
            )
        return current

    async def _draft(self, change: _Kept, current: Subscription) -> Draft:
        was = change.was.subscription
        destination = await self._store.destination(was.destination_id)
        if destination is None:
            raise undo_over()
        try:
            query = parse(was.query)
        except QueryError as error:
            reason = safe(within_code(error.message), _REASON)
            # NOTE: {reason} is a whole sentence
            told = gettext_noop(
                "The query that it had before cannot be read any more, so it stays as it is: {reason}"
            )
            raise UndoError(gettext(told, reason=reason)) from None
        return Draft(
            query=query,
            destination=destination,
            creator_id=current.creator_id,
            name=was.name,
            mode=was.mode,
            replaces=current,
            sources=was.sources,
        )


def _pause_of(subscription: Subscription) -> tuple[bool, datetime | None]:
    return subscription.paused, subscription.paused_until


def _decode(doc: dict[str, Any]) -> _Kept:
    return _Kept(key=str(doc["key"]), was=ended_of(doc["was"]), became=subscription_of(doc["became"]))
