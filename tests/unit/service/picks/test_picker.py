"""Picks of a day: which papers are candidates, when they are due, and what a crash leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import ConflictError
from bot.domain.ports import Pick, PollCommit
from bot.domain.preferences import Preferences
from bot.query import parse
from bot.service.picks.picked import last_picks
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undo import Undo
from tests.support.fakes import CHANNEL, SERVER, destination
from tests.unit.service.picks.conftest import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import PickTask
    from tests.unit.service.picks.conftest import Bench


async def test_the_best_of_a_day_become_alerts_at_the_digest_time(bench: Bench):
    """Two of the day's papers are picked at 09:00, in one digest, and nothing before or again."""
    await bench.save()
    await bench.see(1, 2, 3)
    assert await bench.picks() == []
    bench.now.forward(hours=21)  # 09:00
    await bench.see(4, title="Far")
    assert await bench.picks() == ["02", "03"]
    assert bench.woken == [1]
    (first, _) = await bench.store.pending(CHANNEL)
    assert (first.due, first.created, first.subscriptions) == (bench.now(), bench.now(), ("picks",))
    bench.now.forward(hours=3)
    assert await bench.picks() == ["02", "03"]
    assert len(bench.ranker.tasks) == 1


async def test_a_day_without_new_papers_picks_nothing(bench: Bench):
    """Yesterday's second best is not today's best."""
    await bench.save()
    await bench.see(1, 2, 3)
    bench.now.forward(hours=21)
    await bench.picks()
    bench.now.forward(days=1)
    assert await bench.picks() == ["02", "03"]
    await bench.see(5)
    bench.now.forward(days=1)
    assert await bench.picks() == ["02", "03", "05"]


async def test_a_paper_that_was_stored_late_is_a_candidate_of_the_next_day(bench: Bench):
    """A poll saw it before the picks and stored it after them."""
    await bench.save()
    await bench.see(1)
    bench.now.forward(hours=21)
    assert await bench.picks() == ["01"]
    await bench.see(9, at=bench.now() - timedelta(minutes=5))
    bench.now.forward(days=1)
    assert await bench.picks() == ["01", "09"]


async def test_the_first_week_of_a_new_host_is_not_picked(bench: Bench):
    """A first poll finds papers of a week: the first picks are of the day, later ones also of late papers."""
    await bench.save()
    for days in (6, 2, 1, 0):
        day = bench.now().date() - timedelta(days=days)
        await bench.see(10 + days, day=day)
    bench.now.forward(hours=21)
    assert await bench.picks() == ["10"]
    await bench.see(20, day=bench.now().date() - timedelta(days=3))
    bench.now.forward(days=1)
    assert await bench.picks() == ["10", "20"]


async def test_sources_and_the_query_limit_the_candidates(bench: Bench):
    """Only new papers of the subscribed sources that match the query."""
    await bench.save(query="near")
    await bench.see(1)
    await bench.see(2, title="Else")
    await bench.see(3, source="feed:lab")
    bench.now.forward(hours=21)
    assert await bench.picks() == ["01"]


async def test_a_pause_skips_and_too_few_examples_pick_nothing(bench: Bench):
    """Papers announced during a pause are skipped; with four examples nothing is ranked."""
    await bench.save(paused=True)
    await bench.see(1)
    bench.now.forward(hours=21)
    assert await bench.picks() == []
    await bench.save(paused=False, examples=EXAMPLES[:4])
    bench.now.forward(hours=2)
    await bench.see(2)
    bench.now.forward(hours=22)
    assert await bench.picks() == []
    assert bench.ranker.tasks == []
    await bench.picker.likes.add(SERVER, "arxiv:2511.00001", liked=True)
    bench.now.forward(hours=2)
    await bench.see(3)
    bench.now.forward(hours=22)
    assert await bench.picks() == ["03"]
    assert len(bench.ranker.tasks) == 1


async def test_likes_are_votes(bench: Bench):
    """More people against a paper than for it make it disliked, an example too; a draw is nothing."""
    one = await bench.save()
    await bench.see(9)
    likes, (first, second) = bench.picker.likes, EXAMPLES[:2]
    others = [replace(SERVER, user_id=n) for n in (1, 2, 3)]
    for other in others:
        await likes.add(other, first, liked=False)
    await likes.add(others[0], "arxiv:2511.00009", liked=True)
    await likes.add(others[1], "arxiv:2511.00009", liked=False)
    await likes.add(others[1], second, liked=True)
    taste = await bench.picker.taste(one)
    assert taste.liked == (*EXAMPLES[2:], second)
    assert taste.disliked == (first,)


