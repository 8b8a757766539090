"""What `/papers why` advises of a subscription that is paused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.alert import AlertState
from bot.service.subscriptions.why import Unheard
from cogs.papers.why.blockers import quick_fixes, resuming_helps
from tests.support.fakes import START, subscription
from tests.unit.cogs.papers.verdicts import BLOCK, alert, verdict

OTHER = subscription("zzzzz", name="Mine")
PAUSED = replace(subscription(), paused=True)


@pytest.mark.parametrize(
    ("query", "facts", "helps"),
    [
        ("diffusion", {}, True),
        ("diffusion", {"block": BLOCK}, True),  # each of the two is told with what to do
        ("diffusion upvotes:>=2000", {}, True),
        ("trees", {}, False),
        ("trees upvotes:>=2000", {}, False),
        ("diffusion", {"in_baseline": True}, False),
        ("diffusion", {"last_listed": START.date()}, False),
        ("diffusion", {"announced": False}, False),
        ("diffusion", {"explanation": None, "unreadable": "A bracket is missing."}, False),
        ("diffusion", {"unheard": Unheard(listens="arXiv", brought="a feed", choice="feed")}, False),
        ("upvotes:>=2000", {"alert": alert(AlertState.SENT, "zzzzz"), "others": (OTHER,)}, False),
        ("diffusion", {"alert": alert(AlertState.SENT)}, False),
        ("diffusion", {"alert": alert(AlertState.PENDING), "held": True}, True),
        ("diffusion", {"alert": alert(AlertState.PENDING)}, False),  # somebody else wants it, who is not paused
    ],
)
def test_to_resume_is_advised_where_it_helps(query: str, facts: dict[str, Any], *, helps: bool) -> None:
    """Not where words, the baseline or a source keep the paper back as well; never what is not paused."""
    running = verdict(query, **facts)
    paused = replace(running, subscription=PAUSED)
    assert [resuming_helps(running), resuming_helps(paused)] == [False, helps]
    assert any("/alerts resume subscription:aaaaa" in fix for fix in quick_fixes(paused)) is helps


def test_what_is_paused_is_not_promised_by_its_numbers() -> None:
    """What is to do is to resume it; that numbers change no more stays true."""
    paused = replace(verdict("upvotes:>=2000"), subscription=PAUSED)
    assert quick_fixes(paused) == ["`/alerts resume subscription:aaaaa` lets it match again, from then on."]
    streamed = replace(paused, streamed="arXiv", lists="Hugging Face")
    assert "Nothing to do" not in "".join(quick_fixes(streamed))
    assert "do not change here after that" in quick_fixes(replace(paused, last_listed=START.date()))[0]
