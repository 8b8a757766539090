"""What carries out an import, on a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.schedule import DigestTimes
from bot.service.alerts_file.imports import Imports
from bot.service.preferences.preferences import ChannelPreferences

if TYPE_CHECKING:
    from bot.service.subscriptions.subscriptions import Subscriptions
    from tests.support.fakes import Clock


def imports_of(store: Any, now: Clock, subscriptions: Subscriptions) -> Imports:
    """With everything that it needs."""
    return Imports(subscriptions, ChannelPreferences(store, DigestTimes(), now))


async def may_post(_: int) -> None:
    """Whoever imports may post there."""
