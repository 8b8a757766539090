"""Papers that the harness requires: a judge that requires too little would never find a loss."""

from dataclasses import replace
from typing import Any

import pytest

from tests.fake_discord.http.calls import Call
from tests.wire.crash.people.wanting import LIST, STREAM
from tests.wire.crash.plan.scenes import CREATE
from tests.wire.crash.verdict.story import GRAPH, ONE, TWO, WORDS, Pair, Story, made
from tests.wire.crash.verdict.verdict import judge, papers_of

BOTH, STREAMS = (replace(GRAPH, sources=frozenset(names)) for names in ({LIST, STREAM}, {STREAM}))


def test_the_verdict_sees_loss_and_repetition():
    """A paper missing, one twice, one that nobody wanted, one that still waits: each is told."""
    owed = Story(a=GRAPH, b=replace(GRAPH, channel=2)).read(ONE, TWO).claims
    verdict = judge(owed, made((1, ONE), (1, ONE), (2, ONE), (3, TWO)), waiting={(2, TWO)})
    assert (verdict.lost, verdict.stuck) == ({(1, TWO)}, {(2, TWO)})
    assert (verdict.twice, verdict.unasked) == ({(1, ONE)}, {(3, TWO)})
    assert not verdict.holds
    assert f"{TWO} in 1" in str(verdict)
    assert judge(owed, made((1, ONE), (1, TWO), (2, ONE), (2, TWO))).holds


def test_uncertain_and_dead_count_only_where_it_is_right():
    """Not to know is right where nobody may look, to give up where Discord never takes it."""
    owed, some = Story().read(ONE, TWO).claims, made((1, ONE))
    assert judge(owed, some, uncertain={(1, TWO)}, unknowable={(1, TWO)}).holds
    assert judge(owed, some, uncertain={(1, TWO)}).asked == {(1, TWO)}
    assert judge(owed, some, dead={(1, TWO)}).holds
    assert not judge(owed, some).holds


def test_what_is_edited_away_may_not_come():
    """Unless its post had begun; what both queries ask for must come."""
    for begun, wrong in ((set[Pair](), {(1, TWO)}), ({(1, TWO)}, set[Pair]())):
        story = Story().read(ONE, TWO).change(begun=begun, without=frozenset({"speech"}))
        assert story.unasked((1, ONE), (1, TWO)) == wrong
        assert story.lost() == {(1, ONE)} | begun
        assert story.unasked((1, TWO), at=5) == set()


def test_a_move_takes_along_what_had_not_begun():
    """It must come in the other channel and there alone; what had begun stays; nothing comes in both."""
    story = Story().read(ONE, TWO).change(begun={(1, ONE)}, channel=2)
    assert judge(story.claims, made((1, ONE), (2, TWO))).holds
    assert story.unasked((1, TWO)) == {(1, TWO)}
    assert story.lost((1, TWO), (1, ONE)) == {(2, TWO)}
    typed = Story().read(ONE, TWO).read(begun={(1, ONE)}, channel=2)
    assert typed.lost((1, ONE), (2, TWO)) == typed.lost((2, ONE), (2, TWO)) == set()
    assert len(typed.unasked((1, ONE), (2, ONE))) == 1
    typed.change(channel=3)  # what stayed at the first move may be there, whatever comes after
    assert typed.lost((1, ONE), (3, TWO)) == typed.lost((3, ONE), (3, TWO)) == set()
    assert typed.lost((2, ONE), (2, TWO)) != set()


def test_a_post_counts_as_begun_whatever_came_of_it():
    """Refused, to be split, it was under way when a change by commands was made: it is finished as it was."""
    body = {"content": "x", "embeds": [{"url": f"https://huggingface.co/papers/{ONE}"}, {"title": "x"}]}
    message = Call(method=CREATE[0], route=CREATE[1], ids={"channel_id": "1"}, body=body)
    post = replace(message, body={"name": "x", "message": body})
    assert papers_of(message) == papers_of(post) == [(1, ONE)]
    assert papers_of(replace(message, body={"content": "x"})) == []
    story = Story().read(ONE, TWO).read(begun=papers_of(message), word="speech")
    assert story.unasked((1, ONE)) == story.lost((1, TWO)) == set()


def test_others_account_for_what_they_want():
    """A paper in two channels is right when there is a subscription for each."""
    assert Story(a=GRAPH, b=GRAPH).read(ONE, TWO).change(channel=2).unasked((1, ONE), (2, ONE)) == set()