async def test_only_the_likes_of_a_role_count_where_one_is_chosen(bench: Bench):
    """The channel's setting is followed at once, and everybody counts again without it."""
    one = await bench.save()
    await bench.see(8, 9)
    eight, nine = "arxiv:2511.00008", "arxiv:2511.00009"
    await bench.picker.likes.add(SERVER, eight, liked=True, roles=[5])
    await bench.picker.likes.add(replace(SERVER, user_id=77), nine, liked=True)
    for role, liked in ((None, {eight, nine}), (5, {eight}), (6, set[str]())):
        await bench.store.set_preferences(CHANNEL, Preferences(likes_role_id=role), due={})
        assert {eight, nine}.intersection((await bench.picker.taste(one)).liked) == liked


async def test_a_change_between_ranking_and_writing_picks_anew(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    """A subscription that is edited meanwhile gets its picks in the next minute, by its new form."""
    one = await bench.save()
    await bench.see(1, 2, 3)
    bench.now.forward(hours=21)
    pick = bench.ranker.pick

    async def pick_and_change(tasks: Sequence[PickTask], *more: Any) -> Sequence[Sequence[Pick]]:
        await bench.save(most=1)
        return await pick(tasks, *more)

    monkeypatch.setattr(bench.ranker, "pick", pick_and_change)
    assert await bench.picks() == []
    monkeypatch.undo()
    assert await bench.picks() == ["03"]
    reasons = (await last_picks(bench.store, one)).reasons
    assert reasons["arxiv:2511.00003"].like == ("Example arxiv:2401.00000",)
    assert reasons["arxiv:2511.00003"].words == ("draft model",)


async def test_a_failed_write_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    """Alerts and the time of the picks are one write: after a failure both are made again."""
    await bench.save()
    await bench.see(1, 2, 3)
    bench.now.forward(hours=21)

    async def fail(_: PollCommit):
        raise ConflictError("Changed.")

    with monkeypatch.context() as patched:
        patched.setattr(bench.store, "commit_poll", fail)
        with pytest.raises(ConflictError):
            await bench.picker.step()
    assert await bench.picks() == ["02", "03"]


async def test_a_clock_that_was_ahead_stops_no_picks(bench: Bench):
    """Picks of next year count as those of yesterday, and a subscription that begins then has begun."""
    await bench.save(created=bench.now() + timedelta(days=60))
    await bench.see(1)
    assert await bench.picks() == ["01"]
    bench.now.forward(days=61)
    await bench.see(2)
    assert await bench.picks() == ["01", "02"]
    bench.now.forward(days=-59)
    await bench.see(3)
    for _ in range(2):
        assert await bench.picks() == ["01", "02", "03"]
        await bench.see(4)


async def test_another_channel_does_not_get_the_same_picks(bench: Bench):
    """Papers of the hour before the last picks are candidates again, if they were stored late."""
    await bench.save()
    await bench.see(1)
    bench.now.forward(hours=21)
    await bench.see(2)
    assert await bench.picks() == ["01", "02"]
    await bench.save(channel=CHANNEL + 1)
    await bench.see(3)
    bench.now.forward(days=1)
    await bench.picks()
    assert [one.paper_id[-2:] for one in await bench.store.pending(CHANNEL + 1)] == ["03"]


async def test_picks_outlast_the_undo_of_a_new_name(bench: Bench):
    """They were picked for the subscription as it was before as well."""
    one = await bench.save(query="near")
    await bench.see(1)
    bench.now.forward(hours=20, minutes=50)
    service = Subscriptions(bench.store, bench.now)
    draft = Draft(
        query=parse(one.query),
        destination=destination(),
        creator_id=one.creator_id,
        name="new",
        mode=one.mode,
        sources=one.sources,
        most=one.most,
        examples=one.examples,
        replaces=one,
    )
    change = await service.save(draft)
    bench.now.forward(minutes=10)
    assert await bench.picks() == ["01"]

    async def allow(_: int): ...

    await Undo(bench.store, service.restore, bench.now).undo(one.owner, change.key, allow)
    (alert,) = await bench.store.pending(CHANNEL)
    assert alert.subscriptions == (one.id,)
