"""Reasons that are stored in English and shown in the channel's language."""

from typing_extensions import override

from bot.domain.alert import MessageState
from bot.domain.errors import RefusedError
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause, Destination
from bot.language.current import using_language
from bot.language.translating import gettext
from bot.service.notices.conditions import CONDITIONS, Inspection
from bot.service.notices.notice_kinds import block_notice, failed_post_notice, no_thread_notice
from bot.service.notices.notices import Notices
from tests.support.fakes import CHANNEL, START, Clock, FakeNotifier, destination, subscribe, subscription
from tests.support.makers import message
from tests.support.pseudo import PSEUDO, forgotten

PLACED = "The role that posts in {channel} mention was deleted."
TABLE = "The thread is locked or archived. Unlock or reopen it, or grant me Manage Threads."


class Knowing(FakeNotifier):
    """A sender that words troubles in the current language."""

    @override
    def problem(self, destination: Destination) -> RefusedError | None:
        return RefusedError(gettext(PLACED, channel="<#5>"))

    @override
    def role_trouble(self, destination: Destination) -> str | None:
        return gettext(PLACED, channel="<#5>")


def test_a_reason_that_still_holds_is_worded_anew():
    """A trouble that still lasts is worded anew; another stored reason is translated if possible."""
    sender, unknowing, where = Knowing(), FakeNotifier(role_troubles={CHANNEL: None}), destination()
    block = Block(cause=BlockCause.PERMISSION, reason=TABLE, since=START)
    (role,) = [one.inspect for one in CONDITIONS if one.topic == "role"]
    lost = [role(Inspection(one, START, where, (), TABLE)).notice for one in (sender, unknowing)]
    notices = [
        block_notice(sender, [(where, block)], 1),
        block_notice(unknowing, [(where, block)], 1),
        *lost,
        failed_post_notice(where, message(MessageState.DEAD, reason=TABLE)),
        no_thread_notice(where, RefusedError(TABLE)),
    ]
    with using_language(PSEUDO):
        said = [notice.words() for notice in notices if notice]
    assert [forgotten(one, "arxiv:") for one in said] == [[]] * 6
    assert all("<#5>" in said[number] for number in (0, 2))


async def test_english_stays_as_it_was_stored(store: Store, now: Clock):
    """A stored reason is translated even if the trouble can no longer be seen."""
    await subscribe(store, subscription())
    sender = FakeNotifier(open_rooms={CHANNEL})
    await Notices(store, sender, now).begin(
        destination(), no_thread_notice(destination(), RefusedError("Something."))
    )
    assert "Something." in sender.said[0][1]
