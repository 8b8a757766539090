"""Read the feeds in an OPML file, the subscription list of feed readers (opml.org). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import PaperboyError, SourceError
from bot.language.translating import gettext
from bot.sources.bodies.xml_values import decode, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_FILE_BYTES = 1024 * 1024  # bytes; 389 feeds have 82 KB
_MAX_LENGTH = 2_000  # characters of an address or a title


class OpmlFeed(NamedTuple):
    """A feed in the file: its address as written, and its title or ""."""

    address: str
    title: str


def read_opml(body: bytes) -> tuple[OpmlFeed, ...]:
    """Return the feeds of an OPML file of at most `MAX_FILE_BYTES` bytes, each once. Raises PaperboyError."""
    try:
        root = decode(body, "OPML")
    except SourceError as error:
        raise PaperboyError(gettext("The file is not an OPML file.")) from error
    feeds: dict[str, OpmlFeed] = {}
    for feed in _feeds(root) if local_name(root) == "opml" else ():
        feeds.setdefault(feed.address, feed)
    if not feeds:
        raise PaperboyError(gettext("The file has no feeds. Export an OPML file from your feed reader."))
    return tuple(feeds.values())


def _feeds(root: Element) -> Iterator[OpmlFeed]:
    for element in root.iter():
        fields = {name.lower(): " ".join(value.split())[:_MAX_LENGTH] for name, value in element.items()}
        if local_name(element) == "outline" and (address := fields.get("xmlurl")):
            yield OpmlFeed(address, fields.get("title") or fields.get("text") or "")
