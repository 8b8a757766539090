"""Doing what an import would change, and taking that back for an hour.

Each change is made so that it can be taken back by itself (`Endings`, `Edits`); one note names those of an import,
with what it added and what the settings of its channels were. What somebody has changed since stays as it is. A
crash while it is taken back does no harm: Undo again does the rest.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.errors import PaperboyError
from bot.domain.preferences import Preferences
from bot.language.translating import gettext
from bot.service.alerts_file.imported import (
    Done,
    GoesBack,
    Imported,
    ImportedEdit,
    ImportedSettings,
    imported_of,
    imported_settings,
)
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.preferences import NothingThereError
from bot.service.subscriptions.undoing.undoable import (
    Undoable,
    UndoError,
    changed_again,
    nameless,
    settings_of,
    undo_over,
)
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Owner, Subscription
    from bot.service.alerts_file.importer import Changes, Step
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.subscriptions import Draft, Subscriptions
    from bot.service.subscriptions.undoing.edits import Edited, Edits
    from bot.service.subscriptions.undoing.endings import Endings

T = TypeVar("T")

_NOTE: Final = "imports"
_NAME: Final = 120  # characters of an escaped name


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
        self._edits, self._now = edits, now
        self._lately = Undoable[Imported](store, _NOTE, imported_of, now)
        self.can_undo = self._lately.has

    async def carry_out(self, owner: Owner, place: int, changes: Changes) -> Done:
        """Do it, one after the other; where somebody has changed something since the plan the rest goes on."""
        key, at = secrets.token_hex(8), self._now()  # at first: what it names must be remembered as long
        work, troubles = _Work(), list[str]()
        for old in changes.ended:
            await _try(troubles, _shown(old.name), self._end(owner, old, work))
        for step in changes.steps:
            await _try(troubles, _shown(_named(step)), self._take(owner, step, work))
        await self._reschedule(step.draft.destination.id for step in changes.steps if step.draft)
        for destination_id, (_, after) in changes.settings.items():
            await _try(troubles, f"<#{destination_id}>", self._set(destination_id, after, work))
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

    async def undo(
        self, owner: Owner, place: int, key: str, require: Callable[[GoesBack], Awaitable[None]]
    ) -> Done:
        """Take all of it back that nobody has changed since.

        `require` raises where the person may not ask for it; then nothing is done. Raises UndoError.
        """
        async with self._lately.changing:
            made = await self._lately.find(key)
            if made is None or made.place != place:
                raise undo_over()
            await require(await self._goes_back(made))
            done = await self._undo(owner, made)
            await self._lately.drop([key])
        return done

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

    async def _set(self, destination_id: int, after: Preferences, work: _Work) -> None:
        before = (await self._preferences.read(destination_id)).chosen
        chosen = {one.name: getattr(after, one.name) for one in fields(Preferences)}
        await self._preferences.change(destination_id, **chosen)
        work.settings.append(imported_settings(destination_id, before, after))

    async def _reschedule(self, destination_ids: Iterable[int]) -> None:
        """What waits there may be wanted at another time now."""
        for destination_id in set(destination_ids):
            with suppress(NothingThereError):
                await self._preferences.reschedule(destination_id)

    async def _goes_back(self, made: Imported) -> GoesBack:
        book = await self._store.subscriptions()
        again = {one.destination_id for one in made.ended if book.get(one.id) is None}
        for was in (edit.was for edit in made.edits):
            current = book.get(was.id)
            if current is not None and current.destination_id != was.destination_id:
                again.add(was.destination_id)
        roles = {s.destination_id: s.before.role_id for s in made.settings if s.before.role_id != s.after.role_id}
        mentions = {channel_id: role_id for channel_id, role_id in roles.items() if role_id is not None}
        return GoesBack(channels=frozenset(again), mentions=mentions)

    async def _undo(self, owner: Owner, made: Imported) -> Done:
        """In the opposite order, so that each finds what it found; what was added goes first, and makes room."""
        troubles: list[str] = []
        added = [one for one in made.added if await _try(troubles, _shown(one.name), self._end_again(owner, one))]
        channels = [
            one.destination_id
            for one in made.settings
            if await _try(troubles, f"<#{one.destination_id}>", self._settings_back(one, troubles))
        ]
        changed: dict[str, Subscription] = {}
        for edit in reversed(made.edits):
            undoing = self._edits.undo(owner, edit.key, _asked_before)
            if await _try(troubles, _shown(edit.was.name), self._back(edit.was, undoing)):
                changed[edit.was.id] = edit.was
        await self._reschedule(one.destination_id for one in changed.values())
        ended = [
            one.id
            for one in reversed(made.ended)
            if await _try(troubles, _shown(one.name), self._back(one, self._endings.undo(owner, one.id)))
        ]
        return Done(
            added=len(added),
            changed=len(changed),
            ended=len(ended),
            channels=len(channels),
            troubles=tuple(dict.fromkeys(troubles)),
            waiting=await self._waiting([*changed, *ended]),
        )

    async def _end_again(self, owner: Owner, added: Subscription) -> bool:
        """End what was added; False where that is done. A pause that came to its end was changed by nobody."""
        current = (await self._store.subscriptions()).get(added.id)
        if current is None:
            return False
        over = added.paused_until is not None and added.paused_until <= self._now()
        same = settings_of(current) == settings_of(added) if over else nameless(current) == added
        if not same:
            raise changed_again()
        await self._subscriptions.unsubscribe(owner, added.id)
        return True

    async def _back(self, was: Subscription, undoing: Awaitable[object]) -> bool:
        """Take one change back; where a crash came after that, it is so already."""
        try:
            await undoing
        except UndoError:
            current = (await self._store.subscriptions()).get(was.id)
            if current is None or nameless(current) != was:
                raise
        return True

    async def _settings_back(self, imported: ImportedSettings, troubles: list[str]) -> bool:
        """Those that are still as the import left them; False where none is."""
        current = (await self._preferences.read(imported.destination_id)).chosen
        chosen: dict[str, object] = {}
        for setting in SETTINGS:
            before, after, now = (setting.of(one) for one in (imported.before, imported.after, current))
            if before == after:
                continue
            if now == after:
                chosen |= {name: getattr(imported.before, name) for name in setting.fields}
            elif now != before:
                stays = gettext("`{setting}` was changed again since, so it stays as it is.", setting=setting.key)
                troubles.append(_told(f"<#{imported.destination_id}>", stays))
        if chosen:
            await self._preferences.change(imported.destination_id, **chosen)
        return bool(chosen)

    async def _waiting(self, back: Collection[str]) -> int:
        """How many papers wait for those of them that are not paused."""
        book = await self._store.subscriptions()
        by_channel: dict[int, list[Subscription]] = {}
        for one in filter(None, map(book.get, back)):
            if not one.paused:
                by_channel.setdefault(one.destination_id, []).append(one)
        return sum([await self._subscriptions.waiting(*some) for some in by_channel.values()])


async def _asked_before(_: Draft) -> None:
    """Whether the person may is asked of all before anything is done."""


def _shown(name: str) -> str:
    return safe(name, _NAME)


def _named(step: Step) -> str:
    if step.draft is not None:
        return step.draft.full_name
    return step.existing.name if step.existing else ""


async def _try(troubles: list[str], entry: str, work: Awaitable[T]) -> T | None:
    """Do one of several things: what hinders it is told, and the rest goes on."""
    try:
        return await work
    except PaperboyError as error:
        troubles.append(_told(entry, error))
    return None


def _told(entry: str, error: object) -> str:
    return gettext("{entry}: {error}", entry=entry, error=error)
