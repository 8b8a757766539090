"""What carries out an import and takes it back, on a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.schedule import DigestTimes
from bot.service.alerts_file.changers import Changers
from bot.service.alerts_file.imports import Imports
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.undoing.edits import Edits
from bot.service.subscriptions.undoing.endings import Endings

if TYPE_CHECKING:
    from bot.service.subscriptions.subscriptions import Subscriptions
    from tests.support.fakes import Clock


def imports_of(store: Any, now: Clock, subscriptions: Subscriptions) -> Imports:
    """With everything that it needs, as in a process that has just begun."""
    endings = Endings(store, subscriptions, now)
    edits = Edits(store, subscriptions, endings, now)
    preferences = ChannelPreferences(store, DigestTimes(), now)
    return Imports(Changers(store, subscriptions, preferences, endings, edits, now))


async def may_post(_: int) -> None:
    """Whoever imports may post there."""
