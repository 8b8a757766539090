"""Picks from a command to the digest, by the real ranking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fake_sources.huggingface import make_item
from tests.unit.ranking.papers import BACKGROUND, DAY, LIKED

if TYPE_CHECKING:
    from bot.ranking.terms import PaperText
    from tests.wire.support.harness import Harness


def numbered(papers: list[PaperText], first: int) -> dict[str, PaperText]:
    return {f"2510.{first + number:05}": one for number, one in enumerate(papers)}


OLD = numbered([*(one for one in BACKGROUND if one.id.startswith("proteins")), *LIKED], 1)
EXAMPLES = [number for number, one in OLD.items() if one in LIKED][:6]
TODAY = numbered(DAY, 500)
DECODING = {number for number, one in TODAY.items() if one.id.startswith("decoding")}


def items(papers: dict[str, PaperText]) -> list[dict[str, object]]:
    return [make_item(key, title=one.title, summary=one.abstract) for key, one in papers.items()]


async def test_a_day_s_picks_are_posted_with_reasons(harness: Harness):
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
