"""RSS 2.0, RSS 1.0 (RDF) and Atom, to entries. Pure.

Elements are found by their local names in lower case: feeds are careless with namespaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import moment
from bot.sources.bodies.xml_values import children, decode, local_name, text_of, whole_text
from bot.sources.feeds.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_LONGEST = 4_000  # characters of what names an item
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def parse_xml(body: bytes, title: str, charset: str = "") -> list[Entry]:
    """Return the entries in order. Raises SourceError, with the `title`; `charset` is the HTTP header's."""
    root = decode(body, title, charset)
    if local_name(root) not in _ROOTS:
        raise SourceError(f"{title} answered with XML that is no feed; check its address in the settings.")
    return [_entry(item) for item in _items(root)]


def _items(root: Element) -> Iterator[Element]:
    """Yield the items: in RDF they stand beside the channel, else in it."""
    yield from children(root, "item", "entry")
    for channel in children(root, "channel"):
        yield from children(channel, "item", "entry")


def _entry(item: Element) -> Entry:
    texts = (
        whole_text(child)
        for name in ("description", "summary", "encoded", "content", "abstract")
        for child in children(item, name)
    )
    return Entry(
        title=text_of(item, "title"),
        guid=text_of(item, "guid", "id")[:_LONGEST],
        link=_link(item)[:_LONGEST],
        names=tuple(
            whole_text(child).strip()[:_LONGEST]
            for child in children(item, "doi", "identifier", "url", "origlink")
        ),
        texts=tuple(text for text in texts if text.strip()),
        authors=tuple(_authors(item)),
        subjects=tuple(
            filter(
                None,
                ((one.get("term") or whole_text(one)).strip() for one in children(item, "category", "subject")),
            )
        ),
        date=moment(text_of(item, "pubdate", "published", "date", "updated")),
    )


def _link(item: Element) -> str:
    """Return the item's address: from text (RSS), an attribute (Atom), or where a careless program put it."""
    best = ""
    for link in children(item, "link"):
        address = (link.get("href") or whole_text(link)).strip() or (link.tail or "").strip()
        if address and link.get("rel", "alternate") == "alternate":
            return address
        best = best or address
    guid = next(children(item, "guid"), None)
    permanent = guid is not None and guid.get("isPermaLink", guid.get("ispermalink", "true")).lower() == "true"
    return best or (whole_text(guid).strip() if permanent else "") or item.get(_ABOUT, "")


def _authors(item: Element) -> Iterator[str]:
    for child in children(item, "creator", "author", "contributor"):
        text = whole_text(child).strip()
        address, bracket, rest = text.partition("(")  # `ada@example.org (Ada Lovelace)`, as RSS writes authors
        in_brackets = rest.rstrip(" )") if bracket and "@" in address else "" if "@" in text else text
        yield text_of(child, "name") or in_brackets
