"""Kinds of source that people can add in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import MistakeError
from bot.language.formats import listed
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.added_source import AddedSource
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Web


class AddedKind(NamedTuple):
    """A kind of source that people can add, by what they type.

    - `prefix`: what its addresses begin with, before the colon: `arxiv` in `arxiv:cs.CL`. Its sources' names begin
      with it too. Feeds have `feed`, and addresses without it.
    - `read`: makes the source of what follows the colon. Raises ValueError with a sentence for people.
    - `build`: builds it to be polled. Its spec has the name and the title of the added source.
    - `example`: an address, as a hint.
    """

    prefix: str
    read: Callable[[str], AddedSource]
    build: Callable[[AddedSource, Web], StreamSource]
    example: str


class AddedKinds:
    """Reads what people type as a source, and builds it; see the port `AddedSourceKinds`."""

    def __init__(self, kinds: Sequence[AddedKind], web: Web) -> None:
        self._kinds = {kind.prefix: kind for kind in kinds}
        self._web = web

    async def find(self, text: str) -> tuple[AddedSource, ...]:
        """Return the source that a text names. Raises MistakeError."""
        prefix, _, rest = text.strip().partition(":")
        if "://" in text:
            prefix, rest = "feed", text.strip()
        kind = self._kinds.get(prefix.casefold())
        if kind is None:
            examples = listed([f"`{one.example}`" for one in self._kinds.values()])
            # NOTE: {examples} are addresses of sources of papers
            raise MistakeError(gettext("That is not a source. Examples: {examples}", examples=examples))
        try:
            return (kind.read(rest.strip()),)
        except ValueError as error:
            raise MistakeError(str(error)) from None

    def build(self, source: AddedSource) -> StreamSource | None:
        """Build a source; None for an unknown kind."""
        kind = self._kinds.get(source.kind)
        return None if kind is None else kind.build(source, self._web)
