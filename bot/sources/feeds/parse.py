"""Parse a feed into items: RSS 2.0, RSS 1.0 (RDF), Atom, JSON Feed 1.0 and 1.1 (jsonfeed.org). Pure.

XML elements are found by their lower-case local names, because feeds are careless with namespaces.
"""

from __future__ import annotations

import html
import zlib
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import decode, mapping, one_line, parse_time, prose, sequence
from bot.sources.bodies.xml_values import children, local_name, text_of, whole_text
from bot.sources.bodies.xml_values import decode as decode_xml
from bot.sources.feeds.item import Entry, Item, item_of
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element


MAX_BODY_BYTES = 8 * 1024 * 1024  # bytes, also after unpacking
_MAX_ITEMS = 20_000  # items; the longest recorded feed has 380
_GZIP_START = b"\x1f\x8b"
_MAX_FIELD_LENGTH = 4_000  # of a guid, link or name: characters in XML, bytes in JSON
_MAX_DESCRIPTION_LENGTH = 60_000  # bytes of a text in JSON
_line = partial(one_line, max_bytes=_MAX_FIELD_LENGTH)
_ROOT_NAMES = frozenset({"rss", "rdf", "feed", "channel"})
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


def parse_feed(body: bytes, name: str, title: str, charset: str = "") -> Page[Item]:
    """Parse the feed with this stored `name` into items, each once. Raises SourceError with its `title`.

    `charset` is the HTTP header's; JSON is always UTF-8. An item without a title or a link is skipped and counted.
    """
    body = _unpacked(body, title)
    if not body.strip():
        raise SourceError(f"{title} sent an empty answer; a running bot retries by itself.")
    entries = (
        [_json_entry(mapping(item)) for item in sequence(_json_feed(body, title)["items"])]
        if _is_json(body)
        else [_xml_entry(item) for item in _items(_xml_feed(body, title, charset))]
    )
    if len(entries) > _MAX_ITEMS:
        raise SourceError(f"{title} has {len(entries):,} items; a feed of more than {_MAX_ITEMS:,} is not read.")
    items = [item for entry in entries if (item := item_of(entry, name)) is not None]
    if entries and not items:
        raise SourceError(f"No item of {title} has a title and a link.")
    return Page(tuple(_each_once(items)), len(entries) - len(items))


def feed_title(body: bytes, host: str, charset: str = "") -> str:
    """Return the feed's own title, or "" without one. Raises SourceError, with the `host`, if it is no feed."""
    body = _unpacked(body, host)
    if _is_json(body):
        return _line(_json_feed(body, host).get("title")) or ""
    root = _xml_feed(body, host, charset)
    return text_of(next(children(root, "channel"), root), "title")[:_MAX_FIELD_LENGTH]


def _is_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _each_once(items: Sequence[Item]) -> Iterator[Item]:
    """Drop repeated items.

    Two items with one DOI are the same only if both link to it, or have one distinctive title, or one guid and
    address: news of a journal issue may share the issue's DOI, and three of them be called "Book Review".
    """
    items_per_doi = Counter(item.identity_hash for item in items)
    seen: set[tuple[str, ...]] = set()
    for item in items:
        title, doi = item.paper.title, item.identity_hash
        identities: set[tuple[str, ...]] = {(doi, item.guid_hash, item.address_hash)}
        if item.title_hash:
            identities.add((doi, title))
        if not doi:
            identities = {(item.guid_hash, item.address_hash, title)}
        if items_per_doi[doi] > 1 and item.links_to_doi:
            identities.add((doi,))
        if seen.isdisjoint(identities):
            yield item
        seen |= identities


def _unpacked(body: bytes, title: str) -> bytes:
    """Unpack a body that is compressed without a header that says so."""
    if not body.startswith(_GZIP_START):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_BODY_BYTES)
    except zlib.error as error:
        raise SourceError(f"{title} answered with something that cannot be unpacked.") from error
    if unpacker.unconsumed_tail:
        raise SourceError(f"{title} answered with more than {MAX_BODY_BYTES // 1024:,} KB, which is too much.")
    return unpacked


