"""The last change that a server or person can take back, for `/alerts list` to offer that once more.

The answer to a change has *Undo* for an hour; but it is one private message among others. What can be taken back
is stored, so the list offers it to every manager of a server, also after a restart or on another replica.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from discord.utils import format_dt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain.subscription import Owner
    from bot.service.subscriptions.undoing.undoable import Lately
    from cogs.shared.layouts import Item

_TRIED: Final = 10  # each is read with its baseline, and may turn out to be what somebody has changed since

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Remembers(Protocol[T_co]):
    """What can take back what it did."""

    @property
    def done_in(self) -> Callable[[int], Awaitable[Sequence[Lately]]]:
        """What was done lately in a place, the newest first."""
        ...

    @property
    def left(self) -> Callable[[Owner, str], Awaitable[T_co | None]]:
        """One of these, by its owner and key, as far as it can still be taken back; None where it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of changes: what remembers them, one in a sentence of the time of day, the button for its key."""

    remembered: Remembers[T]
    told: Callable[[T, str], str]
    undo: Callable[[str], Item]

    async def shown(self, owner: Owner, lately: Lately) -> tuple[str, Item] | None:
        """One of them, if it can still be taken back."""
        left = await self.remembered.left(owner, lately.key)
        # Relative time would be wrong where the clock of a page stands still, as the demo's does
        return None if left is None else (self.told(left, format_dt(lately.at, "t")), self.undo(lately.key))


async def last_change(kinds: Sequence[Kind[Any]], owner: Owner, place: int) -> tuple[str, Item] | None:
    """The newest that can be taken back, in a sentence, and the button for that; None where there is none."""
    found = [(lately, kind) for kind in kinds for lately in await kind.remembered.done_in(place)]
    for lately, kind in sorted(found, key=lambda one: one[0].at, reverse=True)[:_TRIED]:
        if (shown := await kind.shown(owner, lately)) is not None:
            return shown
    return None
