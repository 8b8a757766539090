"""Alerts (one paper due in one channel) and messages (the posts that carry alerts)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.domain.subscription import Mode
from bot.language.translating import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription

# The JSON body of Discord's create-message call, without its nonce. `THREAD` is our own key in it, removed before
# sending, for the thread to open: {"name": text, "tags": [names]}. In a forum the thread is the post itself.
Payload: TypeAlias = "Mapping[str, Any]"
THREAD = "thread"
# Our own key, too: the payload of a mail is {MAIL: {"subject": …, "text": …, "html": …}}. Its message is of
# the kind DIGEST, so that versions without mails can read it: there, Discord refuses it.
MAIL = "mail"

TRIES_BEFORE_DEFERRAL = 5  # of a message in doubt; then newer messages of its destination no longer wait for it
QUIET_HOURS = gettext_noop("Quiet hours are in effect.")  # the stored reason of a message held until they end
QUIET_HOURS_REASONS = (QUIET_HOURS, "These are quiet hours.")  # the second one is of earlier versions

# Markers of cards on request, and of test posts; see `requested_key` and `key_of_test_post`
_REQUESTED_SUFFIX, _REQUESTED_LENGTH = "-asked", 23
_TEST_POST_KEY = re.compile(r"(?=.{25}$).+-(?P<subscription>[a-z0-9]{1,16})")


class AlertState(StrEnum):
    """States of an alert: `PENDING` until it is in a message, then `PLANNED`; the others are usually final.

    A dropped one is pending again if another subscription matches, a dead or uncertain one planned if the host
    requeues it.
    """

    PENDING = "pending"
    PLANNED = "planned"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One paper that is due in one destination, however many subscriptions matched it.

    `subscriptions` are their ids. `due` is the earliest time that their delivery modes give. Quiet hours and the
    daily limit move it later. An alert over that limit is `deferred_to_digest`: posted in one whatever the modes.
    `message_key` is the key of the message that carries it, once planned. `finished` is when it reached a final
    state.
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
        """Identity of the alert: (destination id, paper id)."""
        return (self.destination_id, self.paper_id)


def remaining_subscriptions(alert: Alert, subscriptions: Mapping[str, Subscription]) -> list[Subscription]:
    """Return the subscriptions of an alert that still exist; if there are none, their tombstones.

    A subscription that moved to another destination is included: it keeps only alerts that may have been posted
    (see `Revision`), and those are finished in the old destination.
    """
    stored = [subscriptions[key] for key in alert.subscriptions if key in subscriptions]
    return [subscription for subscription in stored if subscription.ended is None] or stored


def active_subscriptions(alert: Alert, subscriptions: Mapping[str, Subscription]) -> list[Subscription]:
    """Return the subscriptions that an alert can be posted for now: neither paused nor tombstones."""
    return [
        subscription for subscription in remaining_subscriptions(alert, subscriptions) if not subscription.on_hold
    ]


class MessageKind(StrEnum):
    """Kinds of message: a card has one alert, a digest up to ten, as a mail up to fifty."""

    CARD = "card"
    DIGEST = "digest"


class MessageState(StrEnum):
    """States of a message.

    `READY`: certainly not posted, unless an admin requeued it. `SENDING`: perhaps posted, so it is sent again only
    with its nonce while Discord remembers that, later only after a search of the channel's history. All other
    states are final, but an admin can requeue a dead one. `DROPPED`: no longer wanted, or replaced by its parts.
    `DEAD`: given up. `UNCERTAIN`: perhaps posted, and nothing can tell.
    """

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A post for one destination: an ordered list of papers and a frozen payload.

    `first_attempt` and `after` are set when the state becomes `SENDING`; `after` is a snowflake older than the
    post can be, where a search of the history begins. `attempts` counts posts and searches tried. `claim` is the
    fencing token of the worker that has the message until `leased_until`. `reason` says why it waits, or was not
    posted. `milestones` are those that the card shows after its last edit, at `edited`. `thread_id` is the thread
    opened under it. `message_id` orders what was sent to a destination; that of a mail is of no post.
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
        """True if it may have been posted, but Discord has not confirmed that."""
        return self.first_attempt is not None and self.state is not MessageState.SENT

    @property
    def post_id(self) -> int | None:
        """The id of its post in Discord; None without one, and for a mail."""
        return None if MAIL in self.payload else self.message_id

    @property
    def is_deferred(self) -> bool:
        """True if it is in doubt after several tries, so that newer messages of its destination are sent first."""
        return self.state is MessageState.SENDING and self.attempts >= TRIES_BEFORE_DEFERRAL


def message_key(destination_id: int, kind: MessageKind, paper_ids: Sequence[str]) -> str:
    """Return the identity of a message, also its nonce and marker: 24 base64url characters.

    An 18-byte blake2b hash of destination, kind and papers, so that it is the same after a crash.
    """
    text = "\n".join([str(destination_id), kind.value, *paper_ids])
    digest = hashlib.blake2b(text.encode(), digest_size=18).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def key_of_test_post(destination_id: int, subscription_id: str, paper_id: str, interaction_id: int) -> str:
    """Return the nonce and marker of a test post: 25 characters that end in the subscription's id.

    One character longer than `message_key`, so a search for the real alert never finds the test post.
    """
    key = message_key(destination_id, MessageKind.CARD, ("test", str(interaction_id), paper_id))
    return f"{key[: len(key) - len(subscription_id)]}-{subscription_id}"


def requested_key(channel_id: int, interaction_id: int) -> str:
    """Return the marker of a card that a person requested: 23 characters, a length that no other marker has."""
    key = message_key(channel_id, MessageKind.CARD, ("asked", str(interaction_id)))
    return f"{key[: _REQUESTED_LENGTH - len(_REQUESTED_SUFFIX)]}{_REQUESTED_SUFFIX}"


def is_requested(marker: str) -> bool:
    """True if a person requested the card with this marker, so that no subscription matched it."""
    return len(marker) == _REQUESTED_LENGTH and marker.endswith(_REQUESTED_SUFFIX)


def subscription_of_test(marker: str) -> str | None:
    """Return the id of the subscription that a test post was made for; None for other posts."""
    match = _TEST_POST_KEY.fullmatch(marker)
    return match["subscription"] if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickReason:
    """The titles of liked papers that a pick is like, the words that spoke for it, and its rank, 1 being best."""

    like: tuple[str, ...]
    words: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paper to render, with the names and queries of the subscriptions that matched it.

    `mode` is the first of theirs in the order of `Mode`. A pick has its `reason`.
    """

    sighting: Sighting
    matched: tuple[tuple[str, str], ...] = ()  # (subscription name, canonical query)
    mode: Mode = Mode.NOW
    reason: PickReason | None = None

    @property
    def order(self) -> int:
        """Sort key within a digest: the most upvoted first, and picks after them, best first."""
        return self.reason.rank if self.reason else -self.sighting.signals.upvotes
