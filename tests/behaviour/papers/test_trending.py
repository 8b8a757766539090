"""`/papers trending`."""

from datetime import timedelta

from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting


async def test_a_week_by_upvotes(world: World):
    """All papers of the last 7 list days are ranked, and the reply counts them."""
    await world.list_papers(
        sighting("2511.00001", title="Lukewarm", upvotes=5, day=DAY),
        sighting("2511.00002", title="Hot", upvotes=1234, day=DAY - timedelta(days=6)),
        sighting("2511.00003", title="Hotter, but old", upvotes=9999, day=DAY - timedelta(days=7)),
    )
    shown = await world.ask("papers trending")
    text = said(shown)
    assert shown.ephemeral
    assert "Most upvoted of the last 7 days\n-# 2 papers" in text
    assert (
        "**1.** **[Hot](https://huggingface.co/papers/2511.00002)**\nNothing much.\n-# ▲ 1,234 · 6 Nov\n" in text
    )
    assert "**2.** **[Lukewarm](https://huggingface.co/papers/2511.00001)**\n" in text
    assert "Searched: 2 papers · 6 Nov 2025 – 12 Nov 2025" in text
    assert "but old" not in text


async def test_a_month_on_wish(world: World):
    """The period can be the last 30 list days."""
    await world.list_papers(sighting("2511.00003", title="Old", day=DAY - timedelta(days=29)))
    text = await world.told("papers trending", period="month")
    assert "Most upvoted of the last 30 days\n-# 1 paper\n" in text
    assert "1 paper · 14 Oct 2025" in text


async def test_nothing_in_the_period(world: World):
    """A week without papers is reported with a pointer to the status."""
    await world.list_papers(sighting("2511.00003", day=DAY - timedelta(days=40)))
    text = await world.told("papers trending")
    assert "No papers in the last 7 days" in text
    assert "`/paperboy status`" in text
