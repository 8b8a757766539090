"""Reasons for one subscription, of what is known of it, its channel and the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Block, BlockCause, Mode
from bot.service.subscriptions.reasons import (
    Case,
    Cause,
    InChannel,
    Readings,
    reasons_of,
    result_in,
    resuming_helps,
)
from bot.sources.huggingface.source import SPEC
from tests.support.fakes import CHANNEL, START, destination, sighting, subscription

PAPER = sighting(title="Fast diffusion", abstract="A survey of it.", upvotes=1200)
BLOCK = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
BLOCKED = replace(destination(), block=BLOCK)
LISTED = Readings(names=frozenset({"huggingface"}), again="Hugging Face")
OLD = LISTED._replace(again="", last_listed=START.date())
STREAMED = Readings(names=frozenset({"huggingface"}), streamed="arXiv")
LATER = START + timedelta(hours=9)
PAUSED = {"paused": True}
OTHER = subscription("zzzzz")
MINE = subscription()


def alert(state: AlertState, **more: Any) -> Alert:
    made = {"destination_id": CHANNEL, "paper_id": PAPER.paper.id, "subscriptions": ("aaaaa",), "state": state}
    return Alert(**{**made, "due": START, "created": START, **more})


def message(state: MessageState, **more: Any) -> Message:
    made: dict[str, Any] = {"key": "k", "destination_id": CHANNEL, "kind": MessageKind.CARD, "payload": {}}
    times = {"created": START, "next_try": START}
    return Message(**{**made, **times, "paper_ids": (PAPER.paper.id,), "state": state, **more})


def case(query: str = "diffusion", there: dict[str, Any] | None = None, **facts: Any) -> Case:
    """A subscription with this query; `there` is what is known of its channel, `changes` differ in it."""
    one = replace(subscription(query=query), **facts.pop("changes", {}))
    known: dict[str, Any] = {"destination": destination(), "alert": None, "message": None, "wanted_by": ()}
    channel = InChannel(**{**known, **(there or {})})
    fields: dict[str, Any] = {"sighting": PAPER, "readings": LISTED, "in_baseline": False, "next_due": START}
    result = result_in(channel, START)
    return Case(subscription=one, channel=channel, result=result, now=START, **{**fields, **facts})


def causes(one: Case) -> list[Cause]:
    """All of them but what matched."""
    found = reasons_of(one, Catalogue([SPEC]), in_full=True)
    return [reason.cause for reason in found if reason.cause is not Cause.FOUND]


def wanted(state: AlertState, posted: Message | None = None, **more: Any) -> dict[str, Any]:
    """A channel where this very subscription has the paper posted."""
    return {"alert": alert(state, **more), "message": posted, "wanted_by": (MINE,)}


SENT = message(MessageState.SENT, finished=START, message_id=7)
TRIED = message(MessageState.READY, reason="The connection broke.")


@pytest.mark.parametrize(
    ("there", "cause"),
    [
        (wanted(AlertState.SENT, SENT), Cause.POSTED),
        (wanted(AlertState.SENT, replace(SENT, message_id=None)), Cause.POSTED_AND_DELETED),
        (wanted(AlertState.SENT), Cause.POSTED_LONG_AGO),
        (wanted(AlertState.DEAD), Cause.DEAD),
        (wanted(AlertState.UNCERTAIN), Cause.UNCERTAIN),
        (wanted(AlertState.DROPPED), Cause.DROPPED),
        (wanted(AlertState.PLANNED, message(MessageState.READY)), Cause.BEING_POSTED),
        (wanted(AlertState.PLANNED, TRIED), Cause.RETRY),
        (wanted(AlertState.PLANNED, replace(TRIED, state=MessageState.SENDING)), Cause.DOUBT),
        (wanted(AlertState.PENDING), Cause.DUE),
        (wanted(AlertState.PENDING, due=LATER), Cause.QUIET_HOURS),
        (wanted(AlertState.PENDING, due=LATER, deferred_to_digest=True), Cause.DAY_FULL),
        (
            {**wanted(AlertState.PENDING, due=LATER), "wanted_by": (replace(MINE, mode=Mode.DAILY),)},
            Cause.DIGEST,
        ),
        ({**wanted(AlertState.PENDING), "wanted_by": (replace(MINE, paused=True),)}, Cause.HELD),
        ({**wanted(AlertState.PENDING), "destination": BLOCKED}, Cause.NO_PERMISSION),
        ({**wanted(AlertState.PENDING), "wanted_by": ()}, None),
        ({}, None),
    ],
)
def test_what_became_of_an_alert_has_one_cause(there: dict[str, Any], cause: Cause | None) -> None:
    """What waits for nobody will be dropped: that is no result."""
    result = result_in(case(there=there).channel, START)
    assert (result and result.cause) is cause


@pytest.mark.parametrize(
    ("query", "facts", "expected"),
    [
        ("diffusion", {}, [Cause.NEXT_POLL]),
        ("diffusion", {"next_due": LATER}, [Cause.QUIET_HOURS]),
        ("diffusion", {"there": {"destination": BLOCKED}}, [Cause.BLOCKED, Cause.NO_PERMISSION]),
        ("diffusion", {"in_baseline": True}, [Cause.BASELINE]),
        ("diffusion", {"readings": OLD}, [Cause.LISTED_LONG_AGO]),
        ("diffusion", {"readings": STREAMED}, [Cause.LISTED_ONCE]),
        ("diffusion", {"readings": STREAMED, "changes": PAUSED}, [Cause.PAUSED]),
        ("diffusion", {"changes": {"sources": ("arxiv",)}}, [Cause.OTHER_SOURCES]),
        ("diffusion", {"changes": PAUSED}, [Cause.PAUSED]),
        ("diffusion", {"sighting": None}, []),
        ("(diffusion", {}, [Cause.UNREADABLE]),
        ("trees", {}, [Cause.TERM]),
        ("diffusion trees", {}, [Cause.TERM, Cause.WEAKER]),
        ("upvotes:>=2000", {}, [Cause.TERM, Cause.NUMBERS, Cause.WEAKER]),
        ("rank:<=5", {}, [Cause.TERM, Cause.NUMBERS]),
        ("upvotes:>=2000", {"changes": PAUSED}, [Cause.TERM, Cause.PAUSED, Cause.WEAKER]),
        ("rank:<=5", {"readings": OLD}, [Cause.TERM, Cause.NUMBERS_OVER]),
        ("rank:<=5", {"readings": STREAMED}, [Cause.TERM, Cause.NUMBERS_ELSEWHERE]),
    ],
)
def test_everything_that_keeps_a_paper_back_is_told(
    query: str, facts: dict[str, Any], expected: list[Cause]
) -> None:
    """Each circumstance by itself, in their order, with what would change it."""
    assert causes(case(query, **facts)) == expected


def test_what_nobody_announced_is_not_promised() -> None:
    """Nobody reads the numbers of a paper that was looked up either."""
    looked_up = replace(PAPER, paper=replace(PAPER.paper, announced=False))
    for query, expected in (("diffusion", []), ("rank:<=5", [Cause.TERM])):
        found = causes(case(query, sighting=looked_up, readings=Readings()))
        assert found == [*expected, Cause.UNANNOUNCED]


@pytest.mark.parametrize(
    ("state", "matching", "missing"),
    [
        (AlertState.SENT, [Cause.POSTED, Cause.ALSO_MATCHED], [Cause.POSTED, Cause.TERM]),
        (AlertState.PENDING, [Cause.DUE, Cause.ALSO_MATCHED], [Cause.DUE, Cause.TERM]),
        (AlertState.DEAD, [Cause.DEAD, Cause.ALSO_MATCHED], [Cause.DEAD, Cause.TERM]),
        (AlertState.DROPPED, [Cause.NEXT_POLL], [Cause.TERM]),
    ],
)
def test_a_neighbour_s_alert_is_told_of(state: AlertState, matching: list[Cause], missing: list[Cause]) -> None:
    """No channel gets a paper twice; what was dropped for others is posted for who matches."""
    posted = SENT if state is AlertState.SENT else None
    there = {"alert": alert(state, subscriptions=("zzzzz",)), "message": posted, "wanted_by": (OTHER,)}
    assert causes(case(there=there)) == matching
    assert causes(case("trees", there=there)) == missing


@pytest.mark.parametrize(
    ("query", "facts", "helps"),
    [
        ("diffusion", {}, True),
        ("diffusion", {"there": {"destination": BLOCKED}}, True),  # each of the two is told
        ("diffusion upvotes:>=2000", {}, True),
        ("trees", {}, False),
        ("trees upvotes:>=2000", {}, False),
        ("(diffusion", {}, False),
        ("diffusion", {"in_baseline": True}, False),
        ("diffusion", {"readings": OLD}, False),
        ("upvotes:>=2000", {"readings": OLD}, False),
        ("upvotes:>=2000", {"there": {"alert": alert(AlertState.SENT), "wanted_by": (OTHER,)}}, False),
        ("diffusion", {"there": wanted(AlertState.SENT, SENT)}, False),
        ("diffusion", {"there": wanted(AlertState.PENDING)}, True),
        ("diffusion", {"there": {"alert": alert(AlertState.PENDING), "wanted_by": (OTHER,)}}, False),
    ],
)
@pytest.mark.parametrize("in_full", [True, False])
def test_to_resume_is_offered_where_it_helps(
    query: str, facts: dict[str, Any], *, helps: bool, in_full: bool
) -> None:
    """Not where words, the baseline or a source keep the paper back as well; never what is not paused."""
    for changes, expected in (({}, False), (PAUSED, helps)):
        there = dict(facts.get("there", {}))
        if MINE in there.get("wanted_by", ()):
            there["wanted_by"] = (replace(MINE, **changes),)
        one = case(query, **{**facts, "there": there}, changes=changes)
        reasons = list(reasons_of(one, Catalogue([SPEC]), in_full=in_full))
        assert resuming_helps(one, reasons) is expected
