"""What plans reach: a fault that is never drawn is never met."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations, product

from tests.fake_discord.state.models import Perm
from tests.wire.crash.episode import NONCE_WINDOW
from tests.wire.crash.people.wanting import FEED, LIST, STREAM
from tests.wire.crash.plan.changes import Doing
from tests.wire.crash.plan.drawing import draw
from tests.wire.crash.plan.draws import Draw
from tests.wire.crash.plan.feeds import Answering as Answers
from tests.wire.crash.plan.feeds import Facet
from tests.wire.crash.plan.models import Answering
from tests.wire.crash.plan.points import FILE_POINTS, MODEL_POINTS, WIRE_POINTS
from tests.wire.crash.plan.scenes import SCENES
from tests.wire.crash.plan.streams import Wrong
from tests.wire.crash.plan.times import DAY, HOUR, Passing


def test_a_seed_has_one_plan() -> None:
    """The same seed plans the same, fewer kills a beginning of it, another seed something else."""
    assert draw(7, 25) == draw(7, 25)
    assert draw(7, 25).lives[:10] == draw(7, 10).lives
    assert draw(7, 25).lives != draw(8, 25).lives


def test_plans_reach_everything() -> None:
    """Every named point, with and without a power cut, every fault and every other end is planned for."""
    lives = [life for seed in range(40) for life in draw(seed, 25).lives]
    points = FILE_POINTS + WIRE_POINTS
    ends = Counter(str(life.end) for life in lives)
    others = {"at a moment", "after a change by commands"}
    assert ends.keys() >= {*points, *(f"{point}, power cut" for point in points), *others}
    assert any(life.relay for life in lives)
    assert any(life.outage for life in lives)
    assert any(life.server_dies for life in lives)
    faults = [trouble.fault for life in lives for trouble in life.troubles]
    for field in ("accepted", "reset", "hang", "delay", "retry_after"):
        assert any(getattr(fault, field) for fault in faults), field
    assert {503, 502, 429} <= {fault.status for fault in faults}


def test_plans_reach_every_kind_of_channel() -> None:
    """Forums, channels without history, quiet ones, few cards a day and threads are among them."""
    episodes = [draw(seed, 1) for seed in range(40)]
    assert any(episode.forums for episode in episodes)
    assert any(episode.secret for episode in episodes)
    manners = [chosen for episode in episodes for chosen in episode.manners]
    for field in ("quiet_from", "most_a_day", "thread_per_alert"):
        assert any(getattr(chosen, field) for chosen in manners), field


def test_plans_reach_every_change_of_mind() -> None:
    """Each is made while the bot is down, and by commands while papers are stored and while they are not."""
    lives = [life for seed in range(40) for life in draw(seed, 25).lives]
    usual = set(Doing) - {Doing.SOURCES, Doing.RESETTLE}
    assert {change.doing for life in lives for change in life.changes} == usual
    typed = [life.live_change for life in lives if life.live_change is not None]
    assert {(one.change.doing, one.stored) for one in typed} == set(product(usual, (True, False)))


def test_a_plan_of_changes_has_one_in_each_reading() -> None:
    """With enough papers for it to take several writes; what was drawn beside it is as in other plans."""
    lives = draw(7, 25, only="changes while stored").lives
    assert all(life.live_change is not None and life.live_change.stored for life in lives)
    assert all(len(life.papers) >= 12 for life in lives)
    assert [life.downtime for life in lives] == [life.downtime for life in draw(7, 25).lives]


def test_a_plan_of_clocks_sets_each_ahead_by_another_time() -> None:
    """What waits for one of them is posted by the next that is as far ahead: the farthest leaves something."""
    lives = draw(7, 25, only="clocks set ahead").lives
    ahead = [life.interlude.seconds for life in lives if life.interlude is not None]
    assert len(set(ahead)) == len(lives)
    assert min(ahead) > 8 * DAY
    assert all(life.papers and life.troubles and life.linger for life in lives)


def test_a_plan_of_moved_picks_has_them_in_each_reading() -> None:
    """Most papers come by the stream first; each reading takes its time, and people move before it or in it."""
    episode = draw(7, 25, only="moved picks")
    for before, life in pairwise(episode.lives):
        announced = {paper.number for paper in before.papers if paper.source == STREAM}
        assert announced & {paper.number for paper in life.papers if paper.source == LIST}
        assert life.slow_reading
        assert {change.doing for change in life.changes} == {Doing.MOVE}
    wishes = [wish for seed in range(20) for wish in draw(seed, 1, only="moved picks").wishes]
    assert {wish.sources for wish in wishes} == {(), ("lists", "arxiv")}


def test_a_plan_of_edited_picks_has_moves_and_sources_in_a_row() -> None:
    """The same, and before each reading people choose channels and sources in any order, and pause in between."""
    moved, episode = draw(7, 25, only="moved picks"), draw(7, 25, only="edited picks")
    assert [life.papers for life in episode.lives][:1] == [life.papers for life in moved.lives][:1]
    assert all(life.slow_reading and life.changes for life in episode.lives)
    lives = [life for seed in range(20) for life in draw(seed, 25, only="edited picks").lives]
    rows = {
        tuple(change.doing for change in life.changes if change.wish == life.changes[0].wish) for life in lives
    }
    assert {len(row) for row in rows} == {1, 2, 3, 4, 5}
    for both in permutations((Doing.MOVE, Doing.SOURCES)):
        assert both in rows
    assert {doing for row in rows for doing in row} == {Doing.MOVE, Doing.SOURCES, Doing.RESETTLE, Doing.PAUSE}


def test_a_plan_of_undone_changes_has_all_that_can_be_in_between() -> None:
    """Another change, a pause, a pause and its end, nothing; while the bot is down, by commands, and twice."""
    lives = [life for seed in range(40) for life in draw(seed, 25, only="undone changes").lives]
    rows = {tuple(change.doing for change in life.changes) for life in lives}
    query, pause, undo = Doing.QUERY, Doing.PAUSE, Doing.UNDO
    assert {(query,), (undo,), (pause,), (undo, undo), (query, undo), (query, pause, pause, undo)} <= rows
    assert {(query, Doing.MOVE, undo), (Doing.END, undo), (pause, undo), (pause, undo, pause)} <= rows
    typed = {(one.change.doing, one.stored, one.undone) for life in lives if (one := life.live_change) is not None}
    doings = (query, Doing.MOVE, Doing.RENAME, Doing.MODE, Doing.END, pause, undo)
    assert typed == set(product(doings, (True, False), (True, False)))
    assert {life.slow_reading for life in lives} == {True, False}


def test_one_episode_in_five_has_a_model() -> None:
    """Which does whatever one may do, also when nobody disturbs the bot; all of them where only that is drawn."""
    episodes = [draw(seed, 25) for seed in range(100)]
    having = [episode for episode in episodes if episode.summaries is not None]
    assert 10 <= len(having) <= 30
    assert all(life.answers for episode in having for life in episode.lives)
    assert not any(life.answers for episode in episodes if not episode.summaries for life in episode.lives)
    answers = [answer for episode in having for life in episode.lives for answer in life.answers]
    assert {answer.how for answer in answers} == set(Answering)
    assert any(answer.seconds > 20 for answer in answers)
    quiet = [answer for episode in having if episode.summaries for answer in episode.summaries.answers]
    assert {answer.how for answer in quiet} == set(Answering)
    assert {str(life.end) for episode in having for life in episode.lives} >= set(MODEL_POINTS)
    alone = [draw(seed, 5, only="summaries") for seed in range(5)]
    assert all(episode.summaries for episode in alone)
    assert any(life.scene for episode in alone for life in episode.lives)


def test_a_history_is_closed_where_a_post_is_in_doubt() -> None:
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


def test_plans_reach_every_scene() -> None:
    """With every way for time to go by, every permission, every wrong clock, and papers that are refused."""
    episodes = [draw(seed, 25) for seed in range(40)]
    lives = [life for episode in episodes for life in episode.lives]
    assert {life.scene for life in lives} == {"", *SCENES}
    assert {life.interlude.passing for life in lives if life.interlude} == set(Passing)
    closed = {life.closed.permissions for life in lives if life.closed}
    assert closed == {Perm.READ_MESSAGE_HISTORY, Perm.VIEW_CHANNEL, Perm.SEND_MESSAGES}
    assert {abs(life.clock_ahead) for life in lives} == {0.0, HOUR, 60 * DAY, 365 * DAY, 730 * DAY}
    faults = [trouble.fault for life in lives for trouble in life.troubles]
    assert {408, 502, 503, 504} <= {fault.status for fault in faults if fault.page and fault.accepted}
    assert {'""', "{}", "[]"} <= {fault.says for fault in faults}
    assert any(fault.everywhere and fault.retry_after >= 200 for fault in faults)
    assert {fault.code for episode in episodes for fault in episode.bad.values()} == {50035, 200000, 40005}


def test_plans_reach_whatever_a_feed_does() -> None:
    """Every edit, answer, window and order; papers of its own, with recurring titles too, and those of others."""
    episodes = [draw(seed, 25) for seed in range(40)]
    feeds = [life.feed for episode in episodes for life in episode.lives]
    assert {edit.facet for feed in feeds for edit in feed.edits} == set(Facet)
    assert {feed.answering for feed in feeds} == set(Answers)
    assert {feed.shuffled is None for feed in feeds} == {feed.validators for feed in feeds} == {True, False}
    assert {episode.recurring for episode in episodes} == {True, False}
    papers = [paper for episode in episodes for life in episode.lives for paper in life.papers]
    assert {paper.own for paper in papers if paper.source == FEED} == {True, False}
    assert {paper.own for paper in papers if paper.source != FEED} == {False}
    assert {wish.sources for episode in episodes for wish in episode.wishes} >= {(FEED,), ("lists", STREAM, FEED)}


def test_plans_reach_an_arxiv_that_is_wrong() -> None:
    """Its feed is ahead where no clock is, too; its API lacks papers of the days that were missed."""
    episodes = [draw(seed, 25) for seed in range(40)]
    lives = [life for episode in episodes for life in episode.lives]
    assert {life.arxiv for life in lives} == {None, *Wrong}
    assert not any(life.arxiv is Wrong.AHEAD and life.clock_ahead for life in lives)
    assert any(episode.missed and episode.lives[0].arxiv is Wrong.CUT for episode in episodes)


def test_what_a_build_does_not_hold_can_be_left_out() -> None:
    """The rest of a plan is as it was."""
    whole, less = ([draw(seed, 25, draws=draws) for seed in range(20)] for draws in (tuple(Draw), ()))
    lives = [life for episode in less for life in episode.lives]
    assert not any(edit.facet is Facet.DOI for life in lives for edit in life.feed.edits)
    assert not any(life.arxiv for life in lives)
    wrong = [life.feed.answering for life in lives if life.clock_ahead]
    assert set(wrong) == {Answers.UNAVAILABLE}
    assert not any(episode.recurring for episode in less)
    for one, other in zip(whole, less, strict=True):
        assert [life.papers for life in one.lives] == [life.papers for life in other.lives]
        assert one.missed == other.missed


def test_a_plan_of_a_release_has_everything() -> None:
    """A model and a feed in every episode, Undo in most lives, and scenes as ever."""
    episodes = [draw(seed, 25, only="release") for seed in range(10)]
    assert all(episode.summaries for episode in episodes)
    lives = [life for episode in episodes for life in episode.lives]
    made = [(*life.changes, *([life.live_change.change] if life.live_change else ())) for life in lives]
    undone = [
        any(change.doing is Doing.UNDO for change in changes) or bool(life.live_change and life.live_change.undone)
        for changes, life in zip(made, lives, strict=True)
    ]
    assert sum(undone) > 0.6 * len(lives)
    assert {life.scene for life in lives} == {"", *SCENES}
    assert all(any(p.source == FEED for life in one.lives for p in life.papers) for one in episodes)