def test_a_pause_holds_and_lets_go():
    """Pending alerts must be posted after a pause and not in it; papers read in it are not required."""
    story = Story().read(ONE).change(paused=True).read(TWO).change(paused=False)
    assert story.unasked((1, ONE), at=15) == {(1, ONE)}
    assert story.unasked((1, ONE), (1, TWO)) == {(1, TWO)}
    assert story.lost() == {(1, ONE)}


def test_a_pause_elsewhere_holds_nothing_that_had_begun():
    """A post begun before a move is finished in the old channel, though it was refused and split in between."""
    for begun, wrong in (({(1, ONE)}, set[Pair]()), (set[Pair](), {(1, ONE)})):
        story = Story().read(ONE, TWO).change(begun=begun, channel=2).change(paused=True)
        assert story.unasked((1, ONE)) == wrong
        assert story.unasked((2, TWO)) == {(2, TWO)}


@pytest.mark.parametrize(("new", "lost"), [({"paused": True}, set[Pair]()), ({"word": "speech"}, {(1, TWO)})])
def test_by_commands_nobody_knows_the_moment(new: dict[str, Any], lost: set[Pair]):
    """Papers read while a pause or another query begins can be posted, and need not be."""
    story = Story().read(ONE, TWO, **new)
    assert story.unasked((1, ONE), (1, TWO), at=5) == set()
    assert story.lost() == lost


def test_a_paper_is_owed_to_those_who_listen_to_what_brought_it():
    """Once its own source has it, whatever another had before."""
    story = Story(a=GRAPH, b=replace(STREAMS, channel=2)).read(ONE, by=STREAM)
    assert story.lost() == {(2, ONE)}
    assert story.unasked((1, ONE)) == {(1, ONE)}
    assert story.read(ONE).lost() == {(1, ONE), (2, ONE)}


def test_who_listens_to_both_is_owed_a_paper_once():
    """A paper belongs to the channel at its first announcement; on a list it is new for those it was not for."""
    story = Story(a=BOTH, b=replace(BOTH, channel=2)).change("b", paused=True).read(ONE, by=STREAM)
    assert story.lost() == {(1, ONE)}
    story.change(begun={(1, ONE)}, channel=3).change("b", paused=False).read(ONE)
    assert story.lost() == {(1, ONE), (2, ONE)}
    assert story.unasked((1, ONE), (3, ONE)) != set()
    assert story.unasked((1, ONE), (2, ONE)) == set()


def test_what_was_edited_away_may_come_again_when_a_list_has_it():
    """It need not; and never before that."""
    story = Story(a=BOTH).read(TWO, by=STREAM).change(without=frozenset({"speech"})).change(without=frozenset())
    assert story.unasked((1, TWO)) == {(1, TWO)}
    assert story.read(TWO).unasked((1, TWO)) == story.lost() == set()


@pytest.mark.parametrize("given", [True, False])
def test_what_a_reading_posted_before_it_broke_off_stays_where_it_is(*, given: bool):
    """It does not count as read, and its subscription moves: it may not come in both, and must in one of them."""
    story, begun = Story(*([(ONE, LIST)] if given else [])), {(1, ONE)}
    story.read(begun=begun).change(begun=begun, channel=2).read(ONE, begun=begun)
    assert (story.unasked((1, ONE), at=5) == set()) == given
    assert (story.lost((1, ONE)) == set()) == given
    assert story.lost() != set()
    assert len(story.unasked((1, ONE), (2, ONE))) == 1


def test_other_sources_take_along_what_they_have():
    """A paper that no new source has is dropped, and required once one has it; a begun post stays."""
    begun = {(1, ONE)}
    story = Story().read(ONE, TWO).change(begun=begun, sources=STREAMS.sources)
    assert story.lost() == begun
    assert story.unasked((1, TWO)) == {(1, TWO)}
    story.change(begun=begun, channel=2).read(ONE, TWO, by=STREAM, begun=begun)
    assert story.lost(*begun) == {(2, TWO)}
    assert story.unasked((1, ONE), (2, TWO)) == set()
    assert len(story.unasked((1, ONE), (2, ONE))) == 1


def test_what_waits_of_a_reading_that_broke_off_may_come_with_other_sources():
    """Its alert was made, of which nobody knows: who chooses another source that has the paper keeps it."""
    story = Story((ONE, LIST), (ONE, STREAM)).read(ONE, by=STREAM).change(channel=2, sources=STREAMS.sources)
    assert story.lost() == story.unasked((2, ONE)) == set()
    assert story.unasked((1, ONE)) == {(1, ONE)}


def test_what_was_let_go_may_wait_again_when_a_list_picks_it():
    """Its reading broke off, and is done again in a pause, in which nothing becomes owed: what waited may come."""
    story = Story((ONE, LIST), (ONE, STREAM), a=STREAMS).read(ONE, by=STREAM).change(sources=GRAPH.sources)
    assert story.lost() == set()
    assert story.change(paused=True).read(ONE).change(paused=False).unasked((1, ONE)) == set()


