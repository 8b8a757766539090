"""Kinds of source that people can add in Discord."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_plus

from bot.domain.errors import MistakeError
from bot.language.formats import listed
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain.added_source import AddedSource
    from bot.domain.ports import StreamSource
    from bot.sources.settings.table import Resources

MAX_TYPED_LENGTH = 1_000  # characters of what people type
_AFTER_PREFIX = re.compile(r"\s*:\s*|\s+")
_BEFORE_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}(?:[:/?].*)?", re.DOTALL)


class AddedKind(NamedTuple):
    """A kind of source that people can add, by what they type.

    - `prefix`: what its addresses begin with, before a colon or space: `arxiv` in `arxiv:cs.CL`. Its sources'
      names begin with it too. That of feeds, `feed`, can be left out.
    - `read`: makes the source of the text after the prefix. Raises ValueError with a sentence for people.
    - `build`: builds it to be polled; None if this version does not know it. Its spec has the name and the title
      of the added source.
    - `example`: an address, as a hint.
    - `also_typed`: patterns of what else people type or paste for it, such as `arxiv.org/list/cs.CL/recent`, in
      capitals or not, without `https://www.`. `read` gets what their groups match, decoded, with hyphens between.
    - `look`: looks at the source, to find its title; or at a page that names several, to find these. Raises
      MistakeError and SourceError.
    """

    prefix: str
    read: Callable[[str], AddedSource]
    build: Callable[[AddedSource, Resources], StreamSource | None]
    example: str
    also_typed: tuple[str, ...] = ()
    look: Callable[[AddedSource, Resources], Awaitable[tuple[AddedSource, ...]]] | None = None


class AddedKinds:
    """Reads what people type as a source, and builds it; see the port `AddedSourceKinds`."""

    def __init__(self, kinds: Sequence[AddedKind], resources: Resources) -> None:
        self._kinds = {kind.prefix: kind for kind in kinds}
        self._resources = resources

    async def find(self, text: str) -> tuple[AddedSource, ...]:
        """Return the source that a text names, or those that a page names. Raises MistakeError and SourceError."""
        # Only a bound: commands and forms take no more. Links in `<…>` get no preview.
        kind, rest = self._kind_of(text[: MAX_TYPED_LENGTH + 1].strip().removeprefix("<").removesuffix(">"))
        try:
            source = kind.read(rest)
        except ValueError as error:
            raise MistakeError(str(error)) from None
        return (source,) if kind.look is None else await kind.look(source, self._resources)

    def _kind_of(self, text: str) -> tuple[AddedKind, str]:
        """Return the kind of a text, and what its `read` takes. Raises MistakeError."""
        address = _BEFORE_ADDRESS.sub("", text, count=1)
        for kind in self._kinds.values():
            for pattern in kind.also_typed:
                if found := re.fullmatch(pattern, address, re.IGNORECASE | re.DOTALL):
                    return kind, "-".join(map(unquote_plus, filter(None, found.groups())))
        prefix, *rest = _AFTER_PREFIX.split(text, maxsplit=1)
        if rest and (kind := self._kinds.get(prefix.casefold())):
            if kind.prefix != "feed":
                return kind, rest[0]
            text = rest[0].removeprefix("//")  # of `feed://host/…`
        if "://" in text:
            return self._kinds["feed"], text
        if _WITHOUT_SCHEME.fullmatch(text):
            return self._kinds["feed"], f"https://{text}"
        examples = listed([f"`{one.example}`" for one in self._kinds.values()])
        # NOTE: {examples} are addresses of sources of papers
        raise MistakeError(gettext("That is not a source. Examples: {examples}", examples=examples))

    def build(self, source: AddedSource) -> StreamSource | None:
        """Build a source; None if this version does not know it."""
        kind = self._kinds.get(source.kind)
        return None if kind is None else kind.build(source, self._resources)
