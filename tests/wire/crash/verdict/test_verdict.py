"""What the harness holds to be owed: a judge that asks for too little would never find a loss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.fake_discord.http.calls import Call
from tests.wire.crash.people.wanting import LIST, STREAM, Wanting
from tests.wire.crash.plan.scenes import CREATE
from tests.wire.crash.verdict.claims import Claims, Post
from tests.wire.crash.verdict.verdict import judge, papers_of

ONE, TWO = "2511.00001", "2511.00002"
WORDS = {ONE: frozenset({"graph"}), TWO: frozenset({"graph", "speech"})}
GRAPH = Wanting(channel=1, word="graph")
NOBODY = frozenset[tuple[int, str]]()


def listed(*papers: str) -> frozenset[tuple[str, str]]:
    return frozenset((paper, LIST) for paper in papers)


def claims(**wanting: Wanting) -> Claims:
    """Those of subscriptions that had both papers read at the moment 10."""
    made = Claims(WORDS, wanting or {"a": GRAPH})
    made.lived(listed(*WORDS), NOBODY, {}, began=0.0, ended=10.0)
    return made


def posts(*made: tuple[int, str], at: float = 50.0) -> list[Post]:
    return [Post(channel=channel, paper=paper, at=at) for channel, paper in made]


def test_the_verdict_sees_loss_and_repetition() -> None:
    """A paper missing, one twice, one that nobody wanted, one that still waits: each is told."""
    owed = claims(a=GRAPH, b=replace(GRAPH, channel=2))
    verdict = judge(owed, posts((1, ONE), (1, ONE), (2, ONE), (3, TWO)), waiting={(2, TWO)})
    assert verdict.lost == {(1, TWO)}
    assert verdict.stuck == {(2, TWO)}
    assert verdict.twice == {(1, ONE)}
    assert verdict.unasked == {(3, TWO)}
    assert not verdict.holds
    assert f"{TWO} in 1" in str(verdict)
    assert judge(owed, posts((1, ONE), (1, TWO), (2, ONE), (2, TWO))).holds


def test_uncertain_and_dead_count_only_where_it_is_right() -> None:
    """Not to know is right where nobody may look, to give up where Discord never takes it."""
    some = posts((1, ONE))
    assert judge(claims(), some, uncertain={(1, TWO)}, unknowable={(1, TWO)}).holds
    assert judge(claims(), some, uncertain={(1, TWO)}).asked == {(1, TWO)}
    assert judge(claims(), some, dead={(1, TWO)}).holds
    assert not judge(claims(), some).holds


def test_what_is_edited_away_may_not_come() -> None:
    """Unless its post had begun; what both queries ask for must come."""
    edited = replace(GRAPH, without=frozenset({"speech"}))
    for begun, wrong in ((NOBODY, {(1, TWO)}), (frozenset({(1, TWO)}), NOBODY)):
        owed = claims()
        owed.rest("a", edited, begun, at=20.0)
        assert owed.unasked(posts((1, ONE), (1, TWO))) == wrong
        assert owed.lost(NOBODY) == {(1, ONE)} | begun
        assert owed.unasked(posts((1, TWO), at=15.0)) == NOBODY


def test_a_move_takes_along_what_had_not_begun() -> None:
    """It must come in the other channel and there alone; what had begun stays; nothing comes in both."""
    owed = claims()
    owed.rest("a", replace(GRAPH, channel=2), frozenset({(1, ONE)}), at=20.0)
    assert judge(owed, posts((1, ONE), (2, TWO))).holds
    assert owed.unasked(posts((1, TWO))) == {(1, TWO)}
    assert owed.lost({(1, TWO), (1, ONE)}) == {(2, TWO)}
    moved = claims()
    moved.lived(listed(*WORDS), frozenset({(1, ONE)}), {"a": replace(GRAPH, channel=2)}, began=10.0, ended=20.0)
    assert moved.lost({(1, ONE), (2, TWO)}) == moved.lost({(2, ONE), (2, TWO)}) == NOBODY
    assert len(moved.unasked(posts((1, ONE), (2, ONE)))) == 1


def test_a_second_move_leaves_what_stayed_at_the_first() -> None:
    """By commands: it may have been posted in the first channel before that was left, whatever comes after."""
    owed = claims()
    owed.lived(listed(*WORDS), frozenset({(1, ONE)}), {"a": replace(GRAPH, channel=2)}, began=10.0, ended=20.0)
    owed.rest("a", replace(GRAPH, channel=3), NOBODY, at=30.0)
    assert owed.lost({(1, ONE), (3, TWO)}) == owed.lost({(3, ONE), (3, TWO)}) == NOBODY
    assert owed.lost({(2, ONE), (2, TWO)}) != NOBODY


def test_a_post_counts_as_begun_whatever_came_of_it() -> None:
    """Refused, to be split, it was under way when a change by commands was made: it is finished as it was."""
    body = {"content": "x", "embeds": [{"url": f"https://huggingface.co/papers/{ONE}"}, {"title": "x"}]}
    (method, route), ids = CREATE, {"channel_id": "1"}
    message = Call(method=method, route=route, ids=ids, body=body)
    post = replace(message, body={"name": "x", "message": body})
    assert papers_of(message) == papers_of(post) == [(1, ONE)]
    assert papers_of(replace(message, body={"content": "x"})) == []
    owed, other = claims(), replace(GRAPH, word="speech")
    owed.lived(listed(*WORDS), frozenset(papers_of(message)), {"a": other}, began=10.0, ended=20.0)
    assert owed.unasked(posts((1, ONE))) == NOBODY
    assert owed.lost({(1, TWO)}) == NOBODY


def test_others_account_for_what_they_want() -> None:
    """A paper in two channels is right when there is a subscription for each."""
    owed = claims(a=GRAPH, b=GRAPH)
    owed.rest("a", replace(GRAPH, channel=2), NOBODY, at=20.0)
    assert owed.unasked(posts((1, ONE), (2, ONE))) == NOBODY


def test_a_pause_holds_and_lets_go() -> None:
    """What waited may not come during it and must come after it; what is read meanwhile is not owed."""
    owed = Claims(WORDS, {"a": GRAPH})
    owed.lived(listed(ONE), NOBODY, {}, began=0.0, ended=10.0)
    owed.rest("a", replace(GRAPH, paused=True), NOBODY, at=20.0)
    owed.lived(listed(*WORDS), NOBODY, {}, began=20.0, ended=30.0)
    owed.rest("a", GRAPH, NOBODY, at=40.0)
    assert owed.unasked(posts((1, ONE), at=25.0)) == {(1, ONE)}
    assert owed.unasked(posts((1, ONE), (1, TWO))) == {(1, TWO)}
    assert owed.lost(NOBODY) == {(1, ONE)}


def test_a_pause_elsewhere_holds_nothing_that_had_begun() -> None:
    """What was begun before the move is finished where it was, though it was refused and split in between."""
    for begun, wrong in ((frozenset({(1, ONE)}), NOBODY), (NOBODY, {(1, ONE)})):
        owed = claims()
        owed.rest("a", replace(GRAPH, channel=2), begun, at=20.0)
        owed.rest("a", replace(GRAPH, channel=2, paused=True), NOBODY, at=30.0)
        assert owed.unasked(posts((1, ONE))) == wrong
        assert owed.unasked(posts((2, TWO))) == {(2, TWO)}


@pytest.mark.parametrize("paused", [False, True])
def test_by_commands_nobody_knows_the_moment(*, paused: bool) -> None:
    """What is read while a pause or another query begins may come, and need not."""
    new = replace(GRAPH, paused=True) if paused else replace(GRAPH, word="speech")
    owed = Claims(WORDS, {"a": GRAPH})
    owed.lived(listed(*WORDS), NOBODY, {"a": new}, began=0.0, ended=10.0)
    assert owed.unasked(posts((1, ONE), (1, TWO), at=5.0)) == NOBODY
    assert owed.lost(NOBODY) == (NOBODY if paused else {(1, TWO)})


def test_a_paper_is_owed_to_those_who_listen_to_what_brought_it() -> None:
    """Once its own source has it, whatever another had before."""
    owed = Claims(WORDS, {"a": GRAPH, "b": replace(GRAPH, channel=2, sources=frozenset({STREAM}))})
    owed.lived(frozenset({(ONE, STREAM)}), NOBODY, {}, began=0.0, ended=10.0)
    assert owed.lost(NOBODY) == {(2, ONE)}
    assert owed.unasked(posts((1, ONE))) == {(1, ONE)}
    owed.lived(frozenset({(ONE, STREAM)}) | listed(ONE), NOBODY, {}, began=10.0, ended=20.0)
    assert owed.lost(NOBODY) == {(1, ONE), (2, ONE)}


def both(**parts: Any) -> Wanting:
    return replace(GRAPH, sources=frozenset({LIST, STREAM}), **parts)


def test_who_listens_to_both_is_owed_a_paper_once() -> None:
    """Where it was when the first of them brought it; a list's pick is news to whom it never was for."""
    owed = Claims(WORDS, {"a": both(), "b": both(channel=2)})
    owed.rest("b", both(channel=2, paused=True), NOBODY, at=0.0)
    owed.lived(frozenset({(ONE, STREAM)}), NOBODY, {}, began=0.0, ended=10.0)
    assert owed.lost(NOBODY) == {(1, ONE)}
    owed.rest("a", both(channel=3), frozenset({(1, ONE)}), at=20.0)
    owed.rest("b", both(channel=2), NOBODY, at=20.0)
    owed.lived(frozenset({(ONE, STREAM)}) | listed(ONE), NOBODY, {}, began=30.0, ended=40.0)
    assert owed.lost(NOBODY) == {(1, ONE), (2, ONE)}
    assert owed.unasked(posts((1, ONE), (3, ONE))) != NOBODY
    assert owed.unasked(posts((1, ONE), (2, ONE))) == NOBODY


