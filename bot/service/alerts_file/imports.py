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

    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Owner, Subscription
    from bot.service.alerts_file.changers import Changers
    from bot.service.alerts_file.imported import Denied, GoesBack
    from bot.service.alerts_file.importer import Changes, Step
    from bot.service.subscriptions.undoing.edits import Edited
    from bot.service.subscriptions.undoing.undoable import MayPost

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
    """Carries out what was planned, and takes it back.

    A `place` is a server, or the channel of a person's direct messages.
    """

    def __init__(self, changers: Changers) -> None:
        self._by = changers
        self._lately = Undoable[Imported](changers.store, _NOTE, imported_of, changers.now)
        self.done_in = self._lately.done_in

    async def carry_out(self, owner: Owner, place: int, changes: Changes, may_post: MayPost) -> Done:
        """Do it, one after the other; where somebody has changed something since the plan the rest goes on.

        So it does where `may_post` raises: somebody has paused meanwhile what the person may not resume.
        """
        key, at = secrets.token_hex(8), self._by.now()  # at first: what it names must be remembered as long
        work, troubles = _Work(), list[str]()
        for old in changes.ended:
            await _try(troubles, shown(old.name), self._end(owner, old, work))
        for step in changes.steps:
            await _try(troubles, shown(_named(step)), self._take(owner, step, work, may_post))
        await self._by.preferences.reschedule_all(
            step.draft.destination.id for step in changes.steps if step.draft
        )
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
        imported = Imported(
            key=key,
            at=at,
            place=place,
            added=tuple(work.added),
            edits=tuple(work.edits),
            ended=tuple(work.ended),
            settings=tuple(work.settings),
        )
        await self._lately.keep(imported, place)
        return replace(done, key=key)

    async def undo(self, owner: Owner, place: int, key: str, ask: Callable[[GoesBack], Awaitable[Denied]]) -> Done:
        """Take all of it back that nobody has changed since, and that the person may ask for, as `ask` says.

        What they may not, and what could not be done at this moment, can be taken back later with the same key.
        Raises UndoError.
        """
        from bot.service.alerts_file.taking_back import TakingBack  # noqa: PLC0415 - an import is rare, its Undo rarer

        taking_back = TakingBack(self._by)
        async with self._lately.changing(key):
            made = await self._lately.find(key)
            if made is None or made.place != place:
                raise undo_over()
            denied = await ask(await taking_back.asks(made))
            done, rest = await taking_back.take_back(owner, made, denied)
            if rest is None:
                await self._lately.drop([key])
                return done
            await self._lately.write_again(rest)
        return replace(done, key=key, until=made.at + KEPT)

    async def left(self, owner: Owner, key: str) -> Done | None:
        """What was done and is not taken back yet; None where nothing of it is as the import left it any more.

        Of what stays somebody may have changed some since: only Undo looks into that.
        """
        made = await self._lately.find(key)
        if made is None:
            return None
        ours = {one.id for one in await self._by.subscriptions.owned(owner)}
        changed = {edit.was.id for edit in made.edits}
        added, ended = ({one.id for one in some} for some in (made.added, made.ended))
        if not (ours & (added | changed) or ended - ours or made.settings):
            return None
        return Done(added=len(added), changed=len(changed), ended=len(ended), channels=len(made.settings), key=key)

    async def forget_old(self) -> None:
        """Let go of what cannot be taken back any more, single changes included."""
        await self._by.endings.forget_old()
        await self._by.edits.forget_old()
        await self._lately.forget_old()

    async def forget(self, places: Collection[int]) -> None:
        """What was imported there cannot be taken back any more."""
        await self._lately.drop_about([str(place) for place in places])

    async def _end(self, owner: Owner, old: Subscription, work: _Work) -> None:
        work.ended.append(nameless(await self._by.endings.end(owner, old.id, by_itself=False)))

    async def _take(self, owner: Owner, step: Step, work: _Work, may_post: MayPost) -> None:
        """Add or change one. It is paused before it changes, and goes on after that: in between nothing comes."""
        old, draft, edits = step.existing, step.draft, self._by.edits
        if old is None:
            if draft is not None:
                work.added.append(nameless(await self._by.subscriptions.save(draft)))
                if step.paused:
                    paused = await self._by.subscriptions.pause(owner, work.added[-1].id, until=step.until)
                    work.added[-1] = nameless(paused)
            return
        if step.paused:
            done = await edits.pause(owner, old.id, may_post, paused=True, until=step.until, by_itself=False)
            work.note(done)
        if draft is not None:
            work.note(await edits.save(draft, old, by_itself=False))
        if step.paused is False:
            work.note(await edits.pause(owner, old.id, may_post, paused=False, by_itself=False))

    async def _set(self, destination_id: int, planned: Preferences, after: Preferences, work: _Work) -> None:
        """Set what was to change when it was planned: anything else somebody may have set since."""
        new = (setting for setting in SETTINGS if setting.of(planned) != setting.of(after))
        chosen = {name: getattr(after, name) for setting in new for name in setting.fields}
        before, now = await self._by.preferences.revise(destination_id, lambda _: chosen)
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
