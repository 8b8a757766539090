"""Likes in the real process: nothing is lost over a kill, and an export holds them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.store.opening import open_store
from bot.store.transfer import fill_empty, write_archive
from tests.fake_discord.state.models import Perm
from tests.wire.support.scenario import learned, snapshots

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fake_discord.state.models import User
    from tests.wire.support.scenario import Scenario


async def says(scenario: Scenario, person: User, wanted: str) -> None:
    """Ask `/paperboy data` until the answer contains something."""
    async with asyncio.timeout(60):
        while True:
            asked = await scenario.discord.people.slash(person, scenario.channel, "paperboy data")
            if wanted in (await asked.edited(1)).content:
                return


async def test_likes_over_a_kill(scenario: Scenario, tmp_path: Path) -> None:
    """Reactions right before a kill, and while the bot is down, are stored after the next start.

    A person's deletion holds, and another store takes an export with the likes of the others.
    """
    known = await learned(scenario)
    fresh = scenario.list(snapshots()[-1]) - known
    first, second, *_ = [one for one in await scenario.posts(len(fresh)) if one.embeds]
    guild, people = scenario.channel.guild, scenario.discord.people
    assert guild is not None
    ada, ben, eve = (scenario.discord.world.add_member(guild, name, Perm(0)) for name in ("Ada L.", "Ben", "Eve"))
    people.react(ada, first)
    people.react(eve, first)
    for person in (ada, eve):
        await says(scenario, person, "1 like")
    people.react(ada, second, "👎")
    await scenario.paperboy.kill()
    people.react(ben, second)
    people.take_away(ada, first)
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=2)
    await says(scenario, ben, "1 like")
    await says(scenario, ada, "1 like")
    await scenario.paperboy.stop()
    people.react(ada, first, "👍🏾")
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=3)
    await says(scenario, ada, "2 likes")

    asked = await people.slash(eve, scenario.channel, "paperboy data")
    question = await people.press(eve, await asked.edited(1), "Delete…")
    await people.press(eve, await question.edited(2), "Delete")
    await says(scenario, eve, "I store nothing about you.")
    await scenario.paperboy.stop()
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=4)
    people.react(ben, first)
    await says(scenario, ben, "2 likes")
    await says(scenario, eve, "I store nothing about you.")
    await scenario.paperboy.stop()

    async with (
        open_store(f"tinydb://{tmp_path / 'store'}") as store,
        open_store(f"tinydb://{tmp_path / 'b'}") as copy,
    ):
        await write_archive(tmp_path / "export.jsonl", store.entries())
        await fill_empty(copy, store.entries())
        names = {f"likes {guild.id} {person.id}" for person in (ada, ben)}
        assert set(await copy.notes("likes ")) == names
    lines = (tmp_path / "export.jsonl").read_text().splitlines()
    assert names <= {json.loads(line).get("key") for line in lines}
