"""A change of a subscription, and the key by which Undo knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.errors import PaperboyError
from bot.domain.subscription import taken_back
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.domain.subscription import Subscription

    MayPost = Callable[[int], Awaitable[None]]  # raises where the person may not post in that channel themselves

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class UndoError(PaperboyError):
    """It cannot be undone. The text says what to do."""


def undo_over() -> UndoError:
    """Raised where it was undone before, or is not stored any more."""
    return UndoError(gettext("That cannot be undone any more: `/alerts list` shows how things are."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subscription before and after something was done to it; None where it was, or is, ended.

    `at` is the moment by which Undo knows it; None where nothing was changed.
    """

    was: Subscription | None
    became: Subscription | None
    at: datetime | None = None

    @property
    def key(self) -> str:
        """What Undo takes; empty where there is nothing to undo. Those of one moment are undone together."""
        return "" if self.at is None else key_of(self.at)

    @property
    def subscription(self) -> Subscription:
        """As it is now, or was when it ended."""
        found = self.became or self.was
        assert found is not None  # noqa: S101 - one of them is given
        return found

    @property
    def is_pause(self) -> bool:
        """Whether it was paused or resumed, or its pause has another end."""
        was, became = self.was, self.became
        pauses = [(one.paused, one.paused_until) for one in (was, became) if one is not None]
        return len(set(pauses)) > 1


def key_of(moment: datetime) -> str:
    """The key of what was changed at a moment."""
    return str((moment - _EPOCH) // _TICK)


def own_moment(now: datetime, tombstones: Iterable[Subscription]) -> datetime:
    """A moment for a change that no other change has which can still be undone."""
    taken = {one.ended for one in tombstones}
    while now in taken:
        now += _TICK
    return now


def change_behind(tombstone: Subscription, current: Subscription | None) -> Change:
    """What was done when a tombstone was left; `current` is its subscription now, if it has one."""
    return Change(was=taken_back(tombstone), became=current, at=tombstone.ended)
