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
from typing import TYPE_CHECKING, Final

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
    from bot.service.notices.speech import Words

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known of a destination `at` a moment; for `role_trouble` see NoticeSender."""

    destination: Destination
    subscriptions: tuple[Subscription, ...]
    role_trouble: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A trouble that lasts, and is found by inspection.

    `find` gives its detail while it lasts, from the detail of the inspection before; these are kept in the note
    `remembered`. `notice` is None where it is not worth one yet. `ends` gives the words for its end; None: it ends
    without.
    """

    topic: str
    remembered: str
    find: Callable[[Observation, str | None], str | None]
    notice: Callable[[NoticeSender, Observation, str], Notice | None]
    ends: Callable[[Observation], Words | None]


def _paused_since(seen: Observation, before: str | None) -> str | None:
    """Since when everything there has been paused without a day on which it goes on."""
    paused = [one.paused and one.paused_until is None for one in seen.subscriptions]
    return (before or seen.at.isoformat()) if paused and all(paused) else None


def _long_pause(_sender: NoticeSender, seen: Observation, detail: str) -> Notice | None:
    where, since = seen.destination, datetime.fromisoformat(detail)
    if seen.at - since < LONG_PAUSE:
        return None
    return Notice(topic=_PAUSED, words=partial(wording.paused, _mentioned(where), since), resume=where.id)


def _resumed(seen: Observation) -> Words | None:
    """Where nobody subscribes any more nothing comes again."""
    return partial(wording.resumed, _mentioned(seen.destination)) if seen.subscriptions else None


def _lost_role(seen: Observation, before: str | None) -> str | None:
    """Why nobody is notified of posts; what is not known at the moment is taken to be as it was."""
    return (before if seen.role_trouble is None else seen.role_trouble) or None


def _role_notice(sender: NoticeSender, seen: Observation, detail: str) -> Notice:
    return Notice(
        topic=_LOST_ROLE,
        words=lambda: wording.lost_role(sender.role_trouble(seen.destination) or said_again(detail)),
    )


def _role_found(seen: Observation) -> Words | None:
    """Who chose to mention nobody needs not be told that nobody is."""
    where, role_id = seen.destination.id, seen.destination.preferences.role_id
    return None if role_id is None else partial(wording.role_found, where, role_id)


def _mentioned(destination: Destination) -> int | None:
    """A person's own alerts have no channel that could be mentioned."""
    return None if destination.kind is Kind.DM else destination.id


CONDITIONS: Final = (
    Condition(topic=_PAUSED, remembered="silent channels", find=_paused_since, notice=_long_pause, ends=_resumed),
    Condition(
        topic=_LOST_ROLE, remembered="unheard roles", find=_lost_role, notice=_role_notice, ends=_role_found
    ),
)
