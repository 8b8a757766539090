"""Alerts made of matches, and their due times."""

import asyncio
from datetime import time, timedelta

from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.service.poll.due_alerts import due_alerts
from tests.support.fakes import CHANNEL, START, subscribe, subscription

HOST = DigestTimes(at=time(18))
NOW, DAILY = subscription("nnnnn"), subscription("ddddd", mode=Mode.DAILY)


async def test_the_earliest_mode_counts(store: Store):
    """One alert per paper and destination is due at the earliest of its subscriptions' times."""
    await subscribe(store, NOW, DAILY)
    alerts = await due_alerts(store, HOST, [("arxiv:1", [DAILY, NOW]), ("arxiv:2", [DAILY])], START)
    assert [(a.paper_id, a.subscriptions, a.due - START) for a in alerts] == [
        ("arxiv:1", ("ddddd", "nnnnn"), timedelta(0)),
        ("arxiv:2", ("ddddd",), timedelta(hours=6)),
    ]


async def test_each_destination_goes_by_its_own_times(store: Store):
    """Quiet hours hold only their own destination; a deleted one uses the host's times."""
    there, gone = subscription("ttttt", channel=CHANNEL + 1), subscription("ggggg", channel=5, mode=Mode.DAILY)
    await subscribe(store, NOW, there)
    quiet = Preferences(quiet_from=time(11), quiet_until=time(14))
    await store.set_preferences(CHANNEL, quiet, due={})
    alerts = await due_alerts(store, HOST, [("arxiv:1", [NOW, there, gone])], START)
    assert {a.destination_id: a.due - START for a in alerts} == {
        CHANNEL: timedelta(hours=2),
        CHANNEL + 1: timedelta(0),
        5: timedelta(hours=6),
    }


async def test_others_run_between_alerts_of_many_papers(store: Store):
    """Other tasks run after every 500 alerts, also if each paper has few."""
    here = [subscription(f"s{n:04}", channel=n) for n in range(1, 101)]
    await subscribe(store, *here)

    async def turns_during(papers: int) -> int:
        turns = 0

        async def take_turns():
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        others = asyncio.create_task(take_turns())
        assert (
            len(await due_alerts(store, HOST, [(f"arxiv:{n}", here) for n in range(papers)], START))
            == papers * 100
        )
        others.cancel()
        return turns

    assert await turns_during(20) == await turns_during(1) + 4
