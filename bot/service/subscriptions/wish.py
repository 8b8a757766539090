"""A subscription that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.domain.subscription import Mode
from bot.service.subscriptions.rules import clean_name, default_name, edited_meanwhile
from bot.service.subscriptions.undoing.undoable import settings_of

if TYPE_CHECKING:
    from bot.domain.subscription import Destination, Subscription


class Written(Protocol):
    """A query as it is written in canonical form."""

    @property
    def canonical(self) -> str:
        """The text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription that somebody asks for and has not saved yet: a new one, or `replaces` changed.

    An empty `name` is taken from the query. Without `sources` it listens to those of what it `replaces`, a new one
    to the lists.
    """

    query: Written
    destination: Destination
    creator_id: int
    name: str = ""
    mode: Mode = Mode.NOW
    replaces: Subscription | None = None
    sources: tuple[str, ...] | None = None

    @property
    def listens(self) -> tuple[str, ...]:
        """The sources to save."""
        if self.sources is not None:
            return self.sources
        return () if self.replaces is None else self.replaces.sources

    @property
    def full_name(self) -> str:
        """The name to save. One that was taken from the query before goes with the query."""
        return clean_name(self.name) or default_name(self.query.canonical)

    def applied_to(self, old: Subscription) -> Subscription:
        """What it makes of a subscription. Raises ConflictError where that was edited since the draft was made."""
        place, query = self.destination.id, self.query.canonical
        became = replace(
            old, query=query, name=self.full_name, mode=self.mode, destination_id=place, sources=self.listens
        )
        if became != old and self.replaces is not None and settings_of(old) != settings_of(self.replaces):
            raise edited_meanwhile()
        return became
