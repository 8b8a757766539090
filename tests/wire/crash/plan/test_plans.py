"""Plans contain every fault: one that is never drawn is never tested."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING, Any

import pytest

from tests.fake_discord.state.models import Perm
from tests.wire.crash.episode import NONCE_WINDOW
from tests.wire.crash.people.wanting import FEED, LIST, STREAM
from tests.wire.crash.plan.changes import Doing
from tests.wire.crash.plan.drawing import draw
from tests.wire.crash.plan.feeds import Answering as Answers
from tests.wire.crash.plan.feeds import Facet
from tests.wire.crash.plan.likes import Acting
from tests.wire.crash.plan.models import Answering
from tests.wire.crash.plan.points import FILE_POINTS, MODEL_POINTS, RANKING_POINTS, SAVE_POINTS, WIRE_POINTS
from tests.wire.crash.plan.scenes import SCENES
from tests.wire.crash.plan.streams import Wrong
from tests.wire.crash.plan.times import DAY, HOUR, Passing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.wire.crash.plan.plan import Episode, Life


@pytest.fixture(scope="module")
def episodes() -> list[Episode]:
    return [draw(seed, 25) for seed in range(50)]


@pytest.fixture(scope="module")
def lives(episodes: list[Episode]) -> list[Life]:
    return lives_of(episodes)


def lives_of(episodes: Iterable[Episode]) -> list[Life]:
    return [life for episode in episodes for life in episode.lives]


def only(name: str, episodes: int = 1) -> list[Life]:
    return lives_of(draw(seed, 25, only=name) for seed in range(episodes))


def varied(things: Iterable[Any], *fields: str) -> bool:
    """Return True if each of these is set in some of them, and not in others."""
    listed = list(things)
    return all({bool(getattr(one, field)) for one in listed} == {True, False} for field in fields)


def test_a_seed_has_one_plan():
    """A seed always makes one plan, with fewer kills its beginning; another seed makes another plan."""
    assert draw(7, 25) == draw(7, 25)
    assert draw(7, 25).lives[:9] == draw(7, 10).lives[:9]
    assert draw(7, 25).lives != draw(8, 25).lives


def test_every_end_fault_and_kind_of_channel(episodes: list[Episode], lives: list[Life]):
    """Every named point, with and without a power cut, and whatever else may be about a life or a channel."""
    points = FILE_POINTS + WIRE_POINTS
    others = {"at a moment", "after a change by commands", "post accepted, not answered", *MODEL_POINTS}
    ends = Counter(str(life.end) for life in lives)
    assert ends.keys() >= {*points, *(f"{point}, power cut" for point in points), *others}
    assert varied(lives, "relay", "outage", "server_dies", "papers", "downtime", "troubles")
    assert varied(episodes, "forums", "secret", "missed", "recurring", "summaries")
    manners = (chosen for episode in episodes for chosen in episode.manners)
    assert varied(manners, "quiet_from", "most_a_day", "thread_per_alert")
    faults = [trouble.fault for life in lives for trouble in life.troubles]
    assert varied(faults, "accepted", "reset", "hang", "delay", "retry_after", "page", "says", "everywhere")
    assert {503, 502, 429, 403, 200} <= {fault.status for fault in faults}
    assert {408, 502, 503, 504} <= {fault.status for fault in faults if fault.page and fault.accepted}
    assert {'""', "{}", "[]"} <= {fault.says for fault in faults}
    assert any(fault.everywhere and fault.retry_after >= 200 for fault in faults)
    assert {fault.code for episode in episodes for fault in episode.bad.values()} == {50035, 200000, 40005}


def test_every_scene(lives: list[Life]):
    """With every way for time to go by, every permission and every wrong clock."""
    assert {life.scene for life in lives} == {"", *SCENES}
    assert {life.interlude.passing for life in lives if life.interlude} == set(Passing)
    closed = {life.closed.permissions for life in lives if life.closed}
    assert closed == {Perm.READ_MESSAGE_HISTORY, Perm.VIEW_CHANNEL, Perm.SEND_MESSAGES}
    assert {abs(life.clock_ahead) for life in lives} == {0.0, HOUR, 60 * DAY, 365 * DAY, 730 * DAY}


def test_every_change_of_mind(lives: list[Life]):
    """Each is made while the bot is down, and by commands while papers are stored and while they are not."""
    usual = set(Doing) - {Doing.SOURCES, Doing.RESETTLE}
    assert {change.doing for life in lives for change in life.changes} == usual
    typed = [life.live_change for life in lives if life.live_change is not None]
    assert {(one.change.doing, one.stored) for one in typed} == set(product(usual, (True, False)))


def test_whatever_a_feed_and_arxiv_do(episodes: list[Episode], lives: list[Life]):
    """Every edit, answer and order; papers of its own and those of others; a wrong date, papers left out."""
    feeds = [life.feed for life in lives]
    assert {edit.facet for feed in feeds for edit in feed.edits} == set(Facet)
    assert {feed.answering for feed in feeds} == set(Answers)
    assert {feed.shuffled is None for feed in feeds} == {feed.validators for feed in feeds} == {True, False}
    papers = {(paper.own, paper.source) for life in lives for paper in life.papers}
    assert papers == {(True, FEED), (False, FEED), (False, LIST), (False, STREAM)}
    assert {wish.sources for episode in episodes for wish in episode.wishes} >= {(FEED,), ("lists", STREAM, FEED)}
    assert {life.arxiv for life in lives} == {None, *Wrong}
    assert not any(life.arxiv is Wrong.AHEAD and life.clock_ahead for life in lives)
    assert any(episode.missed and episode.lives[0].arxiv is Wrong.CUT for episode in episodes)


def test_one_episode_in_five_has_a_model(episodes: list[Episode]):
    """A model's server shows every behaviour, also in plans about nothing else."""
    having = [episode for episode in episodes if episode.summaries is not None]
    assert 5 <= len(having) <= 18
    assert {bool(life.answers) for life in lives_of(having)} == {True}
    assert not any(life.answers for life in lives_of(one for one in episodes if not one.summaries))
    answers = [answer for life in lives_of(having) for answer in life.answers]
    assert {answer.how for answer in answers} == set(Answering)
    assert any(answer.seconds > 20 for answer in answers)
    alone = [draw(seed, 5, only="summaries") for seed in range(40)]
    quiet = {answer.how for one in alone if one.summaries for answer in one.summaries.answers}
    assert quiet == set(Answering)
    assert all(one.summaries for one in alone)
    assert varied(lives_of(alone), "scene")


