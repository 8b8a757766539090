"""No file for `/alerts import`, bad or large, blocks the event loop."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.ports import PollCommit
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Owner
from bot.service.alerts_file.reader import MAX_FILE_BYTES, FileError, read_file
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.drafts import Drafts
from bot.service.subscriptions.rules import Limits
from bot.service.subscriptions.subscriptions import Setup, Subscriptions
from cogs.alerts.import_export.handler import ImportExportHandler
from cogs.shared.attachments import FileSlots
from cogs.shared.guards import Presses
from tests.support.fakes import destination, sighting
from tests.support.importing import importer_of, may_post
from tests.support.sources import CATALOGUE
from tests.wire.bounds.slices import held, watched

if TYPE_CHECKING:
    from bot.domain.ports import PastPapers, Store
    from bot.service.alerts_file.importer import ImportResult
    from tests.support.fakes import Clock

_CHANNELS = 500
_QUERIES = 500
_PAPERS = 60
_LONGEST = 500  # characters that a query may have


def in_dm(told: list[str]) -> Any:
    """A person who imports a file for themselves; `told` is the reply."""

    async def create_dm() -> Any:
        return SimpleNamespace(id=77)

    async def tell(*, content: str, **_: object):
        told.append(content)

    return SimpleNamespace(
        guild=None,
        guild_id=None,
        user=SimpleNamespace(id=9, create_dm=create_dm),
        is_user_integration=lambda: False,
        edit_original_response=tell,
    )


def query(number: int) -> str:
    """One of its own, about as long as one may be, that reads well."""
    return " OR ".join(f"word{n:02}and{number:03}" for n in range(30))


def file_of(*channels: dict[str, Any]) -> Any:
    """An attachment."""
    body = json.dumps({"paperboy": 1, "channels": channels}, separators=(",", ":")).encode()
    assert len(body) <= MAX_FILE_BYTES

    async def read() -> bytes:
        return body

    return SimpleNamespace(size=len(body), read=read)


@pytest.fixture
def handler(store: Store, now: Clock) -> ImportExportHandler:
    return ImportExportHandler(made(store, now))


def made(store: Store, now: Clock, past: PastPapers | None = None) -> Any:
    """The services that an import needs."""
    subscriptions = Subscriptions(store, now, Setup(past=past, limits=Limits(per_guild=1_000, per_channel=1_000)))
    return SimpleNamespace(
        file_slots=FileSlots(),
        subscriptions=subscriptions,
        preferences=ChannelPreferences(store, DigestTimes(), now),
        imports=importer_of(store, now, subscriptions),
        now=now,
        digests=DigestTimes(),
        catalogue=CATALOGUE,
        catalogue_for=lambda _: CATALOGUE,
        drafts=Drafts(store, now),
        presses=Presses(),
    )


def channel(**wrong: str) -> list[dict[str, Any]]:
    """Many subscriptions, in each of which something is wrong."""
    return [{"channel": "c", "subscriptions": [{"query": f"trees {n}"} | wrong for n in range(_QUERIES)]}]


@pytest.mark.parametrize(
    ("channels", "meant"),
    [
        (
            [{"channel": f"c{n}", "settings": {"zone": f"Europe/Berlni{n}"}} for n in range(_CHANNELS)],
            "Unknown time zone.",
        ),
        (channel(deliver="dayly" * 80), "`deliver` must be `now`, `daily` or `weekly`."),
        (channel(**{"d" * 400: "daily"}), "Valid: `id`"),
        ([{"channel": "c", "subscriptions": [{"query": f"{query(n)} AND ("} for n in range(_QUERIES)]}], ""),
    ],
    ids=["time zones", "long value", "long entry", "queries"],
)
async def test_something_wrong_again_and_again(
    handler: ImportExportHandler, channels: list[dict[str, Any]], meant: str
):
    """The first few are told, however long they are, and each turn is short."""
    async with watched() as slices:
        with pytest.raises(FileError, match=r"and 49\d more") as wrong:
            await handler.plan(in_dm([]), file_of(*channels), delete_absent=False)
    held(slices)
    assert not meant or str(wrong.value).count(meant) >= 9


async def test_many_queries_as_long_as_they_may_be(handler: ImportExportHandler):
    """As many as a file holds."""
    listed = [{"query": query(n)} for n in range(_QUERIES)]
    assert _LONGEST - 40 < len(listed[0]["query"]) <= _LONGEST
    told: list[str] = []
    async with watched() as slices:
        await handler.plan(in_dm(told), file_of({"channel": "c", "subscriptions": listed}), delete_absent=False)
    held(slices)
    assert told[0].startswith("This import will:")


async def test_very_many_subscriptions(store: Store, past: PastPapers, now: Clock):
    """Five hundred are added, changed and paused, and ended; those that were there have papers that they know."""
    services = made(store, now, past)
    owner = Owner(guild_id=1000, user_id=9)
    papers = [sighting(f"2511.{n:05}", title=f"Robots {n}") for n in range(_PAPERS)]
    await store.commit_poll(
        PollCommit(source="huggingface", at=now(), sightings=papers, alerts=(), subscriptions_version=0)
    )

    async def imported(*entries: dict[str, Any]) -> ImportResult:
        body = json.dumps({"paperboy": 1, "channels": [{"channel": "c", "subscriptions": entries}]}).encode()
        (wanted,) = await asyncio.to_thread(read_file, body)
        changes = await services.imports.plan(owner, [(wanted, destination())], delete_absent=True)
        assert changes.problems == ()
        return await services.imports.carry_out(owner, changes, may_post)

    first = [{"query": f"robots OR word{n}", "name": f"n{n}"} for n in range(250)]
    await imported(*first)
    ours = list((await store.subscriptions()).subscriptions)
    assert len((await store.subscriptions()).baseline(ours[0].id)) == _PAPERS
    second = [
        {"id": one.id, "query": f"{one.query} OR more", "name": one.name, "paused": True} for one in ours[:125]
    ]
    third = [{"query": f"robots OR other{n}"} for n in range(250)]
    async with watched() as slices:
        done = await imported(*second, *third)
    held(slices)
    assert len(done.results) == 500
