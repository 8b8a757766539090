"""Every notice is said in the language that is current: none of its sentences is forgotten, in any number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import Message, MessageKind, MessageState
from bot.domain.subscription import BlockCause
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.service.notices import wording
from tests.support.fakes import CHANNEL, START
from tests.support.pseudo import forgotten

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = "REASON."
DEAD = Message(
    key="KEY",
    destination_id=CHANNEL,
    kind=MessageKind.CARD,
    paper_ids=("arxiv:2511.00001", "arxiv:2511.00002"),
    payload={},
    created=START,
    next_try=START,
    state=MessageState.DEAD,
    reason=REASON,
)
UNCERTAIN = replace(DEAD, state=MessageState.UNCERTAIN)


def blocked(cause: BlockCause, *reasons: str, subscriptions: int = 1) -> str:
    """One channel for each reason."""
    return wording.blocked(cause, [(CHANNEL + n, reason) for n, reason in enumerate(reasons)], subscriptions)


@pytest.mark.parametrize(
    "said",
    [
        lambda: blocked(BlockCause.CLOSED_DM, REASON),
        lambda: blocked(BlockCause.GONE, REASON),
        lambda: blocked(BlockCause.GONE, REASON, subscriptions=2),
        lambda: blocked(BlockCause.PERMISSION, REASON),
        lambda: blocked(BlockCause.PERMISSION, *[REASON] * 12),
        lambda: blocked(BlockCause.PERMISSION, REASON, f"{REASON}.."),
        lambda: wording.unblocked(CHANNEL, [CHANNEL]),
        lambda: wording.unblocked(CHANNEL, [CHANNEL, CHANNEL + 1]),
        lambda: wording.failed_post(DEAD),
        lambda: wording.failed_post(UNCERTAIN),
        lambda: wording.failed_post(DEAD, personal=True),
        lambda: wording.failed_post(UNCERTAIN, personal=True),
        lambda: wording.failed_post(DEAD, elsewhere=True),
        lambda: wording.failed_post(UNCERTAIN, elsewhere=True),
        lambda: wording.no_thread(CHANNEL, REASON),
        lambda: wording.source_stopped("SOURCE", START, silent=True),
        lambda: wording.source_stopped("SOURCE", START, silent=False),
        lambda: wording.source_recovered("SOURCE"),
        lambda: wording.paused(None, START - timedelta(days=8)),
        lambda: wording.paused(CHANNEL, START - timedelta(days=8)),
        lambda: wording.resumed(None),
        lambda: wording.resumed(CHANNEL),
        lambda: wording.lost_role(REASON),
        lambda: wording.role_found(CHANNEL, 5),
    ],
)
def test_nothing_of_a_notice_is_forgotten(said: Callable[[], str]) -> None:
    """What it quotes stays: reasons, ids of papers, names of sources."""
    english = said()
    with speaking(PSEUDO):
        text = said()
    assert text != english
    assert not forgotten(text, "REASON", "SOURCE", "arxiv:")


def test_one_and_several_are_told_apart() -> None:
    """Each as a whole sentence."""
    assert "2 subscriptions have nowhere to post" in blocked(BlockCause.GONE, REASON, subscriptions=2)
    assert "after 30 days they end by themselves" in blocked(BlockCause.GONE, REASON, subscriptions=2)
    assert "1 subscription has nowhere to post" in blocked(BlockCause.GONE, REASON)
