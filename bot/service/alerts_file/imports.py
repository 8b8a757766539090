"""Doing what an import would change: one thing after the other, and what hinders one is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from bot.language.translating import gettext
from bot.service.preferences.catalogue import SETTINGS
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Owner
    from bot.service.alerts_file.importer import Changes, Step
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undo import MayPost

_NAME = 120  # characters of an escaped name


@dataclass(slots=True)
class Done:
    """What an import did: how many subscriptions, how many channels. `troubles` are sentences about the rest."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    channels: int = 0
    troubles: list[str] = field(default_factory=list[str])

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was done."""
        return not (self.added or self.changed or self.ended or self.channels)


class Imports:
    """Carries out what was planned."""

    def __init__(self, subscriptions: Subscriptions, preferences: ChannelPreferences) -> None:
        self._subscriptions = subscriptions
        self._preferences = preferences

    async def carry_out(self, owner: Owner, changes: Changes, may_post: MayPost) -> Done:
        """Do it, one after the other; where somebody has changed something since the plan the rest goes on.

        So it does where `may_post` raises: somebody has paused meanwhile what the person may not resume.
        """
        done = Done()
        for old in changes.ended:
            done.ended += await _try(done, safe(old.name, _NAME), self._subscriptions.end(owner, old.id))
        for step in changes.steps:
            name = step.draft.full_name if step.draft else step.existing.name if step.existing else ""
            await _try(done, safe(name, _NAME), self._take(owner, step, done, may_post))
        await self._preferences.reschedule(step.draft.destination.id for step in changes.steps if step.draft)
        for destination_id, planned in changes.settings.items():
            done.channels += await _try(done, f"<#{destination_id}>", self._set(destination_id, *planned))
        return done

    async def _take(self, owner: Owner, step: Step, done: Done, may_post: MayPost) -> None:
        """Add or change one. It is paused before it changes, and goes on after that: in between nothing comes."""
        old, draft, ours = step.existing, step.draft, self._subscriptions
        key = old.id if old else ""
        if old is None and draft is not None:
            key = (await ours.save(draft)).id
            done.added += 1
        if step.paused:
            await ours.pause(owner, key, until=step.until, may_post=may_post)
        if old is not None and draft is not None:
            await ours.change(draft, old)
        if step.paused is False:
            await ours.resume(owner, key, may_post=may_post)
        done.changed += old is not None

    async def _set(self, destination_id: int, planned: Preferences, after: Preferences) -> None:
        """Set what was to change when it was planned: anything else somebody may have set since."""
        new = (setting for setting in SETTINGS if setting.of(planned) != setting.of(after))
        chosen = {name: getattr(after, name) for setting in new for name in setting.names}
        await self._preferences.revise(destination_id, lambda _: chosen)


async def _try(done: Done, entry: str, work: Awaitable[object]) -> bool:
    """Do one of several things: what hinders it is told, and the rest goes on."""
    try:
        await work
    except PaperboyError as error:
        done.troubles.append(gettext("{entry}: {error}", entry=entry, error=error))
        return False
    return True
