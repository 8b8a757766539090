"""Pausing all that is subscribed in one channel, and resuming it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.domain.subscription import begins
from bot.language.translating import gettext
from bot.service.subscriptions.rules import UnknownSubscriptionError
from bot.service.subscriptions.undo import key_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.domain.subscription import Owner, Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undo import Change, MayPost


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


class ChannelPauses:
    """Pauses and resumes; all that is done by one call has one moment, so that Undo takes it back as a whole."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    async def pause(
        self, owner: Owner, destination_id: int, may_post: MayPost, until: datetime | None = None
    ) -> Changed:
        """Pause all of the owner's there that are on; where none is, move the end of their pauses.

        Asks `may_post` where one ends sooner by that. Raises NothingToChangeError.
        """
        found = await self._there(owner, destination_id)
        running = [one for one in found if not one.paused]
        some = running or [one for one in found if until is not None and one.paused_until != until]
        if not some:
            raise NothingToChangeError(
                gettext(
                    "Everything in this channel is paused already: give the option `until` to set another end, or "
                    "use `/alerts resume`."
                )
            )
        if any(begins(one, replace(one, paused=True, paused_until=until)) for one in some):
            await may_post(destination_id)
        at = await self._subscriptions.moment()
        changed = await _each(some, lambda one: self._subscriptions.pause(owner, one.id, until=until, moment=at))
        return Changed(key=key_of(at), subscriptions=changed, others=len(found) - len(some), moved=not running)

    async def resume(self, owner: Owner, destination_id: int) -> Changed:
        """Let all of the owner's there that are paused go on. Raises NothingToChangeError."""
        paused = [one for one in await self._there(owner, destination_id) if one.paused]
        if not paused:
            raise NothingToChangeError(gettext("Nothing in this channel is paused."))
        at = await self._subscriptions.moment()
        changed = await _each(paused, lambda one: self._subscriptions.resume(owner, one.id, moment=at))
        return Changed(key=key_of(at), subscriptions=changed)

    async def _there(self, owner: Owner, destination_id: int) -> list[Subscription]:
        found = [one for one in await self._subscriptions.owned(owner) if one.destination_id == destination_id]
        if not found:
            raise NothingToChangeError(
                gettext("Nothing is subscribed in this channel: use `/alerts list` or `/alerts subscribe`.")
            )
        return found


async def _each(
    some: Sequence[Subscription], change: Callable[[Subscription], Awaitable[Change]]
) -> tuple[Subscription, ...]:
    """Those that were changed: one that has ended meanwhile must not leave the others as they were."""
    changed: list[Subscription] = []
    for one in some:
        with suppress(UnknownSubscriptionError):
            changed.append((await change(one)).subscription)
    if not changed:
        raise NothingToChangeError(gettext("That subscription ended meanwhile: look at `/alerts list`."))
    return tuple(changed)
