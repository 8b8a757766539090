"""Pausing all that is subscribed in one channel, letting it go on, and taking either back for an hour.

How things were before is kept in a note, so that Undo works after a restart and leaves alone what was paused
already.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.subscription import begins
from bot.language.translating import gettext
from bot.service.notes import moment
from bot.service.subscriptions.rules import UnknownSubscriptionError
from bot.service.subscriptions.undoing.undoable import Undoable, place_of, undo_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Owner, Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.undoable import MayPost

_NOTE: Final = "paused together"


class NothingToChangeError(PaperboyError):
    """All that is subscribed there is as it is wanted already, or nothing is subscribed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Subscriptions of one channel as they are now; `key` takes it back. `others` were as wanted before.

    `moved` where they were paused before, too, and only the end of that is another.
    """

    key: str
    subscriptions: tuple[Subscription, ...]
    others: int = 0
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What was changed `at` that moment: when the pause of each was to end, None for one without an end.

    `paused` is how they were; `until` is the end that a pause has by it, which began or only got another one. That
    is not known of one that began, where an earlier version wrote this down (`knows_end`).
    """

    key: str
    at: datetime
    paused: bool
    ends: dict[str, datetime | None]
    until: datetime | None = None
    knows_end: bool = False

    @property
    def about(self) -> str:
        """Several, so none by itself."""
        return ""

    def has_changed_since(self, found: Subscription) -> bool:
        """Whether it is not as the change left it."""
        if self.knows_end:
            return (found.paused, found.paused_until) != (True, self.until)
        return found.paused is self.paused

    def of(self, found: Subscription) -> Subscription:
        """How it was."""
        return replace(found, paused=self.paused, paused_until=self.ends[found.id])

    def left(self, ours: Mapping[str, Subscription]) -> tuple[Subscription, ...]:
        """Those of the owner's that are as the change left them."""
        there = filter(None, map(ours.get, self.ends))
        return tuple(one for one in there if not self.has_changed_since(one))


