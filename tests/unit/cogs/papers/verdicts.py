"""Verdicts on a paper, as `/papers why` gets them."""

from __future__ import annotations

from typing import Any

from bot.domain.alert import Alert, AlertState, Message, MessageKind, MessageState
from bot.domain.subscription import Block, BlockCause
from bot.query import explain, parse
from bot.service.subscriptions.why import Verdict
from tests.support.fakes import CHANNEL, START, sighting, subscription

PAPER = sighting(
    title="Fast diffusion",
    abstract="A survey of it.",
    upvotes=1200,
    organization="Meta AI",
    authors=("Yann LeCun",),
)
BLOCK = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)


def verdict(query: str = "diffusion", **facts: Any) -> Verdict:
    explanation = explain(parse(query), PAPER.paper, PAPER.signals)
    known: dict[str, Any] = {
        "block": None,
        "in_baseline": False,
        "explanation": explanation,
        "next_from": "Hugging Face",
        **facts,
    }
    return Verdict(subscription=subscription(query=query), **known)


def alert(state: AlertState, *subscriptions: str) -> Alert:
    return Alert(
        destination_id=CHANNEL,
        paper_id=PAPER.paper.id,
        subscriptions=subscriptions or ("aaaaa",),
        due=START,
        created=START,
        state=state,
    )


def message(state: MessageState, **more: Any) -> Message:
    return Message(
        key="k",
        destination_id=CHANNEL,
        kind=MessageKind.CARD,
        paper_ids=(PAPER.paper.id,),
        payload={},
        created=START,
        next_try=START,
        state=state,
        **more,
    )
