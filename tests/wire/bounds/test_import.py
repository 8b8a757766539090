"""However bad a file for `/alerts import` is, reading it holds up nobody."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.schedule import DigestTimes
from bot.service.alerts_file.reader import LARGEST, FileError
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.subscriptions import Subscriptions
from cogs.alerts.import_export import ImportExportHandler
from tests.support.sources import CATALOGUE
from tests.wire.bounds.slices import held, watched

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

_CHANNELS = 500
_QUERIES = 500
_LONGEST = 500  # characters that a query may have


@dataclass
class InDm:
    """Who imports a file for themselves; `told` is what they read."""

    told: list[str] = field(default_factory=list[str])
    guild: None = None
    guild_id: None = None
    id: int = 9

    def is_user_integration(self) -> bool:
        return False

    @property
    def user(self) -> InDm:
        return self

    async def create_dm(self) -> Any:
        return SimpleNamespace(id=77)

    async def edit_original_response(self, *, content: str, **_: object) -> None:
        self.told.append(content)


def query(number: int) -> str:
    """One of its own, about as long as one may be, that reads well."""
    return " OR ".join(f"word{n:02}and{number:03}" for n in range(30))


def file_of(*channels: dict[str, Any]) -> Any:
    """An attachment."""
    body = json.dumps({"paperboy": 1, "channels": channels}, separators=(",", ":")).encode()
    assert len(body) <= LARGEST

    async def read() -> bytes:
        return body

    return SimpleNamespace(size=len(body), read=read)


@pytest.fixture
def handler(store: Store, now: Clock) -> ImportExportHandler:
    services: Any = SimpleNamespace(
        subscriptions=Subscriptions(store, now, per_guild=1_000, per_channel=1_000),
        preferences=ChannelPreferences(store, DigestTimes(), now),
        now=now,
        catalogue=CATALOGUE,
    )
    return ImportExportHandler(services)


async def test_a_wrong_time_zone_in_each_of_many_channels(handler: ImportExportHandler) -> None:
    """37 KB of them: the first few are told with what may be meant, and each turn is short."""
    channels = [{"channel": f"c{n}", "settings": {"zone": f"Europe/Berlni{n}"}} for n in range(_CHANNELS)]
    person: Any = InDm()
    async with watched() as slices:
        with pytest.raises(FileError) as wrong:
            await handler.plan(person, file_of(*channels), end_missing=False)
    held(slices)
    text = str(wrong.value)
    assert text.count("Did you mean Europe/Berlin?") == 10
    assert text.endswith("… and many more.")


@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong"])
async def test_many_queries_as_long_as_they_may_be(handler: ImportExportHandler, *, wrong: bool) -> None:
    """As many as a file holds, right or wrong."""
    listed = [{"query": query(n) + (" AND (" if wrong else "")} for n in range(_QUERIES)]
    assert _LONGEST - 40 < len(listed[0]["query"]) <= _LONGEST
    channels = [{"channel": "c", "subscriptions": listed}]
    person: Any = InDm()
    async with watched() as slices:
        if wrong:
            with pytest.raises(FileError, match="and many more"):
                await handler.plan(person, file_of(*channels), end_missing=False)
        else:
            await handler.plan(person, file_of(*channels), end_missing=False)
            assert person.told[0].startswith("Nothing is changed yet. Importing would:")
    held(slices)
