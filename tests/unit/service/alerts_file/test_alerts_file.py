"""The alerts file: writing, reading and importing."""

import asyncio
import json
from typing import Any

import pytest

from bot.domain.ports import SourceKind, Store
from bot.domain.ports.catalogue import AddedSpec, Catalogue
from bot.service.alerts_file.document import document
from bot.service.alerts_file.reader import FileError, WantedChannel, read_file
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import CHANNEL, SERVER, Clock, destination, subscribe, subscription
from tests.support.importing import importer_of, may_post
from tests.support.sources import make_spec

HERE, ELSEWHERE = CHANNEL, CHANNEL + 1


def body(*listed: object) -> bytes:
    return json.dumps({"paperboy": 1, "channels": listed}).encode()


def read(entry: dict[str, Any]) -> WantedChannel:
    """Return the one channel of a file, named papers by default."""
    (found,) = read_file(body({"channel": "papers", **entry}))
    return found


async def test_a_pause_alone_is_a_step_of_its_own(store: Store, now: Clock):
    """An import changes only the pause; failures are reported by name of the subscription."""
    await subscribe(store, subscription("aaaaa", "trees", paused=True), subscription("bbbbb", "robot"))
    service = Subscriptions(store, now)
    importer = importer_of(store, now, service)
    listed = [
        {"id": "aaaaa", "name": "trees", "query": "trees"},
        {"id": "bbbbb", "query": "robot", "paused": True},
    ]
    changes = await importer.plan(
        SERVER, [(read({"subscriptions": listed}), destination(HERE))], delete_absent=False
    )
    assert [(step.needs_room, step.pause) for step in changes.steps] == [
        (False, (False, None)),
        (False, (True, None)),
    ]
    await service.delete(SERVER, "bbbbb")
    (trouble,) = (await importer.carry_out(SERVER, changes, may_post)).troubles
    assert trouble.startswith("robot: There is no subscription “")
    assert not (await service.get(SERVER, "aaaaa")).paused


def test_sources_are_read_by_any_of_their_names():
    """Sources are read as stored; unknown valid names are left to the importer."""
    catalogue = Catalogue([make_spec("picks"), make_spec("alpha", title="The Alpha", kind=SourceKind.STREAM)])

    def sources(*listed: object) -> tuple[str, ...]:
        entry = {"channel": "papers", "subscriptions": [{"query": "a1", "sources": listed}]}
        return read_file(body(entry), catalogue)[0].subscriptions[0].sources

    assert sources() == ()
    assert sources("The Alpha", "lists") == ("lists", "alpha")
    assert sources("all") == ("lists", "alpha")
    assert sources("gone-feed", "picks") == ("gone-feed", "picks")
    with pytest.raises(FileError, match=r"`sources`: Unknown source `Alpah!`. Choose from `lists`"):
        sources("Alpah!")


def test_people_can_read_which_sources_a_file_names():
    """Titles stand beside the names of added sources, which are hashes; an import does without them."""
    catalogue = Catalogue()
    spec = make_spec("feed-0123456789ab", title="Nature", kind=SourceKind.STREAM)
    catalogue.added[spec.name] = AddedSpec(spec, frozenset({SERVER.key}))
    one = subscription("aaaaa", "trees", sources=("alpha", spec.name))
    text = document([one], {one.destination_id: destination()}, str, catalogue)
    assert json.loads(text)["source_titles"] == {spec.name: "Nature"}
    assert read_file(text.encode())[0].subscriptions[0].sources == one.sources


async def test_thousands_of_problems_are_told_in_slices(store: Store, now: Clock):
    """Import yields to the event loop while it writes, and tells the same problem once."""
    entries = [{"query": f"word{number}", "deliver": mode} for mode in ("now", "daily") for number in range(1_000)]
    channels = [{"id": str(CHANNEL), "subscriptions": half} for half in (entries[:1_000], entries[1_000:])]
    wanted = read_file(json.dumps({"paperboy": 1, "channels": channels}).encode())
    where = [(channel, destination()) for channel in wanted]
    planning = asyncio.ensure_future(importer_of(store, now).plan(SERVER, where, delete_absent=False))
    turns = 0
    while not planning.done():
        await asyncio.sleep(0)
        turns += 1
    limit, duplicates = planning.result().problems
    assert limit.startswith("word25, word26, word27 and 1,947 more: At most 25")
    assert duplicates.startswith("word0, word1, word2 and 22 more: The file has this query twice")
    assert turns > len(entries) + 1_000 // 200
