"""The table of occasions: of what people get notice, in which words, and when it is over.

A new one is an entry here with its words in `wording`; what calls for it depends on its kind:

* an `Occasion` begins and ends when somebody says so: `Notices.begin`, `Notices.end`;
* a `Condition` is inspected every minute at each destination (`conditions`): `find` tells whether it lasts.

Notice goes where alerts of the destination come, else as `audience` says. Two occasions choose their audience
themselves: BLOCKED names several channels in one message (`blocked_channels`); sources that stop concern no
destination but whole servers, and are no row here (`source_outages`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.domain.alert import Message, MessageState
from bot.domain.errors import RefusedError
from bot.domain.subscription import Kind
from bot.language.current import speaking
from bot.language.languages import ENGLISH
from bot.language.translating import said_again
from bot.service.notes import moment
from bot.service.notices import wording as words
from bot.service.notices.record import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.errors import DeliveryError
    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Block, Destination, Subscription

LONG_PAUSE = timedelta(days=7)
_A_WEEK = timedelta(days=7)
T = TypeVar("T")


def _as_it_is(_sender: NoticeSender, _where: Destination, detail: T) -> T:
    return detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion(Generic[T]):
    """What may be the matter with a destination; T is the detail that its words need.

    `topic` is part of the record's name. `begins` gives the words where alerts of the destination come and for
    people, `elsewhere` those for other channels where they must differ. `again_after`: when notice is given again
    although the trouble was never over; None: not before it is. `anew` gives the detail in the language that is
    current, where it holds words: what is stored is English. `resumable`: a button in the notice ends the trouble.
    """

    topic: str
    begins: Callable[[Destination, T], str]
    elsewhere: Callable[[T], str] | None = None
    again_after: timedelta | None = None
    anew: Callable[[NoticeSender, Destination, T], T] = _as_it_is
    resumable: bool = False

    def record_name(self, destination_id: int) -> str:
        """The note in which the notice is remembered."""
        return f"{RECORDS}{self.topic} {destination_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedChannels:
    """Channels that one notice names, each with why; `subscriptions` are how many the first has."""

    channels: Sequence[tuple[Destination, Block]]
    subscriptions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known of a destination `at` a moment; for `role_trouble` see NoticeSender."""

    destination: Destination
    subscriptions: tuple[Subscription, ...]
    role_trouble: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Occasion[T]):
    """An occasion that lasts, and is found by inspection.

    `find` gives the detail while it lasts, from the detail of the inspection before; these are kept in the note
    `remembered`, from which `decode` reads one. `long_enough`: whether it has lasted for long enough to be
    worth a notice. `ends` gives what says its end, in the language that is current then; None: it ends without.
    """

    remembered: str
    decode: Callable[[Any], T]
    find: Callable[[Observation, T | None], T | None]
    long_enough: Callable[[T, datetime], bool] = lambda _detail, _now: True
    ends: Callable[[Observation], Callable[[], str] | None]


def _paused_since(seen: Observation, before: datetime | None) -> datetime | None:
    """Since when everything there has been paused without a day on which it goes on."""
    paused = [one.paused and one.paused_until is None for one in seen.subscriptions]
    return (before or seen.at) if paused and all(paused) else None


def _resumed(seen: Observation) -> Callable[[], str] | None:
    """Where nobody subscribes any more nothing comes again."""
    return partial(words.resumed, _mentioned(seen.destination)) if seen.subscriptions else None


def _lost_role(seen: Observation, before: str | None) -> str | None:
    """Why nobody is notified of posts; what is not known at the moment is taken to be as it was."""
    return (before if seen.role_trouble is None else seen.role_trouble) or None


def _role_found(seen: Observation) -> Callable[[], str] | None:
    """Who chose to mention nobody needs not be told that nobody is."""
    where, role_id = seen.destination.id, seen.destination.preferences.role_id
    return None if role_id is None else partial(words.role_found, where, role_id)


def _blocks_anew(sender: NoticeSender, _where: Destination, blocked: BlockedChannels) -> BlockedChannels:
    channels = [
        (one, replace(block, reason=_anew(block.reason, lambda one=one: str(sender.problem(one)))))
        for one, block in blocked.channels
    ]
    return replace(blocked, channels=channels)


def _message_anew(_sender: NoticeSender, _where: Destination, message: Message) -> Message:
    return message if message.reason is None else replace(message, reason=said_again(message.reason))


def _role_anew(sender: NoticeSender, where: Destination, trouble: str) -> str:
    return _anew(trouble, lambda: sender.role_trouble(where) or "")


def _anew(stored: str, find: Callable[[], str]) -> str:
    """A reason that was stored, in the language that is current if it is found there again, or has no places."""
    with speaking(ENGLISH):
        found = find()
    return find() if found == stored else said_again(stored)


def _failed_post(where: Destination, message: Message) -> str:
    return words.failed_post(message, personal=where.kind is Kind.DM)


def _mentioned(destination: Destination) -> int | None:
    """A person's own alerts have no channel that could be mentioned."""
    return None if destination.kind is Kind.DM else destination.id


BLOCKED: Occasion[BlockedChannels] = Occasion(
    topic="block",
    begins=lambda _, blocked: words.blocked(blocked.channels, blocked.subscriptions),
    anew=_blocks_anew,
)
SKIPPED: Occasion[int] = Occasion(
    topic="skipped",
    begins=lambda where, papers: words.skipped(_mentioned(where), papers),
    again_after=timedelta(0),
)
NO_THREAD: Occasion[DeliveryError] = Occasion(
    topic="threads",
    begins=lambda where, error: words.no_thread(where.id, error),
    anew=lambda _sender, _where, error: RefusedError(said_again(str(error))),
)
FAILED: Occasion[Message] = Occasion(
    topic=MessageState.DEAD,
    begins=_failed_post,
    elsewhere=words.failed_post_elsewhere,
    again_after=_A_WEEK,
    anew=_message_anew,
)
UNCERTAIN: Occasion[Message] = replace(FAILED, topic=MessageState.UNCERTAIN)
PAUSED: Condition[datetime] = Condition(
    topic="pause",
    remembered="silent channels",
    decode=moment,
    find=_paused_since,
    long_enough=lambda since, now: now - since >= LONG_PAUSE,
    begins=lambda where, since: words.paused(_mentioned(where), since),
    ends=_resumed,
    resumable=True,
)
LOST_ROLE: Condition[str] = Condition(
    topic="role",
    remembered="unheard roles",
    decode=str,
    find=_lost_role,
    begins=lambda _, trouble: words.lost_role(trouble),
    anew=_role_anew,
    ends=_role_found,
)

CONDITIONS: tuple[Condition[Any], ...] = (PAUSED, LOST_ROLE)
OCCASIONS: tuple[Occasion[Any], ...] = (BLOCKED, SKIPPED, NO_THREAD, FAILED, UNCERTAIN, *CONDITIONS)
