"""Add, remove and list the sources of a server, or of a person in direct messages."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.domain.errors import MistakeError, PaperboyError, SourceError
from bot.domain.ports import AddedSourceKinds, NoteStore, StreamPart, StreamSource
from bot.domain.ports.catalogue import AddedSpec, Catalogue
from bot.language.translating import gettext, ngettext
from bot.service.added_sources.registry import OwnerKey, StoredSource, change_source, load_sources
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from bot.domain.added_source import AddedSource
    from bot.domain.subscription import Owner

MOST_IN_TOTAL = 1_000  # sources with owners
_TITLE_LENGTH, _REASON_LENGTH = 100, 300  # characters
_DELETED_AFTER = timedelta(minutes=20)  # without owners; a removal can be undone for 15 minutes


class AddedSources:
    """Sources that people added. The owner is a server or, in direct messages, a person.

    `kinds` builds them (None: there are none), `most` is how many an owner can add; 0: nobody can. `stored` has
    the sources with owners as of the last `refresh`, which also updates the `catalogue`; `built` are those that
    can be polled. `wake` is set when there is something to poll.
    """

    def __init__(
        self,
        store: NoteStore,
        kinds: AddedSourceKinds | None,
        catalogue: Catalogue,
        now: Callable[[], datetime],
        most: int,
    ) -> None:
        self._store = store
        self.stored: Mapping[str, StoredSource] = {}
        self.built: dict[str, StreamSource] = {}
        self.wake = asyncio.Event()
        self._kinds, self._catalogue, self._now, self._most = kinds, catalogue, now, most
        self._adding = asyncio.Lock()

    async def refresh(self) -> dict[str, StoredSource]:
        """Read all sources, also from other processes, and update the catalogue; return them all by name."""
        loaded = await load_sources(self._store)
        self.stored = {name: one for name, one in loaded.items() if one.owners}
        for name, one in self.stored.items():
            if name not in self.built and self._kinds and (source := self._kinds.build(one.source)):
                self.built[name] = source
        added = self._catalogue.added
        for gone in added.keys() - self.stored.keys():
            self.built.pop(gone, None)
            added[gone] = added[gone]._replace(owners=frozenset())  # a poll that is running makes no alerts
        for gone in added.keys() - loaded.keys():
            del added[gone]
        # Sources with the same title are told apart by their hosts
        titles = Counter(spec.title for spec in (*self._catalogue, *(one.spec for one in self.built.values())))
        for name, source in self.built.items():
            spec, stored = source.spec, self.stored[name]
            host = urlsplit(stored.source.address).hostname
            if host and titles[spec.title] > 1:
                spec = replace(spec, title=f"{spec.title} ({host})")
            added[name] = AddedSpec(spec, frozenset(stored.owners))
        return loaded

    async def find(self, text: str) -> tuple[AddedSource, ...]:
        """Return the sources that a typed text leads to: one, or several if a page names several feeds.

        Raises PaperboyError with a sentence for people if there is none.
        """
        with _readable():
            return await self._open_kinds().find(text)

    async def preview(self, source: AddedSource) -> StreamPart:
        """Read the newest papers of a source without storing anything. Raises PaperboyError."""
        built = self._open_kinds().build(source)
        with _readable():
            return await built.read_from(None, self._now()) if built else StreamPart(announced=(), cursor="")

    async def add(self, owner: Owner, source: AddedSource) -> None:
        """Add a source, or resume it. Raises PaperboyError with a sentence if that is not possible."""
        self._open_kinds()
        async with self._adding:
            await self.refresh()
            known = self.stored.get(source.name)
            if self.has(owner, source.name):
                title = safe(source.title, _TITLE_LENGTH)
                raise MistakeError(gettext("{source} is already available here.", source=title))
            if not (known and owner.key in known.owners) and self.room(owner) <= 0:
                raise PaperboyError(
                    ngettext(
                        "You can add at most {number} source here. Remove it first.",
                        "You can add at most {number} sources here. Remove one first.",
                        self._most,
                    )
                )
            if known is None and len(self.stored) >= MOST_IN_TOTAL:
                raise PaperboyError(gettext("This bot can't check any more sources."))

            def added(stored: StoredSource | None) -> StoredSource:
                stored = stored or StoredSource(source=source, owners=(), due=self._now())
                if stored.paused or not stored.owners:
                    stored = replace(stored, paused=False, failing_since=None, error=None, due=self._now())
                return replace(stored, owners=tuple(dict.fromkeys((*stored.owners, owner.key))))

            await change_source(self._store, source.name, added)
            await self.refresh()
        self.wake.set()

    def has(self, owner: Owner, name: str) -> bool:
        """True if an owner can choose a source and it is not paused, so that there is nothing to add."""
        known = self.stored.get(name)
        return self._catalogue.of(owner).is_active(name) and not (known and known.paused)

    async def remove(self, owner: Owner, name: str) -> None:
        """Remove a source of an owner; polling ends with its last owner."""
        await self._drop_owners(lambda key: key == owner.key, name)

    async def of(self, owner: Owner) -> list[StoredSource]:
        """Return an owner's sources with their health, in the order of their titles."""
        owned = [one for one in (await load_sources(self._store)).values() if owner.key in one.owners]
        return sorted(owned, key=lambda one: one.source.title.casefold())

    async def count_of(self, person_id: int) -> int:
        """Return the number of sources that a person added for themselves."""
        return sum((None, person_id) in one.owners for one in (await load_sources(self._store)).values())

    async def forget_person(self, person_id: int) -> None:
        """Remove the sources that a person added for themselves."""
        await self._drop_owners(lambda key: key == (None, person_id))

    async def forget_servers(self, is_forgotten: Callable[[int], bool]) -> None:
        """Remove the sources of servers for whose id `is_forgotten` returns True."""
        await self._drop_owners(lambda key: key[0] is not None and is_forgotten(key[0]))

    def room(self, owner: Owner) -> int:
        """Return how many more sources an owner can add. Raises PaperboyError if nobody can add any."""
        self._open_kinds()
        return self._most - sum(owner.key in one.owners for one in self.stored.values())

    def _open_kinds(self) -> AddedSourceKinds:
        """Return the kinds. Raises PaperboyError if nobody can add sources."""
        if self._kinds is None or not self._most:
            raise PaperboyError(gettext("The person who runs this bot doesn't let people add sources."))
        return self._kinds

    async def _drop_owners(self, is_dropped: Callable[[OwnerKey], bool], name: str | None = None) -> None:
        """Drop owners of the source `name`, or of all."""

        def changed(stored: StoredSource | None) -> StoredSource | None:
            owners = tuple(key for key in stored.owners if not is_dropped(key)) if stored else ()
            due = self._now() + _DELETED_AFTER
            return stored and replace(stored, owners=owners, due=stored.due if owners else due)

        for one_name, one in (await load_sources(self._store)).items():
            if name in (None, one_name) and any(map(is_dropped, one.owners)):
                await change_source(self._store, one_name, changed)
        await self.refresh()
        self.wake.set()


@contextmanager
def _readable() -> Generator[None]:
    """Raise MistakeError, with a sentence for people, in place of SourceError."""
    try:
        yield
    except SourceError as error:
        reason = safe(error.reason, _REASON_LENGTH)
        raise MistakeError(gettext("That didn't work: {reason}.", reason=reason)) from error
