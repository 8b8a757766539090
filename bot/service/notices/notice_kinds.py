"""The kinds of notices about a destination, each made by a function with its texts.

A function `…_notice` makes the `Notice` of one trouble. `Notices.begin` sends it, `Notices.end` sends the
end. `conditions` inspects every minute for troubles that begin and end by themselves, and makes their notices.
`nearby_audience` chooses the recipients. `blocked_channels` sends `block_notice`, which can name several channels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import MessageState
from bot.domain.subscription import Kind
from bot.language.translating import translate_stored
from bot.service.notices import wording
from bot.service.notices.records import RECORD_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Block, Destination

    Words: TypeAlias = Callable[[], str]

_A_WEEK = timedelta(days=7)

# Topics, which are a part of the names of stored records; beside these, two final states of messages
BLOCKED = "block"
NO_THREAD = "threads"
_SKIPPED = "skipped"
PAUSED = "pause"
LOST_ROLE = "role"
_MAIL = "mail"
TOPICS = (BLOCKED, _SKIPPED, NO_THREAD, MessageState.DEAD, MessageState.UNCERTAIN, PAUSED, LOST_ROLE, _MAIL)


def record_name(topic: str, destination_id: int) -> str:
    """Return the name of the note that stores a notice's record."""
    return f"{RECORD_PREFIX}{topic} {destination_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. `words` returns its text in the current language; stored texts are English.

    `words_elsewhere` returns the text for other channels, whose readers are not allowed to know everything. If the
    same trouble comes again, the notice is repeated only after `again_after`; None: once it has ended. `resume` is
    the destination whose subscriptions a button under the notice resumes.
    """

    topic: str
    words: Words
    words_elsewhere: Words | None = None
    again_after: timedelta | None = None
    resume: int | None = None


def block_notice(
    sender: NoticeSender, channels: Sequence[tuple[Destination, Block]], subscriptions: int
) -> Notice:
    """Return the notice that these channels are blocked; `subscriptions` counts those of the first one."""

    def words() -> str:
        reasons = [(one.id, str(sender.problem(one) or translate_stored(block.reason))) for one, block in channels]
        return wording.blocked(channels[0][1].cause, reasons, subscriptions)

    return Notice(topic=BLOCKED, words=words)


def skipped_notice(destination: Destination, papers: int) -> Notice:
    """Return the notice that papers were skipped, as they could not be posted for too long."""
    return Notice(
        topic=_SKIPPED,
        words=partial(wording.skipped, mentionable_id(destination), papers),
        again_after=timedelta(0),  # each time that papers are skipped
    )


def no_thread_notice(destination: Destination, error: DeliveryError) -> Notice:
    """Return the notice that no thread can be opened under a destination's cards."""
    return Notice(topic=NO_THREAD, words=lambda: wording.no_thread(destination.id, translate_stored(str(error))))


def failed_post_notice(destination: Destination, message: Message) -> Notice:
    """Return the notice that a message was not posted, or may not have been."""
    return Notice(
        topic=message.state,
        words=partial(wording.failed_post, message, personal=destination.kind is Kind.DM),
        words_elsewhere=partial(wording.failed_post, message, elsewhere=True),
        again_after=_A_WEEK,
    )


def mail_refused_notice(reason: str) -> Notice:
    """Return the notice that alerts are no longer sent by e-mail, as the address was refused for three days."""
    return Notice(topic=_MAIL, words=partial(wording.mail_refused, reason), again_after=timedelta(0))


def mentionable_id(destination: Destination) -> int | None:
    """Return the channel to mention in a notice; None for direct messages, which cannot be mentioned."""
    return None if destination.kind is Kind.DM else destination.id