def test_what_was_edited_away_may_come_again_when_a_list_has_it() -> None:
    """It need not; and never before that."""
    owed = Claims(WORDS, {"a": both()})
    owed.lived(frozenset({(TWO, STREAM)}), NOBODY, {}, began=0.0, ended=10.0)
    owed.rest("a", both(without=frozenset({"speech"})), NOBODY, at=20.0)
    owed.rest("a", both(), NOBODY, at=30.0)
    assert owed.unasked(posts((1, TWO))) == {(1, TWO)}
    owed.lived(frozenset({(TWO, STREAM)}) | listed(TWO), NOBODY, {}, began=40.0, ended=50.0)
    assert owed.unasked(posts((1, TWO), at=60.0)) == NOBODY
    assert owed.lost(NOBODY) == NOBODY


@pytest.mark.parametrize("given", [True, False])
def test_what_a_reading_posted_before_it_broke_off_stays_where_it_is(*, given: bool) -> None:
    """It does not count as read, and its subscription moves: it may not come in both, and must in one of them."""
    owed = Claims(WORDS, {"a": GRAPH}, listed(ONE) if given else frozenset())
    owed.lived(frozenset(), frozenset({(1, ONE)}), {}, began=0.0, ended=10.0)
    owed.rest("a", replace(GRAPH, channel=2), frozenset({(1, ONE)}), at=20.0)
    owed.lived(listed(ONE), frozenset({(1, ONE)}), {}, began=30.0, ended=40.0)
    assert (owed.unasked(posts((1, ONE), at=5.0)) == NOBODY) == given
    assert (owed.lost({(1, ONE)}) == NOBODY) == given
    assert owed.lost(NOBODY) != NOBODY
    assert len(owed.unasked(posts((1, ONE), (2, ONE)))) == 1


