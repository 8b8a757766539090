"""Taking an import back, each of its changes by itself.

What somebody has changed since stays as it is. What the person may not ask for, and what could not be done at this
moment, is left for another Undo. A crash in between does no harm: Undo again does the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.subscription import begins
from bot.language.translating import gettext
from bot.service.alerts_file.imported import Done, GoesBack, Imported, ImportedEdit, ImportedSettings, shown, told
from bot.service.preferences.catalogue import SETTINGS
from bot.service.preferences.preferences import NothingThereError
from bot.service.subscriptions.undoing.undoable import UndoError, changed_again, nameless, settings_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Owner, Subscription
    from bot.service.alerts_file.changers import Changers
    from bot.service.alerts_file.imported import Denied


@dataclass(slots=True)
class _Rest:
    """What is not taken back yet, and can be; `troubles` say why, and what cannot."""

    added: list[Subscription] = field(default_factory=list["Subscription"])
    edits: list[ImportedEdit] = field(default_factory=list[ImportedEdit])
    ended: list[Subscription] = field(default_factory=list["Subscription"])
    settings: list[ImportedSettings] = field(default_factory=list[ImportedSettings])
    troubles: list[str] = field(default_factory=list[str])

    def of(self, made: Imported) -> Imported | None:
        """What is left of an import; None for nothing."""
        if not (self.added or self.edits or self.ended or self.settings):
            return None
        return replace(
            made,
            added=tuple(self.added),
            edits=tuple(self.edits),
            ended=tuple(self.ended),
            settings=tuple(self.settings),
        )

    async def done(self, entry: str, work: Awaitable[bool], leave: Callable[[], None]) -> bool:
        """Whether something was taken back. What hinders it is told; it is left unless it cannot be any more."""
        try:
            return await work
        except (UndoError, NothingThereError) as error:
            self.troubles.append(told(entry, error))
        except PaperboyError as error:
            self.troubles.append(told(entry, error))
            leave()
        return False


class TakingBack:
    """Takes imports back, by what made their changes."""

    def __init__(self, changers: Changers) -> None:
        self._by = changers

    async def asks(self, made: Imported) -> GoesBack:
        """What the person must be allowed to have all of it taken back."""
        ended = {one.destination_id for one in await self._gone(made)}
        moved = {was.destination_id for was in await self._begins(made)}
        roles = {s.destination_id: s.before.role_id for s in made.settings if s.before.role_id != s.after.role_id}
        mentions = {channel_id: role_id for channel_id, role_id in roles.items() if role_id is not None}
        return GoesBack(channels=frozenset(ended | moved), mentions=mentions)

    async def take_back(self, owner: Owner, made: Imported, denied: Denied) -> tuple[Done, Imported | None]:
        """Take back what is not denied; what is left of it, or None.

        In the opposite order, so that each finds what it found; what was added goes first, and makes room.
        """
        rest = _Rest()
        added = [one for one in made.added if await self._end_again(owner, one, rest)]
        channels = [one for one in made.settings if await self._settings_back(one, denied, rest)]
        changed = await self._edits_back(owner, made, denied, rest)
        await self._by.preferences.reschedule_all(one.destination_id for one in changed.values())
        ended = await self._ended_back(owner, made, denied, rest)
        rest.troubles += [*denied.channels.values(), *denied.mentions.values()]
        names = [one.name for one in (*added, *changed.values(), *ended)]
        done = Done(
            added=len(added),
            changed=len(changed),
            ended=len(ended),
            channels=len(channels),
            troubles=tuple(dict.fromkeys(rest.troubles)),
            waiting=await self._waiting([*changed, *(one.id for one in ended)]),
            only=shown(names[0]) if len(names) == 1 and not channels else "",
        )
        return done, rest.of(made)

    async def _gone(self, made: Imported) -> list[Subscription]:
        """What it ended, and nobody has brought back."""
        book = await self._by.store.subscriptions()
        return [one for one in made.ended if book.get(one.id) is None]

    async def _begins(self, made: Imported) -> list[Subscription]:
        """What was in another channel before one of its changes, or goes on, or sooner: as it was then."""
        book = await self._by.store.subscriptions()
        changed = ((edit.was, book.get(edit.was.id)) for edit in made.edits)
        return [was for was, now in changed if now is not None and begins(now, was)]

    async def _end_again(self, owner: Owner, added: Subscription, rest: _Rest) -> bool:
        work = self._end(owner, added)
        return await rest.done(shown(added.name), work, lambda: rest.added.append(added))

    async def _end(self, owner: Owner, added: Subscription) -> bool:
        """End what was added; False where that is done. A pause that came to its end was changed by nobody."""
        current = (await self._by.store.subscriptions()).get(added.id)
        if current is None:
            return False
        over = added.paused_until is not None and added.paused_until <= self._by.now()
        same = settings_of(current) == settings_of(added) if over else nameless(current) == added
        if not same:
            raise changed_again()
        try:
            await self._by.subscriptions.unsubscribe(owner, added.id, current)
        except ConflictError:
            raise changed_again() from None
        return True

    async def _edits_back(
        self, owner: Owner, made: Imported, denied: Denied, rest: _Rest
    ) -> dict[str, Subscription]:
        """By id, how those were that are so again. The changes of one are left together: each follows another."""
        back: dict[str, Subscription] = {}
        left = {was.id for was in await self._begins(made) if was.destination_id in denied.channels}
        earlier: dict[str, list[Subscription]] = {}
        for edit in made.edits:
            earlier.setdefault(edit.was.id, []).append(edit.was)
        for edit in reversed(made.edits):
            key = edit.was.id
            if key not in left:
                undoing = self._by.edits.undo(owner, edit.key, _asked_before)
                work = self._back(key, undoing, tuple(earlier[key]))
                if await rest.done(shown(edit.was.name), work, lambda key=key: left.add(key)):
                    back[key] = edit.was
            if key in left:
                rest.edits.insert(0, edit)
            earlier[key].pop()
        return back

    async def _ended_back(self, owner: Owner, made: Imported, denied: Denied, rest: _Rest) -> list[Subscription]:
        """Those that are there again."""
        gone = {one.id for one in await self._gone(made)}
        back: list[Subscription] = []
        for one in reversed(made.ended):
            if one.destination_id in denied.channels and one.id in gone:
                rest.ended.insert(0, one)
                continue
            work = self._back(one.id, self._by.endings.undo(owner, one.id, _asked_before), (one,))
            if await rest.done(shown(one.name), work, lambda one=one: rest.ended.insert(0, one)):
                back.append(one)
        return back

    async def _back(self, key: str, undoing: Awaitable[object], earlier: Collection[Subscription]) -> bool:
        """Take one change back. Where a crash came after that it is so already, or as before an earlier one."""
        try:
            await undoing
        except UndoError:
            current = (await self._by.store.subscriptions()).get(key)
            if current is None or nameless(current) not in earlier:
                raise
        return True

    async def _settings_back(self, imported: ImportedSettings, denied: Denied, rest: _Rest) -> bool:
        """The role that may not be mentioned is left; so is all of it where it could not be written."""
        but_role = imported.destination_id in denied.mentions
        left = [imported] if but_role else []
        work = self._chosen_back(imported, rest, but_role=but_role)
        back = await rest.done(f"<#{imported.destination_id}>", work, lambda: left.append(imported))
        rest.settings += left[:1]
        return back

    async def _chosen_back(self, imported: ImportedSettings, rest: _Rest, *, but_role: bool) -> bool:
        """Those that are still as the import left them; False where none is."""
        chosen: dict[str, object] = {}

        def choose(current: Preferences) -> dict[str, object]:
            for setting in SETTINGS:
                before, after, now = (setting.of(one) for one in (imported.before, imported.after, current))
                if before == after or (but_role and "role_id" in setting.fields):
                    continue
                if now == after:
                    chosen.update({name: getattr(imported.before, name) for name in setting.fields})
                elif now != before:
                    stays = gettext(
                        "`{setting}` was changed again since, so it stays as it is.", setting=setting.key
                    )
                    rest.troubles.append(told(f"<#{imported.destination_id}>", stays))
            return chosen

        await self._by.preferences.revise(imported.destination_id, choose)
        return bool(chosen)

    async def _waiting(self, back: Collection[str]) -> int:
        """How many papers wait for those of them that are not paused."""
        book = await self._by.store.subscriptions()
        by_channel: dict[int, list[Subscription]] = {}
        for one in filter(None, map(book.get, back)):
            if not one.paused:
                by_channel.setdefault(one.destination_id, []).append(one)
        return sum([await self._by.subscriptions.waiting(*some) for some in by_channel.values()])


async def _asked_before(_: int) -> None:
    """Whether the person may is asked of all before anything is done."""
