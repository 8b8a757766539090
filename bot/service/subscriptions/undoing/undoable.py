"""What can be taken back for an hour. It is kept in a note, so that Undo works after a restart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from bot.domain.errors import PaperboyError
from bot.domain.subscription import NOBODY
from bot.language.translating import gettext
from bot.service.notes import JsonNote

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from bot.domain.ports import NoteStore
    from bot.domain.subscription import Subscription

KEPT: Final = timedelta(hours=1)


class UndoError(PaperboyError):
    """It cannot be taken back. The text says why, and what to do."""


def changed_again() -> UndoError:
    """What to raise where taking it back would take back something else, too."""
    return UndoError(
        gettext("That subscription was changed again, so nothing was undone: look at `/alerts list`.")
    )


def settings_of(subscription: Subscription) -> Subscription:
    """What a change is about: not who made it, nor whether it is paused."""
    return replace(subscription, creator_id=NOBODY, paused=False, paused_until=None)


class _Done(Protocol):
    @property
    def at(self) -> datetime: ...


T = TypeVar("T", bound=_Done)


class Undoable(Generic[T]):
    """What was done lately, in the note of that name; `decode` reads it, `now` gives aware UTC time.

    Hold `changing` from reading to saving.
    """

    def __init__(
        self, store: NoteStore, name: str, decode: Callable[[Any], tuple[T, ...]], now: Callable[[], datetime]
    ) -> None:
        self._note = JsonNote[tuple[T, ...]](store, name, decode)
        self._now = now
        self.changing = asyncio.Lock()

    async def known(self) -> tuple[T, ...]:
        """All that the note has, what is too old included."""
        return await self._note.load() or ()

    async def kept(self) -> list[T]:
        """What can still be taken back."""
        now = self._now()
        return [one for one in await self.known() if now - one.at <= KEPT]

    async def save(self, done: Collection[T]) -> None:
        """Keep these instead."""
        if done:
            await self._note.save(tuple(done))
        else:
            await self._note.forget()

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more."""
        async with self.changing:
            known, kept = await self.known(), await self.kept()
            if len(kept) < len(known):
                await self.save(kept)
