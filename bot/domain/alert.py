"""Alerts (what is due) and messages (what is posted)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription

# The JSON body of Discord's create-message call, without its nonce; and under `THREAD`, which is not for Discord,
# the thread that is wanted with it: {"name": text, "tags": [names]}. In a forum it is the post itself.
Payload: TypeAlias = "Mapping[str, Any]"
THREAD = "thread"

TRIES_IN_LINE = 5  # of a message in doubt, before the younger ones of its destination go on without it
QUIET = "These are quiet hours."  # the reason of a message that waits for their end

_ASKED, _ASKED_LENGTH = "-asked", 23
_TRIAL = re.compile(r"(?=.{25}$).+-(?P<subscription>[a-z0-9]{1,16})")


class AlertState(StrEnum):
    """The state of an alert; every state but `PENDING` and `PLANNED` is final."""

    PENDING = "pending"
    PLANNED = "planned"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One paper that is due in one destination, however many subscriptions matched it.

    `due` is the earliest moment that one of their modes gives, or a later one while the destination is quiet
    or has had enough for a day; in the latter case it is `deferred_to_digest`: it comes in a digest whatever
    the modes.
    `message_key` names the message that carries it once planned; it reached its final state at `finished`.
    """

    destination_id: int
    paper_id: str
    subscriptions: tuple[str, ...]
    due: datetime
    created: datetime
    deferred_to_digest: bool = False
    state: AlertState = AlertState.PENDING
    message_key: str | None = None
    finished: datetime | None = None

    @property
    def key(self) -> tuple[int, str]:
        """The identity: (destination, paper)."""
        return (self.destination_id, self.paper_id)


def alive(alert: Alert, subscriptions: Mapping[str, Subscription]) -> list[Subscription]:
    """The subscriptions of an alert that still exist; where there are none, their tombstones.

    One that has moved left it only what may have been posted (see `Revision`): that is finished where it is.
    """
    found = [subscriptions[key] for key in alert.subscriptions if key in subscriptions]
    return [one for one in found if one.ended is None] or found


def wanting(alert: Alert, subscriptions: Mapping[str, Subscription]) -> list[Subscription]:
    """The subscriptions that want it now: not the paused ones and tombstones, which hold it back."""
    return [subscription for subscription in alive(alert, subscriptions) if not subscription.holds]


class MessageKind(StrEnum):
    """A card holds one alert, a digest up to ten."""

    CARD = "card"
    DIGEST = "digest"


class MessageState(StrEnum):
    """The state of a message.

    `READY`: surely not posted. `SENDING`: perhaps posted: the history is read before resending.
    The rest are final.
    """

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An ordered list of papers for one destination with its frozen payload.

    `first_attempt` and `after` (a snowflake that is older than anything this message can have become) are set
    when it goes to `SENDING`. `attempts` counts posts and searches tried. `claim` is the fencing token of whoever
    works on it until `leased_until`. `milestones` are what a living edit has shown already, last at `edited`;
    `thread_id` is the thread that was opened under it.
    """

    key: str
    destination_id: int
    kind: MessageKind
    paper_ids: tuple[str, ...]
    payload: Payload
    created: datetime
    next_try: datetime
    state: MessageState = MessageState.READY
    attempts: int = 0
    first_attempt: datetime | None = None
    after: int | None = None
    message_id: int | None = None
    reason: str | None = None
    finished: datetime | None = None
    claim: int = 0
    leased_until: datetime | None = None
    milestones: tuple[str, ...] = ()
    edited: datetime | None = None
    thread_id: int | None = None

    @property
    def in_doubt(self) -> bool:
        """True if it may have been posted and no answer says so."""
        return self.first_attempt is not None and self.state is not MessageState.SENT

    @property
    def is_deferred(self) -> bool:
        """In doubt after several tries: it holds up no other message of its destination any more."""
        return self.state is MessageState.SENDING and self.attempts >= TRIES_IN_LINE


def message_key(destination_id: int, kind: MessageKind, paper_ids: Sequence[str]) -> str:
    """The identity of a message, which is also its nonce and its marker: 24 base64url characters.

    Derived from what is posted where, so that it is the same after any crash: an 18-byte blake2b.
    """
    text = "\n".join([str(destination_id), kind.value, *paper_ids])
    digest = hashlib.blake2b(text.encode(), digest_size=18).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def trial_key(destination_id: int, subscription_id: str, paper_id: str, request_id: int) -> str:
    """The nonce and marker of a test post, which ends in the subscription's id: 25 characters.

    It is longer than any of `message_key`, so that a search for the real alert does not take the test for it.
    """
    key = message_key(destination_id, MessageKind.CARD, ("test", str(request_id), paper_id))
    return f"{key[: len(key) - len(subscription_id)]}-{subscription_id}"


def asked_key(channel_id: int, request_id: int) -> str:
    """The marker of a card that somebody asked for: 23 characters, as many as no other has."""
    key = message_key(channel_id, MessageKind.CARD, ("asked", str(request_id)))
    return f"{key[: _ASKED_LENGTH - len(_ASKED)]}{_ASKED}"


def is_asked_for(marker: str) -> bool:
    """True if the card with this marker was requested by a person, so that no subscription matched it."""
    return len(marker) == _ASKED_LENGTH and marker.endswith(_ASKED)


def subscription_tested(marker: str) -> str | None:
    """The id of the subscription that a post with this marker tests; None for every other post."""
    found = _TRIAL.fullmatch(marker)
    return found["subscription"] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert for a renderer: the paper, and the queries that it matched by subscription name."""

    sighting: Sighting
    matched: tuple[tuple[str, str], ...] = ()  # (subscription name, canonical query)