def test_a_history_is_closed_where_a_post_is_in_doubt():
    """While the process is stopped for longer than Discord remembers nonces, in many a life of that scene."""
    lives = draw(7, 75, scenes=("closed unheard",)).lives
    stopped = [life for life in lives if life.interlude and life.interlude.passing is Passing.STOPPED]
    assert len(stopped) > 10
    for life in stopped:
        assert life.closed is not None
        assert life.closed.permissions is Perm.READ_MESSAGE_HISTORY
        assert {trouble.channel for trouble in life.troubles} == {life.closed.channel}
        assert all(trouble.fault.accepted for trouble in life.troubles)
        assert life.interlude is not None
        assert life.interlude.seconds > NONCE_WINDOW
        assert life.cue == 0.0


def test_plans_of_one_thing():
    """A change in each reading of many papers; clocks that are set ahead, each by another time."""
    stored = only("changes while stored")
    assert all(life.live_change and life.live_change.stored and len(life.papers) >= 12 for life in stored)
    clocks = only("clocks set ahead")
    ahead = [life.interlude.seconds for life in clocks if life.interlude is not None]
    assert len(set(ahead)) == len(clocks)
    assert min(ahead) > 8 * DAY
    assert all(life.papers and life.troubles and life.linger for life in clocks)


def test_plans_of_picks():
    """Most papers come by the stream first; each reading takes its time, and people move before or in it."""
    moved, edited = only("moved picks"), only("edited picks", 20)
    for before, life in pairwise(moved):
        announced = {paper.number for paper in before.papers if paper.source == STREAM}
        assert announced & {paper.number for paper in life.papers if paper.source == LIST}
    assert all(life.slow_reading and life.changes for life in (*moved, *edited))
    assert {change.doing for life in moved for change in life.changes} == {Doing.MOVE}
    wishes = [wish for seed in range(20) for wish in draw(seed, 1, only="moved picks").wishes]
    assert {wish.sources for wish in wishes} == {(), ("lists", "arxiv")}
    rows = {tuple(one.doing for one in life.changes if one.wish == life.changes[0].wish) for life in edited}
    assert {len(row) for row in rows} == {1, 2, 3, 4, 5}
    assert rows >= set(permutations((Doing.MOVE, Doing.SOURCES)))
    assert {doing for row in rows for doing in row} == {Doing.MOVE, Doing.SOURCES, Doing.RESETTLE, Doing.PAUSE}


def test_plans_of_undone_changes():
    """Another change, a pause, a pause and its end, nothing; while the bot is down, by commands, and twice."""
    lives = only("undone changes", 40)
    rows = {tuple(change.doing for change in life.changes) for life in lives}
    query, pause, undo = Doing.QUERY, Doing.PAUSE, Doing.UNDO
    assert {(query,), (undo,), (pause,), (undo, undo), (query, undo), (query, pause, pause, undo)} <= rows
    assert {(query, Doing.MOVE, undo), (Doing.END, undo), (pause, undo), (pause, undo, pause)} <= rows
    typed = {(one.change.doing, one.stored, one.undone) for life in lives if (one := life.live_change) is not None}
    doings = (query, Doing.MOVE, Doing.RENAME, Doing.MODE, Doing.END, pause, undo)
    assert typed == set(product(doings, (True, False), (True, False)))
    assert varied(lives, "slow_reading")


def test_a_plan_of_a_release_has_everything():
    """A model, a feed, likes, picks and two nights in every episode, Undo in most lives, and scenes as ever."""
    episodes = [draw(seed, 25, only="release") for seed in range(10)]
    lives = lives_of(episodes)
    assert all(episode.summaries for episode in episodes)
    undone = [
        any(change.doing is Doing.UNDO for change in life.changes)
        or bool(life.live_change and (life.live_change.undone or life.live_change.change.doing is Doing.UNDO))
        for life in lives
    ]
    assert sum(undone) > 0.6 * len(lives)
    assert {life.scene for life in lives} == {"", *SCENES}
    assert all(any(p.source == FEED for life in one.lives for p in life.papers) for one in episodes)
    assert all(any(wish.picks for wish in one.wishes) for one in episodes)
    assert [life.downtime for life in lives].count(DAY) == 2 * len(episodes)
    assert {act.doing for life in lives for act in life.acts} == {*Acting}
    assert {str(life.end) for life in lives} >= {*RANKING_POINTS, *SAVE_POINTS}
