"""What is owed after an Undo, by the harness: as if what it takes back had not been done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wire.crash.people.wanting import LIST, STREAM, Wanting
from tests.wire.crash.verdict.claims import Claims, Post

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"
WORDS = {ONE: frozenset({"graph"}), TWO: frozenset({"graph"}), THREE: frozenset({"graph", "speech"})}
GRAPH, SPEECH = Wanting(channel=1, word="graph"), Wanting(channel=1, word="speech")
NOBODY = frozenset[tuple[int, str]]()


def listed(*papers: str) -> frozenset[tuple[str, str]]:
    return frozenset((paper, LIST) for paper in papers)


def changed(new: Wanting, begun: frozenset[tuple[int, str]] = NOBODY) -> tuple[Claims, Claims]:
    """Of a subscription that had the first paper read at the moment 10 and was changed at 20."""
    owed = Claims(WORDS, {"a": GRAPH})
    owed.lived(listed(ONE), NOBODY, {}, began=0.0, ended=10.0)
    kept = owed.keep("a", begun)
    owed.rest("a", new, begun, at=20.0)
    return owed, kept


def read(owed: Claims, *papers: str, at: float) -> None:
    owed.lived(listed(*papers), NOBODY, {}, began=at, ended=at)


@pytest.mark.parametrize("new", [SPEECH, GRAPH.ended()], ids=["changed", "ended"])
def test_what_waited_and_what_came_meanwhile_is_owed(new: Wanting) -> None:
    """And nothing may come of it before."""
    owed, kept = changed(new)
    read(owed, ONE, TWO, at=30.0)
    assert owed.lost(NOBODY) == NOBODY
    assert owed.unasked([Post(channel=1, paper=ONE, at=35.0)]) == {(1, ONE)}
    owed.take_back("a", kept, NOBODY, before=40.0, after=40.0)
    assert owed.lost(NOBODY) == {(1, ONE), (1, TWO)}
    assert owed.unasked([Post(channel=1, paper=paper, at=45.0) for paper in (ONE, TWO)]) == NOBODY
    read(owed, *WORDS, at=50.0)
    assert (1, THREE) in owed.lost(NOBODY)


def test_what_only_the_change_asked_for_is_let_go() -> None:
    """Undone it is asked for no more, but for what had begun."""
    owed = Claims({**WORDS, TWO: frozenset({"speech"})}, {"a": GRAPH})
    kept = owed.keep("a", NOBODY)
    owed.rest("a", SPEECH, NOBODY, at=20.0)
    read(owed, TWO, THREE, at=30.0)
    owed.take_back("a", kept, NOBODY, before=40.0, after=40.0)
    assert owed.lost(NOBODY) == {(1, THREE)}
    assert owed.unasked([Post(channel=1, paper=TWO, at=45.0)]) == {(1, TWO)}


def test_what_came_in_the_other_channel_comes_no_more() -> None:
    """What had not begun there comes along; nothing may come in both."""
    owed, kept = changed(replace(GRAPH, channel=2))
    read(owed, ONE, TWO, at=30.0)
    owed.take_back("a", kept, frozenset({(2, ONE)}), before=40.0, after=40.0)
    assert owed.lost({(2, ONE)}) == {(1, TWO)}
    assert owed.unasked([Post(channel=2, paper=ONE, at=35.0), Post(channel=1, paper=TWO, at=45.0)]) == NOBODY
    assert len(owed.unasked([Post(channel=channel, paper=ONE, at=45.0) for channel in (1, 2)])) == 1


def test_of_a_pause_all_is_owed_that_came_in_it() -> None:
    """As if there had been none."""
    owed, kept = changed(replace(GRAPH, paused=True))
    read(owed, ONE, TWO, at=30.0)
    assert owed.unasked([Post(channel=1, paper=ONE, at=35.0)]) == {(1, ONE)}
    owed.take_back("a", kept, NOBODY, before=40.0, after=40.0)
    assert owed.lost(NOBODY) == {(1, ONE), (1, TWO)}
    assert owed.unasked([Post(channel=1, paper=paper, at=45.0) for paper in (ONE, TWO)]) == NOBODY


def test_what_was_paused_is_so_again() -> None:
    """What matches in the pause is owed to nobody, what did before it and does after it is."""
    owed = Claims(WORDS, {"a": GRAPH})
    read(owed, ONE, at=5.0)
    owed.rest("a", replace(GRAPH, paused=True), NOBODY, at=10.0)
    kept = owed.keep("a", NOBODY)
    owed.rest("a", SPEECH, NOBODY, at=20.0)
    read(owed, ONE, TWO, at=30.0)
    owed.take_back("a", kept, NOBODY, before=40.0, after=40.0)
    assert owed.unasked([Post(channel=1, paper=ONE, at=45.0)]) == {(1, ONE)}
    owed.rest("a", GRAPH, NOBODY, at=50.0)
    assert owed.lost(NOBODY) == {(1, ONE)}
    assert owed.unasked([Post(channel=1, paper=ONE, at=55.0)]) == NOBODY


def test_what_came_by_the_end_of_a_pause_alone_is_let_go() -> None:
    """It was never resumed; what had begun is owed."""
    owed = Claims(WORDS, {"a": GRAPH})
    owed.rest("a", replace(GRAPH, paused=True), NOBODY, at=5.0)
    kept = owed.keep("a", NOBODY)
    owed.rest("a", GRAPH, NOBODY, at=10.0)
    read(owed, ONE, TWO, at=20.0)
    owed.take_back("a", kept, frozenset({(1, TWO)}), before=30.0, after=30.0)
    owed.rest("a", GRAPH, NOBODY, at=40.0)
    assert owed.lost(NOBODY) == {(1, TWO)}
    assert owed.unasked([Post(channel=1, paper=ONE, at=50.0)]) == {(1, ONE)}


def test_a_post_of_one_that_has_ended_is_not_owed() -> None:
    """It may come if it had begun; an Undo makes it owed again, wherever it is."""
    owed, kept = changed(GRAPH.ended(), frozenset({(1, ONE)}))
    assert owed.lost(NOBODY) == NOBODY
    assert owed.unasked([Post(channel=1, paper=ONE, at=25.0)]) == NOBODY
    owed.take_back("a", kept, NOBODY, before=30.0, after=30.0)
    assert owed.lost(NOBODY) == {(1, ONE)}


def test_what_waits_of_a_reading_that_broke_off_may_come() -> None:
    """It was let go of by the change, and nobody knows of it yet; read again it is owed."""
    owed = Claims(WORDS, {"a": GRAPH}, {(ONE, LIST), (ONE, STREAM)})
    kept = owed.keep("a", NOBODY)
    owed.rest("a", SPEECH, NOBODY, at=20.0)
    owed.take_back("a", kept, NOBODY, before=30.0, after=30.0)
    assert owed.lost(NOBODY) == NOBODY
    assert owed.unasked([Post(channel=1, paper=ONE, at=35.0)]) == NOBODY
    read(owed, ONE, at=40.0)
    assert owed.lost(NOBODY) == {(1, ONE)}
