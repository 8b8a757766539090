"""Subscriptions and their destinations."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.preferences import DEFAULTS, Preferences

if TYPE_CHECKING:
    from collections.abc import Container

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read ids aloud and type them

_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NOBODY: Final = 0  # the creator of a subscription whose maker wanted to be forgotten
UNDO_LASTS: Final = timedelta(hours=1)
_EARLIER: Final = "~"  # ends the id of the version before a change


class Mode(StrEnum):
    """The delivery modes: instant, in a daily or in a weekly digest."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


class Kind(StrEnum):
    """The kind of place that a destination is in Discord."""

    CHANNEL = "channel"
    THREAD = "thread"
    FORUM = "forum"
    DM = "dm"


class BlockCause(StrEnum):
    """Why Discord does not take posts for a destination."""

    PERMISSION = "permission"
    GONE = "gone"
    CLOSED_DM = "closed_dm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A destination that Discord refuses: alerts wait. `reason` is a sentence that names what to do."""

    cause: BlockCause
    reason: str
    since: datetime
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A channel, thread, forum or DM. `id` is the Discord channel id; `guild_id` is None for a DM."""

    id: int
    guild_id: int | None
    kind: Kind = Kind.CHANNEL
    block: Block | None = None
    preferences: Preferences = DEFAULTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A query for one destination; `query` is in canonical form, `id` short and typed by people.

    `sources` are the stored names of its sources (see `subscribed_sources`); none: the lists.
    `paused` is a person's wish, until `paused_until` or until it is resumed; a destination that Discord
    refuses is blocked instead.

    With `ended` it is a tombstone, kept for Undo (`UNDO_LASTS`): a subscription that was ended then, or, under
    the id of `earlier_id`, the version before a change. It goes on matching, and what matches waits.
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
    ended: datetime | None = None

    @property
    def holds(self) -> bool:
        """True if its alerts wait: it is paused, or a tombstone."""
        return self.paused or self.ended is not None

    @property
    def asks(self) -> tuple[int, str, tuple[str, ...]]:
        """Its identity for people: destination, query and sources. No two have the same."""
        return self.destination_id, self.query, self.sources

    @property
    def owner(self) -> Owner:
        """The owner of the subscription."""
        return Owner(guild_id=self.guild_id, user_id=self.creator_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The owner of subscriptions: a server, or without one a person, who gets them as DMs."""

    guild_id: int | None
    user_id: int

    @property
    def key(self) -> tuple[int | None, int | None]:
        """The server, whoever of its people is meant; else the person."""
        return self.guild_id, self.user_id if self.guild_id is None else None

    def has(self, subscription: Subscription) -> bool:
        """True if this owner has the subscription; the id alone proves nothing."""
        return subscription.owner.key == self.key


def begins(was: Subscription, becomes: Subscription) -> bool:
    """True if a change lets it post somewhere new, or sooner, as an earlier end of its pause does.

    A person who asks for that needs the right to post there themselves.
    """
    return becomes.destination_id != was.destination_id or _silent_until(becomes) < _silent_until(was)


def earlier_id(subscription_id: str) -> str:
    """The id under which the version of a subscription before its last change is kept."""
    return subscription_id + _EARLIER


def current_id(key: str) -> str:
    """The id of the subscription of which this is the id, or that of its version before."""
    return key.removesuffix(_EARLIER)


def taken_back(tombstone: Subscription) -> Subscription:
    """The subscription that Undo makes of a tombstone."""
    return replace(tombstone, id=current_id(tombstone.id), ended=None)


def _silent_until(subscription: Subscription) -> datetime:
    if not subscription.paused:
        return _ALWAYS
    return subscription.paused_until or _NEVER


def new_subscription_id(taken: Container[str]) -> str:
    """A random id of five characters that is not taken."""
    while True:
        candidate = "".join(secrets.choice(_ID_ALPHABET) for _ in range(5))
        if candidate not in taken:
            return candidate
