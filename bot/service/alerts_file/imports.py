"""Doing what an import would change, in such a way that it can be taken back for an hour.

Each change is made so that it can be taken back by itself (`Endings`, `Edits`); one note names those of an import,
with what it added and what the settings of its channels were.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.domain.errors import PaperboyError
from bot.service.alerts_file.imported import (
    Done,
    Imported,
    ImportedEdit,
    ImportedSettings,
    imported_of,
    imported_settings,
    shown,
    told,
)
from bot.service.preferences.catalogue import SETTINGS
from bot.service.subscriptions.undoing.undoable import KEPT, Undoable, nameless, undo_over

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Owner, Subscription
    from bot.service.alerts_file.imported import Denied, GoesBack
    from bot.service.alerts_file.importer import Changes, Step
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.edits import Edited, Edits
    from bot.service.subscriptions.undoing.endings import Endings

_NOTE: Final = "imports"


@dataclass(slots=True)
class _Work:
    """What was done so far."""

    added: list[Subscription] = field(default_factory=list["Subscription"])
    edits: list[ImportedEdit] = field(default_factory=list[ImportedEdit])
    ended: list[Subscription] = field(default_factory=list["Subscription"])
    settings: list[ImportedSettings] = field(default_factory=list[ImportedSettings])

    def note(self, edited: Edited) -> None:
        if edited.key:
            self.edits.append(ImportedEdit(key=edited.key, was=nameless(edited.was)))


class Imports:
    """Carries out what was planned, and takes it back, if it `can_undo` that. `now` gives aware UTC time.

    A `place` is a server, or the channel of a person's direct messages.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that an import changes
        self,
        store: Store,
        subscriptions: Subscriptions,
        preferences: ChannelPreferences,
        endings: Endings,
        edits: Edits,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._endings = endings
        self._edits = edits
        self._now = now
        self._lately = Undoable[Imported](store, _NOTE, imported_of, now)
        self.can_undo = self._lately.has

    async def carry_out(self, owner: Owner, place: int, changes: Changes) -> Done:
        """Do it, one after the other; where somebody has changed something since the plan the rest goes on."""
        key, at = secrets.token_hex(8), self._now()  # at first: what it names must be remembered as long
        work, troubles = _Work(), list[str]()
        for old in changes.ended:
            await _try(troubles, shown(old.name), self._end(owner, old, work))
        for step in changes.steps:
            await _try(troubles, shown(_named(step)), self._take(owner, step, work))
        await self._preferences.reschedule_all(step.draft.destination.id for step in changes.steps if step.draft)
        for destination_id, planned in changes.settings.items():
            await _try(troubles, f"<#{destination_id}>", self._set(destination_id, *planned, work))
        done = Done(
            added=len(work.added),
            changed=len({one.was.id for one in work.edits}),
            ended=len(work.ended),
            channels=len(work.settings),
            troubles=tuple(troubles),
        )
        if done.is_nothing:
            return done
        async with self._lately.changing:
            await self._lately.keep(
                Imported(
                    key=key,
                    at=at,
                    place=place,
                    added=tuple(work.added),
                    edits=tuple(work.edits),
                    ended=tuple(work.ended),
                    settings=tuple(work.settings),
                )
            )
        return replace(done, key=key)

    async def undo(self, owner: Owner, place: int, key: str, ask: Callable[[GoesBack], Awaitable[Denied]]) -> Done:
        """Take all of it back that nobody has changed since, and that the person may ask for, as `ask` says.

        What they may not, and what could not be done at this moment, can be taken back later with the same key.
        Raises UndoError.
        """
        from bot.service.alerts_file.taking_back import TakingBack  # noqa: PLC0415 - an import is rare, its Undo rarer

        taking_back = TakingBack(
            self._store, self._subscriptions, self._preferences, self._endings, self._edits, self._now
        )
        async with self._lately.changing:
            made = await self._lately.find(key)
            if made is None or made.place != place:
                raise undo_over()
            denied = await ask(await taking_back.asks(made))
            done, rest = await taking_back.take_back(owner, made, denied)
            if rest is None:
                await self._lately.drop([key])
                return done
            await self._lately.keep(rest)
        return replace(done, key=key, until=made.at + KEPT)

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more, single changes included."""
        await self._endings.forget_old()
        await self._edits.forget_old()
        await self._lately.forget_old()

    async def forget(self, places: Collection[int]) -> None:
        """What was imported there cannot be taken back any more."""
        async with self._lately.changing:
            await self._lately.drop_about([str(place) for place in places])

    async def _end(self, owner: Owner, old: Subscription, work: _Work) -> None:
        work.ended.append(nameless(await self._endings.end(owner, old.id)))

    async def _take(self, owner: Owner, step: Step, work: _Work) -> None:
        """Add or change one. It is paused before it changes, and goes on after that: in between nothing comes."""
        old, draft = step.existing, step.draft
        if old is None:
            if draft is not None:
                work.added.append(nameless(await self._subscriptions.save(draft)))
                if step.paused:
                    paused = await self._subscriptions.pause(owner, work.added[-1].id, until=step.until)
                    work.added[-1] = nameless(paused)
            return
        if step.paused:
            work.note(await self._edits.pause(owner, old.id, paused=True, until=step.until))
        if draft is not None:
            work.note(await self._edits.save(draft, old))
        if step.paused is False:
            work.note(await self._edits.pause(owner, old.id, paused=False))

    async def _set(self, destination_id: int, planned: Preferences, after: Preferences, work: _Work) -> None:
        """Set what was to change when it was planned: anything else somebody may have set since."""
        new = (setting for setting in SETTINGS if setting.of(planned) != setting.of(after))
        chosen = {name: getattr(after, name) for setting in new for name in setting.fields}
        before, now = await self._preferences.revise(destination_id, lambda _: chosen)
        work.settings.append(imported_settings(destination_id, before, now.chosen))


def _named(step: Step) -> str:
    if step.draft is not None:
        return step.draft.full_name
    return step.existing.name if step.existing else ""


async def _try(troubles: list[str], entry: str, work: Awaitable[None]) -> None:
    """Do one of several things: what hinders it is told, and the rest goes on."""
    try:
        await work
    except PaperboyError as error:
        troubles.append(told(entry, error))