# --- after an Undo: as if what it takes back had not been done ------------------------------------------------


@pytest.mark.parametrize("word", ["speech", ""], ids=["changed", "ended"])
def test_what_waited_and_what_came_meanwhile_is_owed(word: str):
    """And nothing may come of it before."""
    story = Story(words=WORDS | {TWO: WORDS[ONE], "3": WORDS[TWO]}).read(ONE)
    kept = story.keep()
    story.change(word=word).read(TWO)
    assert story.lost() == set()
    assert story.unasked((1, ONE)) == {(1, ONE)}
    story.undo(kept)
    assert story.lost() == {(1, ONE), (1, TWO)}
    assert story.unasked((1, ONE), (1, TWO)) == set()
    assert (1, "3") in story.read("3").lost()


def test_what_only_the_change_asked_for_is_let_go():
    """Undone it is asked for no more, but for what had begun."""
    story = Story(words={ONE: frozenset({"speech"}), TWO: WORDS[TWO]})
    kept = story.keep()
    story.change(word="speech").read(ONE, TWO).undo(kept)
    assert story.lost() == {(1, TWO)}
    assert story.unasked((1, ONE)) == {(1, ONE)}


def test_what_came_in_the_other_channel_comes_no_more():
    """Alerts that had not begun move along; none is posted in both channels."""
    story = Story().read(ONE)
    kept = story.keep()
    story.change(channel=2).read(TWO).undo(kept, (2, ONE))
    assert story.lost((2, ONE)) == {(1, TWO)}
    assert story.claims.unasked([*made((2, ONE), at=25), *made((1, TWO))]) == set()
    assert len(story.unasked((1, ONE), (2, ONE))) == 1


def test_of_a_pause_all_is_owed_that_came_in_it():
    """As if there had been none."""
    story = Story().read(ONE)
    kept = story.keep()
    story.change(paused=True).read(TWO)
    assert story.unasked((1, ONE)) == {(1, ONE)}
    story.undo(kept)
    assert story.lost() == {(1, ONE), (1, TWO)}
    assert story.unasked((1, ONE), (1, TWO)) == set()


def test_what_was_paused_is_so_again():
    """Matches in a pause are not required; those before and after it are."""
    story = Story().read(ONE).change(paused=True)
    kept = story.keep()
    story.change(word="speech", paused=False).read(TWO).undo(kept, was=replace(GRAPH, paused=True))
    assert story.unasked((1, ONE)) == {(1, ONE)}
    story.change(paused=False)
    assert story.lost() == {(1, ONE)}
    assert story.unasked((1, ONE)) == set()


def test_what_came_by_the_end_of_a_pause_alone_is_let_go():
    """It was never resumed; what had begun is owed."""
    story = Story().change(paused=True)
    kept = story.keep()
    story.change(paused=False).read(ONE, TWO).undo(kept, (1, TWO), was=replace(GRAPH, paused=True))
    story.change(paused=False)
    assert story.lost() == {(1, TWO)}
    assert story.unasked((1, ONE)) == {(1, ONE)}


def test_a_post_of_one_that_has_ended_is_not_owed():
    """It may come if it had begun; an Undo makes it owed again, wherever it is."""
    story = Story().read(ONE)
    kept = story.keep((1, ONE))
    story.change(begun={(1, ONE)}, word="")
    assert story.lost() == story.unasked((1, ONE)) == set()
    assert story.undo(kept).lost() == {(1, ONE)}


def test_picks_are_owed_as_long_as_nobody_changes_their_subscription():
    """Only picked papers are required; a pause holds them, any other change leaves them open."""
    story = Story(a=replace(GRAPH, picks=True)).read(ONE, TWO)
    assert story.lost() == set()
    assert story.unasked((1, ONE)) == {(1, ONE)}
    story.claims.picked("a", [ONE], {1}, must=True)
    assert story.change(paused=True).unasked((1, ONE)) == {(1, ONE)}
    assert story.change(paused=False).lost() == {(1, ONE)}
    assert story.change(channel=2).lost() == story.unasked((1, ONE)) == story.unasked((2, ONE)) == set()


def test_what_waits_of_a_reading_that_broke_off_may_come():
    """It was let go of by the change, and nobody knows of it yet; read again it is owed."""
    story = Story((ONE, LIST), (ONE, STREAM))
    kept = story.keep()
    story.change(word="speech").undo(kept)
    assert story.lost() == story.unasked((1, ONE)) == set()
    assert story.read(ONE).lost() == {(1, ONE)}