def test_other_sources_take_along_what_they_have() -> None:
    """What none of the new ones has is let go, and owed when one brings it; what had begun stays."""
    owed, begun = claims(), frozenset({(1, ONE)})
    streams = replace(GRAPH, sources=frozenset({STREAM}))
    owed.rest("a", streams, begun, at=20.0)
    assert owed.lost(NOBODY) == begun
    assert owed.unasked(posts((1, TWO))) == {(1, TWO)}
    owed.rest("a", replace(streams, channel=2), begun, at=30.0)
    brought = listed(*WORDS) | {(paper, STREAM) for paper in WORDS}
    owed.lived(brought, begun, {}, began=30.0, ended=40.0)
    assert owed.lost(begun) == {(2, TWO)}
    assert owed.unasked(posts((1, ONE), (2, TWO))) == NOBODY
    assert len(owed.unasked(posts((1, ONE), (2, ONE)))) == 1


def test_what_waits_of_a_reading_that_broke_off_may_come_with_other_sources() -> None:
    """Its alert was made, of which nobody knows: who chooses another source that has the paper keeps it."""
    given = listed(ONE) | {(ONE, STREAM)}
    owed = Claims(WORDS, {"a": GRAPH}, given)
    owed.lived(frozenset({(ONE, STREAM)}), NOBODY, {}, began=0.0, ended=10.0)
    owed.rest("a", replace(GRAPH, channel=2, sources=frozenset({STREAM})), NOBODY, at=20.0)
    assert owed.lost(NOBODY) == NOBODY
    assert owed.unasked(posts((2, ONE))) == NOBODY
    assert owed.unasked(posts((1, ONE))) == {(1, ONE)}


def test_what_was_let_go_may_wait_again_when_a_list_picks_it() -> None:
    """Its reading broke off, and is done again in a pause, in which nothing becomes owed: what waited may come."""
    streams = replace(GRAPH, sources=frozenset({STREAM}))
    owed = Claims(WORDS, {"a": streams}, listed(ONE) | {(ONE, STREAM)})
    owed.lived(frozenset({(ONE, STREAM)}), NOBODY, {}, began=0.0, ended=10.0)
    owed.rest("a", GRAPH, NOBODY, at=20.0)
    assert owed.lost(NOBODY) == NOBODY
    owed.rest("a", replace(GRAPH, paused=True), NOBODY, at=30.0)
    owed.lived(listed(ONE) | {(ONE, STREAM)}, NOBODY, {}, began=30.0, ended=40.0)
    owed.rest("a", GRAPH, NOBODY, at=50.0)
    assert owed.unasked(posts((1, ONE), at=60.0)) == NOBODY
