"""What an import changes things by, and what takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.edits import Edits
    from bot.service.subscriptions.undoing.endings import Endings


@dataclass(frozen=True, slots=True)
class Changers:
    """One for each kind of change, and the store. `now` gives aware UTC time."""

    store: Store
    subscriptions: Subscriptions
    preferences: ChannelPreferences
    endings: Endings
    edits: Edits
    now: Callable[[], datetime]
