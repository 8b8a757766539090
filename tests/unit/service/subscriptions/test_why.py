"""Reasons for one subscription and paper."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.schedule import Schedule
from bot.domain.subscription import Block, BlockCause, Mode
from bot.service.subscriptions.causes import Cause
from bot.service.subscriptions.why import Case, reasons_of, result_of
from bot.sources.huggingface.settings import SPEC
from tests.support.fakes import CHANNEL, START, destination, sighting, subscription

PAPER = sighting(title="Fast diffusion", abstract="A survey of it.", upvotes=1200)
BLOCK = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
BLOCKED = replace(destination(), block=BLOCK)
OLD = {"will_be_repolled": False}
LOOKED_UP = replace(PAPER, paper=replace(PAPER.paper, announced=False))
ACCEPTED = {"sighting": replace(PAPER, kind=SourceKind.PROGRAMME, paper=replace(PAPER.paper, source="icml"))}
TO_ICML = {"sources": ("icml",)}
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


def case(**facts: Any) -> Case:
    """The paper in a channel, with these facts."""
    there = {
        "destination": destination(),
        "schedule": Schedule(),
        "now": START,
        "sighting": PAPER,
        "will_be_repolled": True,
    }
    return Case(**{**there, **facts})


def causes(query: str, one: Case, **changes: Any) -> list[Cause]:
    """The causes, except matching terms."""
    mine = subscription(query=query)
    found = reasons_of(one, replace(mine, **changes), Catalogue([SPEC]), full=True)
    return [reason.cause for reason in found if reason.cause is not Cause.TERM_FOUND]


def wanted(state: AlertState, posted: Message | None = None, **more: Any) -> dict[str, Any]:
    """A channel with an alert of the paper for this subscription."""
    return {"alert": alert(state, **more), "message": posted, "matched_by": (MINE,)}


SENT = message(MessageState.SENT, finished=START, message_id=7)
POSTED = {**wanted(AlertState.SENT, SENT), "matched_by": (OTHER,)}
DROPPED = {**wanted(AlertState.DROPPED), "matched_by": (OTHER,)}
TRIED = message(MessageState.READY, reason="The connection broke.")


@pytest.mark.parametrize(
    ("there", "cause"),
    [
        (wanted(AlertState.SENT, SENT), Cause.POSTED),
        (wanted(AlertState.SENT, replace(SENT, message_id=None)), Cause.POSTED_LONG_AGO),
        (wanted(AlertState.SENT), Cause.POSTED_LONG_AGO),
        (wanted(AlertState.DEAD), Cause.DEAD),
        (wanted(AlertState.UNCERTAIN), Cause.UNCERTAIN),
        (wanted(AlertState.DROPPED), Cause.DROPPED),
        (wanted(AlertState.PLANNED, message(MessageState.READY)), Cause.DUE),
        (wanted(AlertState.PLANNED, TRIED), Cause.RETRY),
        (wanted(AlertState.PENDING), Cause.DUE),
        (wanted(AlertState.PENDING, due=LATER), Cause.WAITS),
        ({**wanted(AlertState.PENDING), "matched_by": (replace(MINE, paused=True),)}, Cause.HELD),
        ({**wanted(AlertState.PENDING), "destination": BLOCKED}, Cause.BLOCKED),
        ({**wanted(AlertState.PENDING), "matched_by": ()}, None),
        ({}, None),
    ],
)
def test_each_state_of_an_alert_has_one_cause(there: dict[str, Any], cause: Cause | None):
    """Each state of an alert has one cause; an alert without subscriptions has none."""
    result = result_of(case(**there))
    assert (result and result.cause) is cause


@pytest.mark.parametrize(
    ("query", "facts", "changes", "expected"),
    [
        ("diffusion", {}, {}, [Cause.NEXT_POLL]),
        ("diffusion", {}, {"mode": Mode.DAILY}, [Cause.WAITS]),
        ("diffusion", {"destination": BLOCKED}, {}, [Cause.BLOCKED]),
        ("diffusion", {"in_baseline": ["aaaaa"]}, PAUSED, [Cause.BASELINE]),
        ("diffusion", OLD, PAUSED, [Cause.NO_LONGER_LISTED]),
        ("diffusion", ACCEPTED, {**TO_ICML, "mode": Mode.DAILY}, [Cause.IN_TURN]),
        ("diffusion", ACCEPTED, TO_ICML, [Cause.NEXT_POLL]),
        ("diffusion", ACCEPTED, {**TO_ICML, **PAUSED}, [Cause.PAUSED]),
        ("diffusion", {**ACCEPTED, **OLD, "in_baseline": ["aaaaa"]}, TO_ICML, [Cause.NEXT_POLL]),
        ("diffusion", ACCEPTED, {"sources": ("other",)}, [Cause.OTHER_SOURCES]),
        ("diffusion", {}, {"sources": ("arxiv",), **PAUSED}, [Cause.OTHER_SOURCES]),
        ("diffusion", {"sighting": None}, {}, []),
        ("(diffusion", {}, PAUSED, [Cause.UNREADABLE]),
        ("trees", {}, {"sources": ("arxiv",), **PAUSED}, [Cause.TERM_MISSING]),
        ("diffusion trees", {"in_baseline": ["aaaaa"]}, {}, [Cause.TERM_MISSING, Cause.RELAXED_QUERY]),
        ("upvotes:>=2000", {}, {}, [Cause.TERM_MISSING, Cause.NUMBERS_DIFFER, Cause.RELAXED_QUERY]),
        ("rank:<=5 trees", {}, {}, [Cause.TERM_MISSING, Cause.TERM_MISSING]),
        (
            "upvotes:>=2000",
            {},
            {"sources": ("arxiv",)},
            [Cause.TERM_MISSING, Cause.OTHER_SOURCES, Cause.RELAXED_QUERY],
        ),
        ("upvotes:>=2000", {}, PAUSED, [Cause.TERM_MISSING, Cause.PAUSED, Cause.RELAXED_QUERY]),
        ("rank:<=5", OLD, {}, [Cause.TERM_MISSING, Cause.NO_LONGER_LISTED]),
        ("diffusion", {"sighting": LOOKED_UP}, {}, [Cause.UNANNOUNCED]),
        ("diffusion", POSTED, {}, [Cause.ALSO_MATCHED]),
        ("diffusion", DROPPED, {}, [Cause.NEXT_POLL]),
    ],
)
def test_the_first_reason_decides(
    query: str, facts: dict[str, Any], changes: dict[str, Any], expected: list[Cause]
):
    """Missing words are the first reason, then lasting obstacles, then missing numbers."""
    assert causes(query, case(**facts), **changes) == expected
