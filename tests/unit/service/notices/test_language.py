"""Reasons that are stored in English, and read in the language of the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import MessageState
from bot.domain.errors import RefusedError
from bot.domain.subscription import Block, BlockCause
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.language.translating import gettext
from bot.service.notices.notices import Notices
from bot.service.notices.occasions import BLOCKED, FAILED, LOST_ROLE, NO_THREAD, BlockedChannels
from tests.support.fakes import CHANNEL, FakeNotifier, destination, subscribe, subscription
from tests.support.makers import message
from tests.support.pseudo import forgotten

if TYPE_CHECKING:
    import pytest

    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from tests.support.fakes import Clock

PLACED = "The role that posts in {channel} mention was deleted."
STORED = PLACED.format(channel="<#5>")
TABLE = "The thread is locked: unlock it, or allow Manage Threads for me."


class Knowing(FakeNotifier):
    """Says what is wrong in the language that is current."""

    @override
    def problem(self, destination: Destination) -> RefusedError | None:
        return RefusedError(gettext(PLACED, channel="<#5>"))

    @override
    def role_trouble(self, destination: Destination) -> str | None:
        return gettext(PLACED, channel="<#5>")


def test_a_reason_that_holds_still_is_said_anew() -> None:
    """With what stands in its places; what is not found again is translated as it is, if it can be."""
    blocks = [
        (
            destination(),
            Block(cause=BlockCause.PERMISSION, reason=reason, since=message(MessageState.DEAD).created),
        )
        for reason in (STORED, TABLE)
    ]
    blocked = BlockedChannels(channels=blocks, subscriptions=1)
    with speaking(PSEUDO):
        first, second = (block.reason for _, block in BLOCKED.anew(Knowing(), destination(), blocked).channels)
        role = LOST_ROLE.anew(Knowing(), destination(), STORED)
        failed = FAILED.anew(Knowing(), destination(), message(MessageState.DEAD, reason=TABLE))
        refused = NO_THREAD.anew(Knowing(), destination(), RefusedError(TABLE))
        nothing = FAILED.anew(Knowing(), destination(), message(MessageState.DEAD))
    assert [forgotten(one) for one in (first, second, role, failed.reason or "", str(refused))] == [[]] * 5
    assert "<#5>" in first
    assert "<#5>" in role
    assert nothing.reason is None


async def test_english_stays_as_it_was_stored(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it is not known any more."""
    await subscribe(store, subscription())
    sender = Knowing(open_rooms={CHANNEL})
    notices = Notices(store, sender, now)
    monkeypatch.setattr(sender, "role_trouble", lambda _: None)
    await notices.begin(LOST_ROLE, destination(), "Something.")
    assert [text for _, text in sender.said] == ["Something. The alerts themselves go on."]
