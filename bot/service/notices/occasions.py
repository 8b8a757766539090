"""The table of occasions: of what people get notice, in which words, and when it is over.

Each row makes the `Notice` of one trouble of a destination, for `Notices.begin`; `Notices.end` ends it. A
`Condition` begins and ends by itself: it is inspected every minute at each destination (`conditions`). Notice goes
where alerts of the destination come, else as `audience` says. Two occasions choose their audience themselves:
`blocked` names several channels in one message (`blocked_channels`); sources that stop concern whole servers
(`source_outages`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.domain.alert import MessageState
from bot.domain.subscription import Kind
from bot.language.translating import said_again
from bot.service.notices import wording
from bot.service.notices.record import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Block, Destination, Subscription

    Words: TypeAlias = Callable[[], str]

LONG_PAUSE = timedelta(days=7)
_A_WEEK = timedelta(days=7)

BLOCKED: Final = "block"
NO_THREAD: Final = "threads"
_SKIPPED: Final = "skipped"
_PAUSED: Final = "pause"
_LOST_ROLE: Final = "role"
TOPICS: Final = (BLOCKED, _SKIPPED, NO_THREAD, MessageState.DEAD, MessageState.UNCERTAIN, _PAUSED, _LOST_ROLE)


def record_name(topic: str, destination_id: int) -> str:
    """The note in which a notice is remembered."""
    return f"{RECORDS}{topic} {destination_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said of a trouble; `words` give it in the language that is current: what is stored is English.

    `elsewhere`: in other channels than where alerts come, where the words are not for everybody. `again_after`:
    when notice is given again although the trouble was never over; None: not before it is. `resume` is the
    destination whose alerts a button lets come again, in a channel.
    """

    topic: str
    words: Words
    elsewhere: Words | None = None
    again_after: timedelta | None = None
    resume: int | None = None


def blocked(sender: NoticeSender, channels: Sequence[tuple[Destination, Block]], subscriptions: int) -> Notice:
    """Nothing can be posted in these channels; `subscriptions` are how many the first has."""

    def words() -> str:
        reasons = [(one.id, str(sender.problem(one) or said_again(block.reason))) for one, block in channels]
        return wording.blocked(channels[0][1].cause, reasons, subscriptions)

    return Notice(topic=BLOCKED, words=words)


def skipped(where: Destination, papers: int) -> Notice:
    """So many papers waited for too long there."""
    return Notice(
        topic=_SKIPPED, words=partial(wording.skipped, _mentioned(where), papers), again_after=timedelta(0)
    )


def no_thread(where: Destination, error: DeliveryError) -> Notice:
    """No thread can be opened under cards there."""
    return Notice(topic=NO_THREAD, words=lambda: wording.no_thread(where.id, said_again(str(error))))


def failed_post(where: Destination, message: Message) -> Notice:
    """A message is dead or uncertain."""
    return Notice(
        topic=message.state,
        words=partial(wording.failed_post, message, personal=where.kind is Kind.DM),
        elsewhere=partial(wording.failed_post, message, elsewhere=True),
        again_after=_A_WEEK,
    )


class Found(NamedTuple):
    """What the look at a condition found: its detail while it lasts, with its notice once it is worth one.

    Else the words for its end; None: it ends without.
    """

    detail: str | None = None
    notice: Notice | None = None
    words_for_end: Words | None = None


class Look(NamedTuple):
    """A look at a destination, at a moment, with what the one `before` found there."""

    sender: NoticeSender
    at: datetime
    destination: Destination
    subscriptions: Sequence[Subscription]
    before: str | None


class Condition(NamedTuple):
    """A trouble that lasts, and is found by a `look`; the details of what it finds are kept as `remembered`."""

    topic: str
    remembered: str
    look: Callable[[Look], Found]


def _long_pause(look: Look) -> Found:
    """Everything there has been paused for long without a day on which it goes on.

    Where nobody subscribes any more nothing comes again.
    """
    where, there = look.destination, look.subscriptions
    if not there or not all(one.paused and one.paused_until is None for one in there):
        return Found(words_for_end=partial(wording.resumed, _mentioned(where)) if there else None)
    since = look.at if look.before is None else datetime.fromisoformat(look.before)
    words = partial(wording.paused, _mentioned(where), since)
    notice = None if look.at - since < LONG_PAUSE else Notice(topic=_PAUSED, words=words, resume=where.id)
    return Found(since.isoformat(), notice)


def _lost_role(look: Look) -> Found:
    """Nobody is notified of posts; what is not known at the moment is taken to be as it was.

    Who chose to mention nobody needs not be told that nobody is.
    """
    where, sender = look.destination, look.sender
    trouble, role_id = sender.role_trouble(where), where.preferences.role_id
    if not (detail := look.before if trouble is None else trouble):
        return Found(words_for_end=None if role_id is None else partial(wording.role_found, where.id, role_id))

    def words() -> str:
        return wording.lost_role(sender.role_trouble(where) or said_again(detail))

    return Found(detail, Notice(topic=_LOST_ROLE, words=words))


def _mentioned(destination: Destination) -> int | None:
    """A person's own alerts have no channel that could be mentioned."""
    return None if destination.kind is Kind.DM else destination.id


CONDITIONS: Final = (
    Condition(_PAUSED, "silent channels", _long_pause),
    Condition(_LOST_ROLE, "unheard roles", _lost_role),
)
