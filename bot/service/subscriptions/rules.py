"""Rules of subscriptions: how one is asked for, named, listed and found, and whether one more is allowed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.subscription import NOBODY, Mode, Subscription, extends_posting
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.query import QueryError, meaning, parse
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.domain.subscription import Block, Destination, Owner
    from bot.query import Query
    from bot.query.query import Meaning

NAME_LENGTH = 60
_SHOWN = 120  # characters of an escaped name
_BEGINNING = 2  # characters of a name; one alone is too few
_RAW_LENGTH = NAME_LENGTH * 8  # read of what was typed: invisible characters shrink away


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most subscriptions of a server and of a destination, paused ones included."""

    per_guild: int = 100
    per_channel: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A subscription as lists show it: with the block of its destination, if Discord refuses it.

    `role_id` is the role that posts there mention, `waiting` how many papers a paused one holds.
    """

    subscription: Subscription
    block: Block | None
    role_id: int | None = None
    waiting: int = 0


class UnknownSubscriptionError(PaperboyError):
    """No subscription of this owner has that id or name, or several have that name."""


class DuplicateSubscriptionError(PaperboyError):
    """The subscription `there` has that query, those sources and that destination."""

    def __init__(self, there: Subscription) -> None:
        name = safe(there.name, _SHOWN)
        told = gettext("That channel already has this query, as **{name}** (`{id}`).", name=name, id=there.id)
        if there.paused:
            super().__init__(sentences(told, gettext("It is paused: resume it with `/alerts resume`.")))
        else:
            super().__init__(sentences(told, gettext("Change that one with `/alerts edit`.")))
        self.there = there


class SubscriptionLimitError(PaperboyError):
    """One more would be too many."""


def clean_name(text: str) -> str:
    """One line of at most 60 visible characters; empty when nothing visible is left.

    Names come from people and go into other people's channels: what cannot be seen must not be there.
    """
    return clip(clean(text[:_RAW_LENGTH]), NAME_LENGTH)


def default_name(query: str) -> str:
    """The name of a subscription that was given none: its query."""
    return clean_name(query) or "papers"


def own_name(subscription: Subscription) -> str:
    """The name that somebody gave it; empty when it was taken from the query and goes with it."""
    name, query = subscription.name, subscription.query
    return "" if query.startswith(name) or name == default_name(query) else name


def find_subscription(subscriptions: Sequence[Subscription], owner: Owner, ref: str) -> Subscription:
    """The owner's subscription with this id, else with this name (any case), else the only one that begins so.

    Raises UnknownSubscriptionError when there is none or the name is not unique.
    """
    wanted = ref.strip().casefold()
    ours = [s for s in subscriptions if owner.has(s)]
    begun = [s for s in ours if s.name.casefold().startswith(wanted)]
    found = (
        [s for s in ours if s.id == wanted]
        or [s for s in ours if s.name.casefold() == wanted]
        or (begun if len(begun) == 1 and len(wanted) >= _BEGINNING else [])
    )
    if not found:
        raise UnknownSubscriptionError(_unknown(owner, ref))
    if len(found) > 1:
        ids = ", ".join(f"`{s.id}`" for s in found)
        raise UnknownSubscriptionError(
            gettext("Several subscriptions have that name: give one of the ids {ids}.", ids=ids)
        )
    return found[0]


def settings_of(subscription: Subscription) -> Subscription:
    """The subscription without what an edit leaves alone: its creator and its pause."""
    return replace(subscription, creator_id=NOBODY, paused=False, paused_until=None)


def edited_meanwhile() -> ConflictError:
    """The error for a draft of a subscription that somebody else has edited."""
    return ConflictError(
        gettext("That subscription was changed meanwhile, nothing was saved: use `/alerts edit` again.")
    )


def _unknown(owner: Owner, ref: str) -> str:
    name = safe(clean_name(ref), _SHOWN)
    if owner.guild_id is None:
        return gettext("There is no subscription “{name}” of yours. See `/alerts list`.", name=name)
    return gettext("There is no subscription “{name}” in this server. See `/alerts list`.", name=name)


def same_meaning(
    subscriptions: Iterable[Subscription], query: Query, sources: tuple[str, ...]
) -> Subscription | None:
    """Find a subscription with an equivalent query; rather one of these sources, then one not paused."""
    wanted = meaning(query)
    alike = [one for one in subscriptions if _means(one.query, wanted)]
    return min(alike, key=lambda one: (one.sources != sources, one.paused), default=None)


def _means(stored: str, wanted: Meaning) -> bool:
    try:
        return meaning(parse(stored)) == wanted
    except QueryError:  # an older version could read it
        return False


def require_room(subscriptions: Collection[Subscription], one: Subscription, limits: Limits) -> None:
    """Raise an error where its destination has this query of these sources, or is full, or its server is.

    DuplicateSubscriptionError or SubscriptionLimitError.
    """
    place, guild_id = one.destination_id, one.guild_id
    for other in subscriptions:
        if other.identity == one.identity:
            raise DuplicateSubscriptionError(other)
    if sum(s.destination_id == place for s in subscriptions) >= limits.per_channel:
        raise SubscriptionLimitError(
            ngettext(
                "That channel already has {number} subscription, the most that is allowed: unsubscribe from it"
                " first, or join several queries into one with OR.",
                "That channel already has {number} subscriptions, the most that are allowed: unsubscribe from one"
                " first, or join several queries into one with OR.",
                limits.per_channel,
            )
        )
    if guild_id is not None and sum(s.guild_id == guild_id for s in subscriptions) >= limits.per_guild:
        raise SubscriptionLimitError(
            ngettext(
                "This server already has {number} subscription, the most that is allowed: unsubscribe from it"
                " first, or join several queries into one with OR.",
                "This server already has {number} subscriptions, the most that are allowed: unsubscribe from one"
                " first, or join several queries into one with OR.",
                limits.per_guild,
            )
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A query in canonical form, without what it was parsed to, which takes fifty times the memory.

    Where it is stored here as it stands, and this version refuses it, `refused` says why.
    """

    canonical: str
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription that somebody asks for and has not saved yet: a new one, or `replaces` changed.

    An empty `name` is taken from the query. Without `sources` it has those of what it `replaces`, a new one
    to the lists. Without `pause`, which is `paused` and `paused_until`, it is paused or not as before.
    """

    query: Query | Written
    destination: Destination
    creator_id: int
    name: str = ""
    mode: Mode = Mode.NOW
    replaces: Subscription | None = None
    sources: tuple[str, ...] | None = None
    pause: tuple[bool, datetime | None] | None = None

    @property
    def wanted(self) -> Subscription:
        """As it would be; a new one has no id yet. Raises what `applied_to` raises."""
        return self.applied_to(
            self.replaces
            or Subscription(
                id="",
                destination_id=self.destination.id,
                guild_id=self.destination.guild_id,
                query="",
                name="",
                creator_id=self.creator_id,
                created=datetime.min.replace(tzinfo=UTC),
            )
        )

    @property
    def is_edit(self) -> bool:
        """True if it is new, or more changes than its pause."""
        return self.replaces is None or settings_of(self.wanted) != settings_of(self.replaces)

    @property
    def begins(self) -> bool:
        """True if it posts somewhere new, or sooner; see `extends_posting`."""
        return self.replaces is None or extends_posting(self.replaces, self.wanted)

    @property
    def subscribed_sources(self) -> tuple[str, ...]:
        """The sources to save."""
        if self.sources is not None:
            return self.sources
        return () if self.replaces is None else self.replaces.sources

    @property
    def full_name(self) -> str:
        """The name to save. One that was taken from the query before goes with the query."""
        return clean_name(self.name) or default_name(self.query.canonical)

    def applied_to(self, old: Subscription) -> Subscription:
        """Apply it to a subscription. Raises ConflictError if that was edited since the draft was made."""
        place, query = self.destination.id, self.query.canonical
        became = replace(
            old,
            query=query,
            name=self.full_name,
            mode=self.mode,
            destination_id=place,
            sources=self.subscribed_sources,
        )
        if became != old and self.replaces is not None and settings_of(old) != settings_of(self.replaces):
            raise edited_meanwhile()
        paused, until = self.pause or (old.paused, old.paused_until)
        return replace(became, paused=paused, paused_until=until)
