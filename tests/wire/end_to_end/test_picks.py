"""Picks from a command to the digest, by the real ranking; and killed while it ranks."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.domain.subscription import EVERY_PAPER, Destination, Mode
from bot.store.opening import open_store
from tests.fake_sources.huggingface import make_item
from tests.support.fakes import sighting, subscription
from tests.unit.ranking.papers import BACKGROUND, DAY, LIKED
from tests.wire.support.scenario import open_scenario, papers_in

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.ranking.terms import PaperText
    from tests.wire.support.harness import Harness
    from tests.wire.support.scenario import Scenario

_OLD, _NEW = timedelta(days=20), timedelta(hours=1)


def numbered(papers: list[PaperText], first: int) -> dict[str, PaperText]:
    return {f"2510.{first + number:05}": one for number, one in enumerate(papers)}


OLD = numbered([*(one for one in BACKGROUND if one.id.startswith("proteins")), *LIKED], 1)
EXAMPLES = [number for number, one in OLD.items() if one in LIKED][:6]
TODAY = numbered(DAY, 500)
DECODING = {number for number, one in TODAY.items() if one.id.startswith("decoding")}


def items(papers: dict[str, PaperText]) -> list[dict[str, object]]:
    return [make_item(key, title=one.title, summary=one.abstract) for key, one in papers.items()]


def seen(papers: dict[str, PaperText], at: datetime) -> list[Sighting]:
    found = [sighting(key, day=at.date(), title=one.title, abstract=one.abstract) for key, one in papers.items()]
    return [replace(one, signals=replace(one.signals, first_seen=at)) for one in found]


async def test_a_day_s_picks_are_posted_with_reasons(harness: Harness) -> None:
    """Subscribed by command; next morning one digest, nothing twice, and not what a query had posted."""
    people = harness.discord.people
    harness.papers.put(harness.day, items(OLD))
    await harness.round()
    await harness.later(hours=48)
    day = harness.day
    asked = await people.slash(harness.admin, harness.channel, "alerts picks", {"examples": ", ".join(EXAMPLES)})
    shown = await asked.message()
    assert "5 picks a day · 6 examples" in str(shown.embeds)
    edits = shown.edits
    await (await people.press(harness.admin, shown, "Save")).edited(edits + 1)
    taken = min(DECODING)
    await harness.subscribe(f'title:"{TODAY[taken].title}"')
    harness.papers.put(day, items(TODAY))
    await harness.later(hours=2)
    assert harness.posted() == [taken]
    await harness.later(hours=20)
    await harness.app.picker.step()
    await harness.deliver()
    posted = harness.posted()
    assert 3 < len(posted) == len(set(posted)) <= 6
    assert set(posted) <= DECODING
    digest = harness.discord.posted(harness.channel)[-1]
    assert digest.embeds[0]["author"]["name"].startswith("Picks of the day")
    assert all(re.search(r"Like \*Speculative \d+\*", str(embed)) for embed in digest.embeds)
    for _ in range(2):
        await harness.later(hours=24)
        await harness.app.picker.step()
        await harness.deliver()
    assert harness.posted() == posted


async def prepare(folder: Path, scenario: Scenario) -> None:
    """A store with a subscription whose picks are due."""
    now = datetime.now(UTC)
    async with open_store(f"tinydb://{folder / 'store'}") as store:
        version = (await store.subscriptions()).version
        papers = (*seen(OLD, now - _OLD), *seen(TODAY, now - _NEW))
        await store.commit_poll(
            PollCommit(source="huggingface", at=now, sightings=papers, subscriptions_version=version)
        )
        one = subscription(
            "picks",
            EVERY_PAPER,
            mode=Mode.PICKS,
            channel=scenario.channel.id,
            guild_id=scenario.channel.guild and scenario.channel.guild.id,
            created=now - timedelta(days=2),
            examples=tuple(f"arxiv:{number}" for number in EXAMPLES),
        )
        where = Destination(id=scenario.channel.id, guild_id=one.guild_id)
        await store.save_subscription(
            one, where, baseline=frozenset(), papers_version=await store.papers_version()
        )


def is_ranking() -> bool:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if b"bot.ranking\0" in (process / "cmdline").read_bytes():
                    return True
    return False


@pytest.mark.parametrize("kills", [0, 3])
async def test_a_kill_while_it_ranks_changes_nothing(tmp_path: Path, kills: int) -> None:
    """A crash while ranking leads to equal picks, posted once."""
    async with open_scenario(tmp_path) as scenario:
        await prepare(tmp_path, scenario)
        for _ in range(kills):
            await scenario.paperboy.start()
            while not is_ranking():  # noqa: ASYNC110 - a process rings no bell
                await asyncio.sleep(0.01)
            await scenario.paperboy.kill()
        assert scenario.discord.posted() == []
        await scenario.paperboy.start()
        (digest,) = await scenario.posts(1)
        await scenario.polled(2)
    assert len(scenario.discord.posted()) == 1
    picked = papers_in([digest])
    assert 2 < len(picked) == len(set(picked)) <= 5
    assert set(picked) <= DECODING
    assert picked == ORDER.setdefault("picked", picked)


ORDER: dict[str, list[str]] = {}
