"""Add, remove and list the sources of a server, or of a person in direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.added_source import AddedSource
    from bot.domain.subscription import Owner
    from bot.service.added_sources.types import AddedSourceState, Candidate, SourcePreview


class AddedSources:
    """Sources that people added. The owner is a server or, in direct messages, a person."""

    async def find(self, text: str) -> tuple[Candidate, ...]:
        """Return the sources that a typed text leads to: one, or several if a page names several feeds.

        Raises PaperboyError with a sentence for people if there is none.
        """
        raise NotImplementedError(text)

    async def preview(self, source: AddedSource, now: datetime) -> SourcePreview:
        """Read a source without storing anything. Raises SourceError."""
        raise NotImplementedError(source, now)

    async def add(self, owner: Owner, source: AddedSource) -> None:
        """Add a source, or resume it. Raises PaperboyError with a sentence if a limit forbids it."""
        raise NotImplementedError(owner, source)

    async def remove(self, owner: Owner, name: str) -> None:
        """Remove a source of an owner; polling ends with its last owner."""
        raise NotImplementedError(owner, name)

    async def of(self, owner: Owner) -> tuple[AddedSourceState, ...]:
        """Return an owner's sources with their health, in the order of their titles."""
        raise NotImplementedError(owner)
