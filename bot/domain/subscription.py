"""Subscriptions, and the destinations that their alerts are posted in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.preferences import DEFAULTS, Preferences

if TYPE_CHECKING:
    from collections.abc import Container

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read ids aloud and type them

_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NOBODY = 0  # in place of the id of a creator who deleted their data
UNDO_PERIOD = timedelta(hours=1)
PICKS_A_DAY = 5  # unless people choose another number, up to MOST_PICKS
PICKS_NAME = "Picks"  # of picks among all papers, unless people name them
# With a subscription's id behind it, this is a source's name, whose cursor has the last picks of the subscription.
PICKS_SOURCE = "picks "
MOST_PICKS = 10  # a day
MOST_EXAMPLES = 200  # of picks, for each subscription
EVERY_PAPER = "upvotes:>=0"  # the query that every paper matches, for picks
_EARLIER_SUFFIX = "~"  # suffix of the id of the version before a change


class Mode(StrEnum):
    """Delivery modes: instantly, in a daily or a weekly digest, or the picks of the day.

    `PICKS`: a daily digest of the few papers that are most like the liked ones, among those that match the query.
    """

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"
    PICKS = "picks"


# Those that post every match of a query
QUERY_MODES = tuple(mode for mode in Mode if mode is not Mode.PICKS)


class Kind(StrEnum):
    """Kinds of destination in Discord."""

    CHANNEL = "channel"
    THREAD = "thread"
    FORUM = "forum"
    DM = "dm"


class BlockCause(StrEnum):
    """Reasons why Discord refuses posts to a destination."""

    PERMISSION = "permission"
    GONE = "gone"
    CLOSED_DM = "closed_dm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The state of a destination that refuses posts; alerts are kept. `reason` is a sentence with what to do.

    `told`: people have been notified.
    """

    cause: BlockCause
    reason: str
    since: datetime
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A channel, thread, forum or direct message that alerts are posted in.

    `id` is the Discord channel id. `guild_id` is None for direct messages.
    """

    id: int
    guild_id: int | None
    kind: Kind = Kind.CHANNEL
    block: Block | None = None
    preferences: Preferences = DEFAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A query whose matches are posted in one destination.

    - `id` is short, since people type it. `query` is in canonical form. `guild_id` is its destination's.
    - `sources` are stored names (see `subscribed_sources`); empty means all lists.
    - `paused`: a person paused it, until `paused_until` or until someone resumes it. A destination that refuses
      posts is blocked instead (`Block`).
    - `most` and `examples` are for picks: how many papers a day, and ids of papers that they resemble beside the
      liked ones.
    - `ended`: since then it is a tombstone, kept for Undo for `UNDO_PERIOD`: either a deleted subscription, or the
      version before a change under the id `earlier_id(id)`. A tombstone still matches, but its alerts are held.
    """

    id: str
    destination_id: int
    guild_id: int | None
    query: str
    name: str
    creator_id: int
    created: datetime
    mode: Mode = Mode.NOW
    paused: bool = False
    paused_until: datetime | None = None
    sources: tuple[str, ...] = ()
    most: int = PICKS_A_DAY
    examples: tuple[str, ...] = ()
    ended: datetime | None = None

    @property
    def on_hold(self) -> bool:
        """True if its alerts are held: it is paused, or a tombstone."""
        return self.paused or self.ended is not None

    @property
    def has_picks(self) -> bool:
        """True if only the picks among its matches are posted."""
        return self.mode is Mode.PICKS

    @property
    def unique_key(self) -> tuple[int, str, bool, tuple[str, ...]]:
        """Destination, query, whether it has picks, and sources. No two subscriptions have the same."""
        return self.destination_id, self.query, self.has_picks, self.sources

    @property
    def owner(self) -> Owner:
        """Server or person that the subscription belongs to."""
        return Owner(guild_id=self.guild_id, user_id=self.creator_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The owner of subscriptions: a server, or (without `guild_id`) a person who gets direct messages."""

    guild_id: int | None
    user_id: int

    @property
    def key(self) -> tuple[int | None, int | None]:
        """Key that owners are compared by: the server alone, or else the person."""
        return self.guild_id, self.user_id if self.guild_id is None else None

    def has(self, subscription: Subscription) -> bool:
        """True if the subscription belongs to this owner. Check this before use of an id that a person typed."""
        return subscription.owner.key == self.key


def extends_posting(before: Subscription, after: Subscription) -> bool:
    """True if a change makes a subscription post in another destination, or end its pause earlier.

    The person who makes such a change needs permission to post in the destination.
    """
    return after.destination_id != before.destination_id or _silent_until(after) < _silent_until(before)


def earlier_id(subscription_id: str) -> str:
    """Return the id that the version before a subscription's last change is stored under."""
    return subscription_id + _EARLIER_SUFFIX


def current_id(subscription_id: str) -> str:
    """Return the id of the subscription itself, given its id or that of its earlier version."""
    return subscription_id.removesuffix(_EARLIER_SUFFIX)


def from_tombstone(tombstone: Subscription) -> Subscription:
    """Return the subscription that Undo restores from a tombstone."""
    return replace(tombstone, id=current_id(tombstone.id), ended=None)


def _silent_until(subscription: Subscription) -> datetime:
    """Return the end of the pause: long ago without one, never if a person must resume it."""
    if not subscription.paused:
        return _EARLIEST
    return subscription.paused_until or _LATEST


def new_subscription_id(taken: Container[str]) -> str:
    """Return a random unused id of five characters."""
    while True:
        candidate = "".join(secrets.choice(_ID_ALPHABET) for _ in range(5))
        if candidate not in taken:
            return candidate
