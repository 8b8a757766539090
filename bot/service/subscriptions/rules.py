"""Rules of subscriptions: requests for a new or changed one, names, lookup and limits. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.errors import ConflictError, MistakeError, PaperboyError
from bot.domain.subscription import (
    EVERY_PAPER,
    NOBODY,
    PICKS_A_DAY,
    PICKS_NAME,
    Block,
    Destination,
    Mode,
    Owner,
    Subscription,
    extends_posting,
)
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.query import Query, QueryError, meaning, parse
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.query.query import Meaning

NAME_LENGTH = 60
_SHORT_NAME_LENGTH = 36  # characters of a name made from a query
_SHOWN_NAME_LENGTH = 120  # characters of an escaped name
_MIN_PREFIX_LENGTH = 2  # characters of a name that suffice to find it
_RAW_LENGTH = NAME_LENGTH * 8  # of the typed text, which can have invisible characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most subscriptions of a server and of a destination, including paused ones."""

    per_guild: int = 100
    per_channel: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEntry:
    """A subscription in a list for people, with the block of its destination if Discord refuses posts there.

    `role_id` is the role that posts mention, `waiting` the number of papers that a paused subscription holds.
    """

    subscription: Subscription
    block: Block | None
    role_id: int | None = None
    waiting: int = 0


class UnknownSubscriptionError(PaperboyError):
    """No subscription of this owner has the given id or name, or several have the name."""


class DuplicateSubscriptionError(MistakeError):
    """The `existing` subscription has the same query, sources and destination."""

    def __init__(self, existing: Subscription) -> None:
        name = safe(existing.name, _SHOWN_NAME_LENGTH)
        if existing.has_picks:
            text = gettext("Picks already exist there: **{name}**. Add examples with `/alerts edit`.", name=name)
        else:
            text = gettext("**{name}** already has this query there.", name=name)
        if existing.paused:
            text = sentences(text, gettext("The subscription is paused. Use `/alerts resume`."))
        super().__init__(text)
        self.existing = existing


class SubscriptionLimitError(MistakeError):
    """The destination or server has as many subscriptions as it is allowed."""


def clean_name(text: str) -> str:
    """Return a name as one line of at most 60 characters, all visible; it may be empty.

    One person types a name and others read it in their channels, so invisible characters are removed.
    """
    return clip(clean(text[:_RAW_LENGTH]), NAME_LENGTH)


def default_name(query: str) -> str:
    """Return the name of a subscription without a given name: the beginning of its query, without quotes."""
    if query == EVERY_PAPER:
        return PICKS_NAME
    return clip(clean_name(query).replace('"', ""), _SHORT_NAME_LENGTH) or "papers"  # a name is never empty


def own_name(subscription: Subscription) -> str:
    """Return the name that a person chose; "" if it was made from the query, and so changes with that.

    The name of picks among all papers is always returned: their query is no name.
    """
    name, query = subscription.name, subscription.query
    # Earlier versions made longer names of a query than `default_name` does
    is_made = query != EVERY_PAPER and (query.startswith(name) or name in {default_name(query), clean_name(query)})
    return "" if is_made else name


def find_subscription(subscriptions: Sequence[Subscription], owner: Owner, ref: str) -> Subscription:
    """Return the owner's subscription with this id, else name (in any case), else unique prefix of a name.

    A prefix needs two letters. Raises UnknownSubscriptionError if there is none, or several have the name.
    """
    typed = ref.strip().casefold()
    owned = [s for s in subscriptions if owner.has(s)]
    with_prefix = [s for s in owned if s.name.casefold().startswith(typed)]
    found = (
        [s for s in owned if s.id == typed]
        or [s for s in owned if s.name.casefold() == typed]
        or (with_prefix if len(with_prefix) == 1 and len(typed) >= _MIN_PREFIX_LENGTH else [])
    )
    if not found:
        name = safe(clean_name(ref), _SHOWN_NAME_LENGTH)
        raise UnknownSubscriptionError(
            gettext("There is no subscription “{name}” here. See `/alerts list`.", name=name)
        )
    if len(found) > 1:
        ids = ", ".join(f"`{s.id}`" for s in found)
        raise UnknownSubscriptionError(gettext("Several subscriptions have that name. Use an ID: {ids}.", ids=ids))
    return found[0]


def editable_part(subscription: Subscription) -> Subscription:
    """Return a subscription without the fields that an edit does not change: its creator and pause."""
    return replace(subscription, creator_id=NOBODY, paused=False, paused_until=None)


def edit_conflict() -> ConflictError:
    """Return the error for a subscription that was changed or deleted in between."""
    return ConflictError(gettext("That subscription was changed or deleted. See `/alerts list`."))


