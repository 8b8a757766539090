"""The table of occasions: of what people get notice, and in which words.

Each row makes the `Notice` of one trouble of a destination for `Notices.begin`; `Notices.end` ends it. What begins
and ends by itself is inspected every minute (`conditions`). Notice goes where alerts of the destination come, else
as `around` says. `blocked` chooses its audience itself: it names several channels in one message
(`blocked_channels`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from bot.domain.alert import MessageState
from bot.domain.subscription import Kind
from bot.language.translating import translate_stored
from bot.service.notices import wording
from bot.service.notices.remembered import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Block, Destination

    Words: TypeAlias = Callable[[], str]

_A_WEEK = timedelta(days=7)

BLOCKED: Final = "block"
NO_THREAD: Final = "threads"
_SKIPPED: Final = "skipped"
PAUSED: Final = "pause"
LOST_ROLE: Final = "role"
TOPICS: Final = (BLOCKED, _SKIPPED, NO_THREAD, MessageState.DEAD, MessageState.UNCERTAIN, PAUSED, LOST_ROLE)


def record_name(topic: str, destination_id: int) -> str:
    """The note in which a notice is remembered."""
    return f"{RECORDS}{topic} {destination_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. `words` give it in the current language: what is stored is English.

    `elsewhere` are the words for channels other than that of the alerts, whose people may not know all. After
    `again_after` the notice is repeated while the trouble lasts; None: never. `resume` is the destination whose
    alerts a button under the notice resumes.
    """

    topic: str
    words: Words
    elsewhere: Words | None = None
    again_after: timedelta | None = None
    resume: int | None = None


def blocked(sender: NoticeSender, channels: Sequence[tuple[Destination, Block]], subscriptions: int) -> Notice:
    """The notice that these channels are blocked; the first one has so many `subscriptions`."""

    def words() -> str:
        reasons = [(one.id, str(sender.problem(one) or translate_stored(block.reason))) for one, block in channels]
        return wording.blocked(channels[0][1].cause, reasons, subscriptions)

    return Notice(topic=BLOCKED, words=words)


def skipped(where: Destination, papers: int) -> Notice:
    """So many papers waited for too long there."""
    return Notice(
        topic=_SKIPPED, words=partial(wording.skipped, mentioned(where), papers), again_after=timedelta(0)
    )


def no_thread(where: Destination, error: DeliveryError) -> Notice:
    """No thread can be opened under cards there."""
    return Notice(topic=NO_THREAD, words=lambda: wording.no_thread(where.id, translate_stored(str(error))))


def failed_post(where: Destination, message: Message) -> Notice:
    """A message is dead or uncertain."""
    return Notice(
        topic=message.state,
        words=partial(wording.failed_post, message, personal=where.kind is Kind.DM),
        elsewhere=partial(wording.failed_post, message, elsewhere=True),
        again_after=_A_WEEK,
    )


def mentioned(destination: Destination) -> int | None:
    """A person's own alerts have no channel that could be mentioned."""
    return None if destination.kind is Kind.DM else destination.id
