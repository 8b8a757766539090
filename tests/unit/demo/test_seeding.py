"""The store that the demo begins with."""

from datetime import timedelta
from pathlib import Path

from bot.demo.seeding import held_back, seed, subscribe
from bot.demo.shown_papers import sample_papers
from bot.domain.subscription import Destination
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.trends import trend
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.store.opening import open_store
from tests.unit.demo.conftest import NOW

CHANNEL = Destination(id=11, guild_id=1)


async def test_the_first_real_poll_finds_alerts_for_each_subscription(tmp_path: Path):
    """No alert is due after seeding; the next poll finds a few, few enough to be posted one by one."""
    shown = await sample_papers(NOW, "as you asked")
    async with open_store(f"tinydb://{tmp_path}/store") as store:
        await seed(store, shown, lambda: NOW)
        await subscribe(store, shown.subscriptions, CHANNEL, 5, lambda: NOW)
        assert not await store.due_alerts(NOW, 100)
        report = await Poller(store, shown.source, lambda: NOW, PollContext(lists={"sample"})).poll()
        ids = {s.id for s in (await store.subscriptions()).subscriptions if not s.sources}
    assert not report.learned
    assert 2 <= len(report.alerts) <= 5
    assert {key for alert in report.alerts for key in alert.subscriptions} == ids


async def test_what_was_learned_can_be_looked_at(tmp_path: Path):
    """A dry run has a week of papers to count in, and a trend several weeks, for a query that people try."""
    shown = await sample_papers(NOW, "as you asked")
    async with open_store(f"tinydb://{tmp_path}/store") as store:
        await seed(store, shown, lambda: NOW)
        papers = await store.papers_since(shown.past_lists[0].day)
        past = PastIndex(store, None)
        drawn = await trend(Archive(store, past, [], lambda: NOW), parse("diffusion"))
        await past.close()
    assert len(papers) == 30 - len(held_back(shown.past_lists[-7:], shown.subscriptions))
    assert len([s for s in papers if s.signals.list_day > NOW.date() - timedelta(days=7)]) >= 12
    assert len([week for week in drawn.weeks if week.matches]) >= 4
