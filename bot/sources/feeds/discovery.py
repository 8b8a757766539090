"""Find the feeds that a web page names in `<link rel="alternate">`. Pure, in linear time."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FEEDS = 25  # as many as a menu has
_MAX_PAGE_BYTES = 512 * 1024  # bytes of a page that are searched; the longest recorded head has 100 KB
_MAX_ADDRESS_LENGTH = 900
_MAX_TITLE_LENGTH = 200
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_TAG = re.compile(r"<(link|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w-])([a-z]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_FORMAT_WORDS = re.compile(r"\b(?:atom|rss|json|feed|[12]\.0)\b|\W+")
_COMMENTS = re.compile(r"comment|kommentar", re.IGNORECASE)


class NamedFeed(NamedTuple):
    """A feed that a page names: its absolute address, and the title that the page gives it, or ""."""

    address: str
    title: str


def feeds_in_page(page: bytes, address: str) -> tuple[NamedFeed, ...]:
    """Return the feeds that the page at `address` names, in its order but those of comments last.

    Of one feed in several formats, which have the same title, the first is returned.
    """
    found: dict[str, tuple[str, NamedFeed]] = {}  # by title without its format
    for kind, feed in _named(page, address):
        key = _FORMAT_WORDS.sub("", feed.title.casefold()) or feed.address
        if key in found and found[key][0] == kind:
            key = feed.address  # two feeds with one title
        found.setdefault(key, (kind, feed))
    feeds = {feed.address: feed for _, feed in found.values()}.values()
    return tuple(sorted(feeds, key=lambda feed: _COMMENTS.search("".join(feed)) is not None))[:MAX_FEEDS]


def _named(page: bytes, address: str) -> Iterator[tuple[str, NamedFeed]]:
    """Yield each feed with its content type. The first `<base>` replaces the page's address for relative ones."""
    text, *after_comments = page[:_MAX_PAGE_BYTES].decode(errors="replace").split("<!--")
    text += "".join(part.partition("-->")[2] for part in after_comments)
    tags = [(tag[1].lower(), _attributes(tag[2])) for tag in _TAG.finditer(text)]
    base = next((tag["href"] for name, tag in tags if name == "base" and tag.get("href")), "")
    for name, tag in tags:
        kind = tag.get("type", "").partition(";")[0].strip().lower()
        if name != "link" or kind not in _FEED_TYPES or "alternate" not in tag.get("rel", "").lower().split():
            continue
        try:
            target = urljoin(urljoin(address, base), tag.get("href", "").strip())
            usable = urlsplit(target).scheme in {"http", "https"} and len(target) <= _MAX_ADDRESS_LENGTH
        except ValueError:  # such as a broken IPv6 address
            continue
        if usable:
            yield kind, NamedFeed(target, " ".join(tag.get("title", "").split())[:_MAX_TITLE_LENGTH])


def _attributes(tag: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): html.unescape("".join(values)) for name, *values in found}