class ChannelPauses:
    """`now` gives aware UTC time."""

    def __init__(self, store: Store, subscriptions: Subscriptions, now: Callable[[], datetime]) -> None:
        self._subscriptions = subscriptions
        self._now = now
        self._lately = Undoable[_Before](store, _NOTE, _decode, now)
        self.done_in = self._lately.done_in

    async def pause(
        self, owner: Owner, destination_id: int, may_post: MayPost, until: datetime | None = None
    ) -> Changed:
        """Pause all of the owner's there that are on; where none is, move the end of their pauses.

        Asks `may_post` where one ends sooner by that. Raises NothingToChangeError.
        """
        found = await self._there(owner, destination_id)
        running = [one for one in found if not one.paused]
        if not running:
            return await self._move(owner, found, may_post, until)
        key = await self._remember(running, paused=False, until=until, knows_end=True)
        changed = await self._each(running, lambda one: self._subscriptions.pause(owner, one.id, until=until))
        return Changed(key=key, subscriptions=changed, others=len(found) - len(running))

    async def _move(
        self, owner: Owner, found: list[Subscription], may_post: MayPost, until: datetime | None
    ) -> Changed:
        """Let the pauses of all end then. Raises NothingToChangeError where no end is given, or all have it."""
        others = [one for one in found if one.paused_until != until]
        if until is None or not others:
            raise NothingToChangeError(_paused_already(found))
        if any(begins(one, replace(one, paused_until=until)) for one in others):
            await may_post(others[0].destination_id)
        key = await self._remember(others, paused=True, until=until, knows_end=True)
        changed = await self._each(others, lambda one: self._subscriptions.pause(owner, one.id, until=until))
        return Changed(key=key, subscriptions=changed, others=len(found) - len(others), moved=True)

    async def resume(self, owner: Owner, destination_id: int) -> Changed:
        """Let all of the owner's there that are paused go on. Raises NothingToChangeError."""
        found = await self._there(owner, destination_id)
        paused = [one for one in found if one.paused]
        if found and not paused:
            raise NothingToChangeError(gettext("Nothing in this channel is paused."))
        key = await self._remember(paused, paused=True)
        changed = await self._each(paused, lambda one: self._subscriptions.resume(owner, one.id))
        return Changed(key=key, subscriptions=changed)

    @staticmethod
    async def _each(
        some: list[Subscription], change: Callable[[Subscription], Awaitable[Subscription]]
    ) -> tuple[Subscription, ...]:
        """Those that were changed: one that has ended meanwhile must not leave the others as they were."""
        changed: list[Subscription] = []
        for one in some:
            with suppress(UnknownSubscriptionError):
                changed.append(await change(one))
        if not changed:
            raise NothingToChangeError(gettext("That subscription ended meanwhile: look at `/alerts list`."))
        return tuple(changed)

    async def undo(self, owner: Owner, key: str, may_post: MayPost) -> tuple[Subscription, ...]:
        """Let them be as before, those that nobody has changed since. Raises UndoError.

        Where they post again, or sooner, `may_post` raises if the person may not post in that channel themselves.
        """
        async with self._lately.changing(key):
            before = await self._lately.find(key)
            ours = {one.id: one for one in await self._subscriptions.owned(owner)}
            if before is None or not any(one in ours for one in before.ends):
                raise undo_over()
            for place in {one.destination_id for one in before.left(ours) if begins(one, before.of(one))}:
                await may_post(place)
            back = [await self._back(owner, before, one, end) for one, end in before.ends.items()]
            await self._lately.drop([before.key])
        return tuple(filter(None, back))

    async def _back(
        self, owner: Owner, before: _Before, subscription_id: str, end: datetime | None
    ) -> Subscription | None:
        """Let one be as before; None where it has ended, or somebody has paused or resumed it since."""
        while (found := await self._find(owner, subscription_id)) and not before.has_changed_since(found):
            try:
                if before.paused:
                    return await self._subscriptions.pause(owner, found.id, until=end, known=found)
                return await self._subscriptions.resume(owner, found.id, known=found)
            except UnknownSubscriptionError:
                return None
            except ConflictError:
                if await self._find(owner, subscription_id) == found:
                    raise  # nobody has changed it: papers never stop arriving
        return None

    async def _find(self, owner: Owner, subscription_id: str) -> Subscription | None:
        return next((one for one in await self._subscriptions.owned(owner) if one.id == subscription_id), None)

    async def left(self, owner: Owner, key: str) -> Changed | None:
        """What of it nobody has changed since; None where there is nothing."""
        before = await self._lately.find(key)
        ours = {one.id: one for one in await self._subscriptions.owned(owner)}
        left = before.left(ours) if before else ()
        moved = before is not None and before.paused and before.knows_end
        return Changed(key=key, subscriptions=left, moved=moved) if left else None

    async def _there(self, owner: Owner, destination_id: int) -> list[Subscription]:
        ours = await self._subscriptions.owned(owner)
        found = [one for one in ours if one.destination_id == destination_id]
        if not ours:
            raise NothingToChangeError(gettext("Nothing is subscribed here yet: begin with `/alerts subscribe`."))
        if not found:
            raise NothingToChangeError(
                gettext("Nothing is subscribed in this channel: choose one with the option `subscription`.")
            )
        return found

    async def _remember(
        self,
        before: list[Subscription],
        *,
        paused: bool,
        until: datetime | None = None,
        knows_end: bool = False,
    ) -> str:
        """Written first: a crash between the changes leaves what can be undone."""
        ends = {one.id: one.paused_until for one in before}
        key = secrets.token_hex(8)
        made = _Before(key=key, at=self._now(), paused=paused, ends=ends, until=until, knows_end=knows_end)
        await self._lately.keep(made, place_of(before[0]))
        return key


def _paused_already(paused: list[Subscription]) -> str:
    """Until when all of them are, and what changes that."""
    ends = {one.paused_until for one in paused}
    if len(ends) > 1:
        return gettext(
            "Everything in this channel is paused already, with different ends: give the option `until` to set "
            "one for all, or use `/alerts resume`."
        )
    (end,) = ends
    if end is None:
        return gettext(
            "Everything in this channel is paused already, until somebody resumes it: give the option `until` to "
            "set an end, or use `/alerts resume`."
        )
    return gettext(
        "Everything in this channel is paused already, until {time}: give the option `until` to move that, or use "
        "`/alerts resume`.",
        time=f"<t:{int(end.timestamp())}:f>",
    )


def _decode(doc: dict[str, Any]) -> _Before:
    until = doc.get("until", doc.get("moved_to"))  # as an earlier version called it
    return _Before(
        key=str(doc["key"]),
        at=moment(doc["at"]),
        paused=bool(doc["paused"]),
        ends={str(key): None if end is None else moment(end) for key, end in doc["ends"].items()},
        until=None if until is None else moment(until),
        knows_end=until is not None or bool(doc.get("knows_end")),
    )
