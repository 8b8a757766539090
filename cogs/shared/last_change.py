"""The last change that each server or person can take back, for `/alerts list` to offer that once more.

The answer to a change has *Undo* for an hour, which works after a restart; but it is one private message among
others. What was changed last is remembered in memory, so that after a restart that message alone has the button.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.domain.subscription import Owner
    from cogs.shared.layouts import Item

_OWNERS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done: a sentence of the time of day, the button that takes it back, and whether it still can."""

    told: Callable[[str], str]
    undo: Callable[[], Item]
    can_be_undone: Callable[[], Awaitable[bool]]


class LastChanges:
    """`now` gives aware UTC time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._changes: OrderedDict[tuple[int | None, int], tuple[datetime, Change]] = OrderedDict()

    def note(self, owner: Owner, change: Change) -> None:
        """It has just been done."""
        self._changes[_key(owner)] = self._now(), change
        self._changes.move_to_end(_key(owner))
        if len(self._changes) > _OWNERS:
            self._changes.popitem(last=False)

    async def of(self, owner: Owner) -> tuple[str, Item] | None:
        """The last one in a sentence, and the button that takes it back; None where there is none."""
        at, change = self._changes.get(_key(owner), (None, None))
        if at is None or change is None:
            return None
        if not await change.can_be_undone():
            self._changes.pop(_key(owner), None)
            return None
        # Relative time would be wrong where the clock of a page stands still, as the demo's does
        return change.told(format_dt(at, "t")), change.undo()


def _key(owner: Owner) -> tuple[int | None, int]:
    return owner.guild_id, owner.user_id if owner.guild_id is None else 0
