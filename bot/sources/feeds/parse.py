"""Parse a feed of any format to items. Pure."""

from __future__ import annotations

import zlib
from collections import Counter
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.feeds.item import item_of
from bot.sources.feeds.json_feed import parse_json
from bot.sources.feeds.xml_feed import parse_xml
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.sources.feeds.item import Item

LARGEST = 8 * 1024 * 1024  # bytes, also of what turns out to be compressed
_MOST = 20_000  # items; the longest recorded feed has 380
_GZIP = b"\x1f\x8b"


def parse_feed(body: bytes, name: str, title: str, charset: str = "") -> Page[Item]:
    """Parse the feed with this stored `name` to items, each once. Raises SourceError, which names its `title`.

    `charset` is that of the HTTP header; JSON is UTF-8 whatever it says.

    An item without a title, or with nothing to link to, costs only itself.
    """
    body = _unpacked(body, title)
    if not body.strip():
        raise SourceError(f"{title} answered with nothing at all; a running bot asks again by itself.")
    is_json = body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    entries = parse_json(body, title) if is_json else parse_xml(body, title, charset)
    if len(entries) > _MOST:
        raise SourceError(f"{title} has {len(entries):,} items; a feed of more than {_MOST:,} is not read.")
    items = [item for entry in entries if (item := item_of(entry, name)) is not None]
    if entries and not items:
        raise SourceError(f"{title} has {len(entries)} items, none of which has a title and a link.")
    return Page(tuple(_each_once(items)), len(entries) - len(items))


def _each_once(items: Sequence[Item]) -> Iterator[Item]:
    """Drop repeated items.

    A DOI alone makes one of two only if both link to it: all news of an issue may bear the issue's.
    """
    bearers = Counter(item.identity for item in items)
    before: set[tuple[str, ...]] = set()
    for item in items:
        title, doi = item.paper.title, item.identity
        marks: set[tuple[str, ...]] = {(doi, item.guid, item.link), (doi, title)}
        if not doi:
            marks = {(item.guid, item.link, title)}
        if bearers[doi] > 1 and item.leads_to_paper:
            marks.add((doi,))
        if before.isdisjoint(marks):
            yield item
        before |= marks


def _unpacked(body: bytes, title: str) -> bytes:
    """Unpack a body that is compressed although the server did not say so."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise SourceError(f"{title} answered with something that cannot be unpacked.") from error
    if unpacker.unconsumed_tail:
        raise SourceError(f"{title} answered with more than {LARGEST // 1024:,} KB; that was not read.")
    return unpacked
