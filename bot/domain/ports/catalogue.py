"""The sources that this host knows, by the names that people and papers use for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports.source import SourceKind
from bot.domain.subscribed_sources import source_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.ports.source import Gives, SourceSpec


class Catalogue:
    """Every source that is known, and which of them are `active` (by name; None: all): these are read.

    It holds those that are switched off, too: their papers stay. `sources` are those of the subscription that is
    spoken of; see `subscribed_sources`.
    """

    def __init__(
        self,
        known: Iterable[SourceSpec] = (),
        active: Iterable[str] | None = None,
        sources: tuple[str, ...] = (),
    ) -> None:
        self._sources = sources
        self._known = {spec.name: spec for spec in known}
        self._active = tuple(self._known if active is None else active)
        self._named = {
            letters_and_digits(name): spec.name for spec in self._known.values() for name in _names(spec)
        }

    def __iter__(self) -> Iterator[SourceSpec]:
        return iter(self._known.values())

    @property
    def active(self) -> tuple[SourceSpec, ...]:
        """The sources that are read."""
        return tuple(self._known[name] for name in self._active if name in self._known)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that people can type for the sources, in the form that `find` compares."""
        return tuple(self._named)

    @property
    def lists(self) -> frozenset[str]:
        """The names of those that are lists, read or not. What is not known, such as a feed that was, is none."""
        return frozenset(name for name, spec in self._known.items() if spec.kind is SourceKind.LIST)

    def subscribed_to(self, sources: tuple[str, ...]) -> Catalogue:
        """The catalogue for subscriptions to these `sources`."""
        return Catalogue(self, self._active, sources)

    @property
    def subscribed(self) -> tuple[SourceSpec, ...]:
        """The active sources of the subscription that `subscribed_to` was called for; else the lists."""
        names = source_names(self._sources, self.lists) or frozenset[str]()
        return tuple(spec for spec in self.active if spec.name in names)

    @property
    def streams(self) -> tuple[SourceSpec, ...]:
        """The active sources that are streams."""
        return tuple(spec for spec in self.active if spec.kind is SourceKind.STREAM)

    def reads(self, name: str) -> bool:
        """True if the source with this stored name is active."""
        return name in self._active

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that papers of these sources can have, each once."""
        return tuple(dict.fromkeys(name for spec in self._known.values() for name in spec.categories))

    def get(self, name: str) -> SourceSpec | None:
        """The source with exactly this stored name."""
        return self._known.get(name)

    def title(self, name: str) -> str:
        """The title of a source for people; its own name when it is not known."""
        spec = self._known.get(name)
        return name if spec is None else spec.title

    def find(self, typed: str) -> str | None:
        """The name of the source that somebody means: `Hugging-Face` and `hf` alike."""
        return self._named.get(letters_and_digits(typed))

    def giving(self, what: Gives) -> tuple[SourceSpec, ...]:
        """The active sources that give something."""
        return tuple(spec for spec in self.active if what in spec.gives)


UNKNOWN = Catalogue()  # for those who read what was written in canonical form: it holds names only


def letters_and_digits(name: str) -> str:
    """A name as names are compared: without case, spaces and signs."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _names(spec: SourceSpec) -> tuple[str, ...]:
    return (spec.name, spec.title, *spec.aliases)
