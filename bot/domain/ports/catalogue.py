"""The catalogue of sources: lookup by stored name, or by a name that people type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.ports.source import Gives, SourceKind, SourceSpec
from bot.domain.subscribed_sources import source_names
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from bot.domain.subscription import Owner, Subscription


_HASHED_NAME = re.compile(r"[a-z]+-[0-9a-f]{12}")  # of an added source: `feed-3f9a2c71d0b4`


class AddedSpec(NamedTuple):
    """A source that people added, and the `Owner.key` of each owner."""

    spec: SourceSpec
    owners: frozenset[tuple[int | None, int | None]]


class Catalogue:
    """All sources of the host, and in the result of `of` an owner's; the `active` (names; None: all) are enabled.

    Sources that the host disabled are included, because their papers stay stored. An added source is active also
    while its polls are paused after a week of failures. `sources` are those of one subscription, for `subscribed`.
    `added` are the sources of all owners, by name: everybody sees their titles on cards, but only an owner can
    choose one, in the catalogue that `of` returns. The dict changes while we run.
    """

    def __init__(
        self,
        known: Iterable[SourceSpec] = (),
        active: Iterable[str] | None = None,
        sources: tuple[str, ...] = (),
        added: dict[str, AddedSpec] | None = None,
    ) -> None:
        self._sources = sources
        self.added = {} if added is None else added
        self._known = {spec.name: spec for spec in known}
        self._active = tuple(self._known if active is None else active)
        self._named = {
            letters_and_digits(name): spec.name
            for spec in reversed(self._known.values())  # no added source takes a name of the host's
            for name in (spec.name, spec.title, *spec.aliases)
        }

    def __iter__(self) -> Iterator[SourceSpec]:
        return iter(self._known.values())

    @property
    def active(self) -> tuple[SourceSpec, ...]:
        """Sources that are enabled: the host's, and an owner's own in the catalogue that `of` returns."""
        return tuple(self._known[name] for name in self._active if name in self._known)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that people can type for sources, in the normalized form of `letters_and_digits`."""
        return tuple(self._named)

    @property
    def lists(self) -> frozenset[str]:
        """Names of all lists, active or not. Unknown sources, such as removed feeds, are not lists."""
        return frozenset(name for name, spec in self._known.items() if spec.kind is SourceKind.LIST)

    def subscribed_to(self, sources: tuple[str, ...]) -> Catalogue:
        """Return the catalogue for a subscription to these `sources`."""
        return Catalogue(self, self._active, sources, self.added)

    def of(self, owner: Owner) -> Catalogue:
        """Return the catalogue for an owner: also with the sources that they added."""
        own = [one.spec for name, one in self.added.items() if owner.key in one.owners and name not in self._known]
        active = (*self._active, *(spec.name for spec in own))
        return Catalogue((*self, *own), active, self._sources, self.added)

    def names_for(self, subscription: Subscription) -> AbstractSet[str]:
        """Return the names of the sources whose papers a subscription gets; see `subscribed_sources`."""
        names = source_names(subscription.sources, self.lists) or frozenset[str]()
        return {name for name in names if self.is_for(subscription.owner, name)}

    def is_for(self, owner: Owner, name: str) -> bool:
        """True if an owner can get papers of this source: nobody added it, or they did."""
        added = self.added.get(name)
        return added is None or name in self._known or owner.key in added.owners

    @property
    def subscribed(self) -> tuple[SourceSpec, ...]:
        """Active sources of the subscription given to `subscribed_to`; without one, the active lists."""
        names = source_names(self._sources, self.lists) or frozenset[str]()
        return tuple(spec for spec in self.active if spec.name in names)

    @property
    def streams(self) -> tuple[SourceSpec, ...]:
        """Active streams, with conferences."""
        return tuple(spec for spec in self.active if spec.kind is not SourceKind.LIST)

    def is_active(self, name: str) -> bool:
        """True if the source with this stored name is one of `active`."""
        return name in self._active

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories that papers of all known sources can have, without duplicates."""
        return tuple(dict.fromkeys(name for spec in self._known.values() for name in spec.categories))

    def get(self, name: str) -> SourceSpec | None:
        """Return the source with exactly this stored name, also one that others added."""
        if (spec := self._known.get(name)) is None and (added := self.added.get(name)) is not None:
            return added.spec
        return spec

    def title(self, name: str) -> str:
        """Return a source's title for people; of an unknown one the name itself, unless that has a hash."""
        if spec := self.get(name):
            return spec.title
        # NOTE: in place of the title of a source of papers; one of several sources: "arXiv and a removed source"
        return gettext("a removed source") if _HASHED_NAME.fullmatch(name) else name

    def find(self, typed: str) -> str | None:
        """Return the stored name of the source that a person typed, such as `Hugging-Face` or `hf`."""
        return self._named.get(letters_and_digits(typed))

    def readable(self, query: str) -> str:
        """Return a query with the titles of added sources in place of their names: `source:"Nature Methods"`."""

        def titled(term: re.Match[str]) -> str:
            title = self.title(term[1]).replace('"', "")
            is_typeable = term[1] in self.added and self.find(title) == term[1]
            return f'source:"{title}"' if is_typeable else term[0]

        return re.sub(r"\bsource:([a-z0-9-]+)", titled, query)

    def providing(self, fact: Gives) -> tuple[SourceSpec, ...]:
        """Return the active sources that give a fact, such as upvotes."""
        return tuple(spec for spec in self.active if fact in spec.gives)


EMPTY_CATALOGUE = Catalogue()  # enough for queries in canonical form, which contain stored names only


def letters_and_digits(name: str) -> str:
    """Normalize a name for comparison: lower case, letters and digits only."""
    return "".join(char for char in name.casefold() if char.isalnum())