def too_many_changes() -> ConflictError:
    """Return the error for a write that conflicted with others in every attempt."""
    return ConflictError(gettext("Too many changes right now. Try again in a minute."))


def equivalent_subscription(
    subscriptions: Iterable[Subscription], query: Query, sources: tuple[str, ...]
) -> Subscription | None:
    """Find one with an equivalent query and no picks, or None; prefer these sources, then one not paused."""
    wanted_meaning = meaning(query)
    equivalents = [one for one in subscriptions if not one.has_picks and _has_meaning(one.query, wanted_meaning)]
    return min(equivalents, key=lambda one: (one.sources != sources, one.paused), default=None)


def _has_meaning(stored: str, wanted_meaning: Meaning) -> bool:
    try:
        return meaning(parse(stored)) == wanted_meaning
    except QueryError:  # an older version accepted it
        return False


def require_room(subscriptions: Collection[Subscription], subscription: Subscription, limits: Limits) -> None:
    """Raise an error if a subscription is a duplicate, or its destination or server is full.

    The errors are DuplicateSubscriptionError and SubscriptionLimitError.
    """
    destination_id, guild_id = subscription.destination_id, subscription.guild_id
    for other in subscriptions:
        if other.unique_key == subscription.unique_key:
            raise DuplicateSubscriptionError(other)
    if sum(s.destination_id == destination_id for s in subscriptions) >= limits.per_channel:
        raise SubscriptionLimitError(
            ngettext(
                "Only {number} subscription can post there. Delete the existing one first.",
                "At most {number} subscriptions can post there. Delete one first.",
                limits.per_channel,
            )
        )
    if guild_id is not None and sum(s.guild_id == guild_id for s in subscriptions) >= limits.per_guild:
        raise SubscriptionLimitError(
            ngettext(
                "This server can have only {number} subscription. Delete the existing one first.",
                "This server can have at most {number} subscriptions. Delete one first.",
                limits.per_guild,
            )
        )


@dataclass(frozen=True, slots=True)
class QueryText:
    """The canonical text of a query, which takes a fiftieth of the parsed query's memory."""

    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRequest:
    """A request to make a subscription, or to change the one that it `replaces`.

    An empty `name` is made from the query. Without `sources`, the old ones stay, and a new subscription gets the
    lists. `pause` has `paused` and `paused_until`; without it, the pause stays. `most` and `examples` are those of
    picks.
    """

    query: Query | QueryText
    destination: Destination
    creator_id: int
    name: str = ""
    mode: Mode = Mode.NOW
    replaces: Subscription | None = None
    sources: tuple[str, ...] | None = None
    pause: tuple[bool, datetime | None] | None = None
    most: int = PICKS_A_DAY
    examples: tuple[str, ...] = ()

    @property
    def result(self) -> Subscription:
        """The subscription that it asks for; a new one has no id yet."""
        return self.applied_to(
            self.replaces
            or Subscription(
                id="",
                destination_id=self.destination.id,
                guild_id=self.destination.guild_id,
                query="",
                name="",
                creator_id=self.creator_id,
                created=datetime.fromtimestamp(0, UTC),
            )
        )

    @property
    def needs_room(self) -> bool:
        """True if duplicates and limits must be checked: it makes a subscription, or changes more than a pause."""
        return self.replaces is None or editable_part(self.result) != editable_part(self.replaces)

    @property
    def extends_posting(self) -> bool:
        """True if it posts in a new channel, or shortens a pause; see `bot.domain.subscription`."""
        return self.replaces is None or extends_posting(self.replaces, self.result)

    @property
    def subscribed_sources(self) -> tuple[str, ...]:
        """The sources to store."""
        if self.sources is not None:
            return self.sources
        return () if self.replaces is None else self.replaces.sources

    @property
    def full_name(self) -> str:
        """The name to store: the given one, else one made from the query."""
        return clean_name(self.name) or default_name(self.query.canonical)

    def applied_to(self, old: Subscription) -> Subscription:
        """Apply it to a subscription. Raises ConflictError if that was edited since the request was made."""
        destination_id, query = self.destination.id, self.query.canonical
        changed = replace(
            old,
            query=query,
            name=self.full_name,
            mode=self.mode,
            destination_id=destination_id,
            sources=self.subscribed_sources,
            most=self.most,
            examples=self.examples,
        )
        if changed != old and self.replaces is not None and editable_part(old) != editable_part(self.replaces):
            raise edit_conflict()
        paused, until = self.pause or (old.paused, old.paused_until)
        return replace(changed, paused=paused, paused_until=until)
