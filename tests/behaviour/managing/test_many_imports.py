"""One person who imports many files or opens many forms."""

import asyncio
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.domain.errors import PaperboyError
from bot.service.alerts_file.mistakes import FileError
from bot.service.subscriptions.drafts import IMPORTS
from cogs.alerts.import_export.handler import ImportExportHandler
from cogs.shared.attachments import FileSlots
from tests.behaviour.world import World


async def _import(world: World, query: str, actor: MemberActor | None = None) -> InteractionResult:
    channel = {"channel": "papers", "id": str(world.channel.id), "subscriptions": [{"query": query}]}
    body = json.dumps({"paperboy": 1, "channels": [channel]}).encode()
    return await world.run("alerts import", actor, file=("alerts.json", body))


async def test_the_oldest_import_expires(world: World):
    """Their oldest import expires, while their newer ones and another manager's still work."""
    other = world.another_manager()
    theirs = await _import(world, "theirs", other)
    mine: list[InteractionResult] = []
    for number in range(IMPORTS.per_person + 1):
        mine.append(await _import(world, f"mine{number}"))
        world.now.forward(seconds=1)
    assert "This preview has expired" in await world.reply(mine[0], "Import")
    assert await world.saved() == ()
    assert "Applied" in await world.reply(mine[1], "Import")
    assert "Applied" in await world.reply(theirs, "Import", other)
    assert {one.query for one in await world.saved()} == {"mine1", "theirs"}


@dataclass
class _Slow:
    """An empty file that is delivered once the gate opens."""

    gate: asyncio.Event
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    size: int = 1

    async def read(self) -> bytes:
        self.asked.set()
        await self.gate.wait()
        return b"?"


async def test_one_file_of_a_person_is_read_at_a_time(world: World):
    """A second file of the same person is refused, another person's is read in parallel."""
    files = ImportExportHandler(world.apps[-1]._services())
    slow: Any = _Slow(asyncio.Event())

    def plan(person: int) -> asyncio.Task[None]:
        user = SimpleNamespace(id=person)
        asks: Any = SimpleNamespace(user=user, guild_id=None, is_user_integration=lambda: False)
        return asyncio.create_task(files.plan(asks, slow, delete_absent=False))

    first = plan(1)
    await slow.asked.wait()
    with pytest.raises(PaperboyError, match="last request is still being processed"):
        await plan(1)
    other = plan(2)
    slow.gate.set()
    for reading in (first, other):
        with pytest.raises(FileError, match="JSON"):
            await reading
    with pytest.raises(FileError, match="JSON"):
        await plan(1)


async def test_a_refused_import_can_be_pressed_again(world: World):
    """A refused Import says to try again, and its button still works."""
    shown = await _import(world, "mine")
    async with _slots(world).held_by(world.manager.id):
        assert "still being processed" in await world.reply(shown, "Import")
    assert "Applied" in await world.reply(shown, "Import")


@pytest.mark.parametrize("command", ["alerts import", "alerts picks", "sources add"])
async def test_every_file_has_its_turn(world: World, command: str):
    """No command reads a file of a person whose last one is still being read."""
    async with _slots(world).held_by(world.manager.id):
        assert "still being processed" in await world.says(command, file=("file", b"?"))
    assert "still being processed" not in await world.says(command, file=("file", b"?"))


def _slots(world: World) -> FileSlots:
    cog: Any = world.env.bot.get_cog("AlertsCog")
    return cog._services.file_slots


async def test_forms_are_not_remembered(world: World):
    """Any number of forms can be opened and closed, as their custom_ids hold their subject."""
    key = await world.subscribe("diffusion")
    await world.run("alerts edit", subscription=key)
    shown = await world.run("alerts subscribe", query="trees")
    await world.press(shown, "Edit")
    assert world.env.bot._connection._view_store._modals == {}
