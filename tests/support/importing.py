"""An importer for tests, on a store."""

from typing import Any

from bot.domain.ports.catalogue import EMPTY_CATALOGUE, Catalogue
from bot.domain.schedule import DigestTimes
from bot.service.alerts_file.importer import Importer
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import Clock


def importer_of(
    store: Any, now: Clock, subscriptions: Subscriptions | None = None, catalogue: Catalogue = EMPTY_CATALOGUE
) -> Importer:
    """With everything that it needs."""
    return Importer(
        subscriptions or Subscriptions(store, now), ChannelPreferences(store, DigestTimes(), now), now, catalogue
    )


async def may_post(_: int):
    """The importing person is allowed to post everywhere."""
