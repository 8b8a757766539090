"""`/papers trending`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.behaviour.world import said
from tests.support.fakes import DAY, sighting

if TYPE_CHECKING:
    from tests.behaviour.world import World


async def test_a_week_by_upvotes(world: World) -> None:
    """The last 7 list days are ranked over all of them, with the numbers and the days told."""
    await world.list_papers(
        sighting("2511.00001", title="Lukewarm", upvotes=5, day=DAY),
        sighting("2511.00002", title="Hot", upvotes=1234, day=DAY - timedelta(days=6)),
        sighting("2511.00003", title="Hotter, but old", upvotes=9999, day=DAY - timedelta(days=7)),
    )
    shown = await world.run("papers trending", world.reader)
    text = said(shown)
    assert shown.ephemeral
    assert "Most upvoted of the last 7 days\n-# 2 papers" in text
    assert (
        "**1.** **[Hot](https://huggingface.co/papers/2511.00002)**\nNothing much.\n-# ▲ 1,234 · 6 Nov\n" in text
    )
    assert "**2.** **[Lukewarm](https://huggingface.co/papers/2511.00001)**\n" in text
    assert "Of 2 papers, listed from 6 Nov 2025 to 12 Nov 2025." in text
    assert "but old" not in text


async def test_a_month_on_wish(world: World) -> None:
    """The last 30 list days."""
    await world.list_papers(sighting("2511.00003", title="Old", day=DAY - timedelta(days=29)))
    text = said(await world.run("papers trending", world.reader, period="month"))
    assert "Most upvoted of the last 30 days\n-# 1 paper\n" in text
    assert "listed on 14 Oct 2025" in text


async def test_nothing_in_the_period(world: World) -> None:
    """A week without a stored list says so, and where to look."""
    await world.list_papers(sighting("2511.00003", day=DAY - timedelta(days=40)))
    text = said(await world.run("papers trending", world.reader))
    assert "no papers of the last 7 days" in text
    assert "/papers today" in text


async def test_pages_keep_their_period_over_a_restart(world: World) -> None:
    """A button from before a restart turns the pages of the ranking that it stands under."""
    days = [DAY - timedelta(days=n) for n in range(21)]
    papers = (sighting(f"2511.{n:05}", title=f"No. {n}", upvotes=99 - n, day=d) for n, d in enumerate(days))
    await world.list_papers(*papers)
    shown = await world.run("papers trending", world.reader, period="month")
    assert "last 30 days\n-# 21 papers · page 1 of 5" in said(shown)
    await world.restart()
    second = await world.reader.click(shown.response, label="More ▶")
    assert "last 30 days\n-# 21 papers · page 2 of 5" in said(second)
    assert "**6.** **[No. 5]" in said(second)


async def test_a_page_that_is_gone_is_told(world: World) -> None:
    """When the list has become shorter since, the last page is shown and that is said."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"No. {n}") for n in range(11)))
    shown, other = [await world.run("papers trending", world.reader) for _ in range(2)]
    world.now.forward(days=8)
    await world.list_papers(sighting("2512.00001", title="The only one", day=DAY + timedelta(days=8)))
    turned = said(await world.reader.click(shown.response, label="More ▶"))
    assert "last 7 days\n-# 1 paper · there is no page 2 any more" in turned
    assert "The only one" in turned
    world.now.forward(days=8)
    assert "no papers of the last 7 days" in said(await world.reader.click(other.response, label="More ▶"))