def _xml_feed(body: bytes, title: str, charset: str) -> Element:
    root = decode_xml(body, title, charset)
    if local_name(root) not in _ROOT_NAMES:
        raise SourceError(f"{title} answered with XML that is not a feed; check its address in the settings.")
    return root


def _items(root: Element) -> Iterator[Element]:
    """Yield the items: beside the channel in RDF, inside it in RSS, at the top in Atom."""
    yield from children(root, "item", "entry")
    for channel in children(root, "channel"):
        yield from children(channel, "item", "entry")


def _xml_entry(item: Element) -> Entry:
    texts = (
        whole_text(child)
        for name in ("description", "summary", "encoded", "content", "abstract")
        for child in children(item, name)
    )
    return Entry(
        title=text_of(item, "title"),
        guid=text_of(item, "guid", "id")[:_MAX_FIELD_LENGTH],
        link=_link(item)[:_MAX_FIELD_LENGTH],
        id_texts=tuple(
            whole_text(child).strip()[:_MAX_FIELD_LENGTH]
            for child in children(item, "doi", "identifier", "url", "origlink")
        ),
        texts=tuple(texts),
        authors=tuple(_authors(item)),
        subjects=tuple(
            (one.get("term") or whole_text(one)).strip() for one in children(item, "category", "subject")
        ),
        date=parse_time(text_of(item, "pubdate", "published", "date", "updated")),
    )


def _link(item: Element) -> str:
    """Return the item's link: from text (RSS), an attribute (Atom), a permanent guid or `rdf:about`."""
    best = ""
    for link in children(item, "link"):
        # The text after the element is for `<link/>https://…`, which some feeds have.
        address = (link.get("href") or whole_text(link)).strip() or (link.tail or "").strip()
        if address and link.get("rel", "alternate") == "alternate":
            return address
        best = best or address
    guid = next(children(item, "guid"), None)
    permanent = guid is not None and guid.get("isPermaLink", guid.get("ispermalink", "true")).lower() == "true"
    return best or (whole_text(guid).strip() if permanent else "") or item.get(_RDF_ABOUT, "")


def _authors(item: Element) -> Iterator[str]:
    for child in children(item, "creator", "author", "contributor"):
        text = whole_text(child).strip()
        address, bracket, rest = text.partition("(")  # `ada@example.org (Ada Lovelace)`, as RSS writes authors
        name = rest.rstrip(" )") if bracket and "@" in address else "" if "@" in text else text
        yield text_of(child, "name") or name


def _json_feed(body: bytes, title: str) -> dict[str, object]:
    data = mapping(decode(body, title))
    if "items" not in data:
        raise SourceError(f"{title} answered with JSON that is not a feed; check its address in the settings.")
    return data


def _json_entry(item: dict[str, object]) -> Entry:
    plain_texts = (prose(item.get(key), _MAX_DESCRIPTION_LENGTH) for key in ("summary", "content_text"))
    texts = (
        *(text and html.escape(text, quote=False) for text in plain_texts),
        prose(item.get("content_html"), _MAX_DESCRIPTION_LENGTH),
    )
    number = item.get("id")  # as text: JSON Feed asks readers to take numbers as well
    people = [*sequence(item.get("authors")), item.get("author")]
    names = (_line(mapping(one).get("name")) for one in people)
    return Entry(
        title=_line(item.get("title")) or "",
        guid=_line(str(number) if type(number) is int else number) or "",
        link=_line(item.get("url")) or _line(item.get("external_url")) or "",
        id_texts=tuple(filter(None, (_line(item.get("external_url")), _line(item.get("doi"))))),
        texts=tuple(filter(None, texts)),
        authors=tuple(dict.fromkeys(filter(None, names))),
        subjects=tuple(filter(None, (_line(tag) for tag in sequence(item.get("tags"))))),
        date=parse_time(_line(item.get("date_published")) or ""),
    )
