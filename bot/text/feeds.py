"""Write Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One paper in a feed; texts are plain, `links` are (label, address), `categories` names of subscriptions.

    `byline` has the `authors`, and how many more there are.
    """

    id: str
    title: str
    summary: str
    authors: Sequence[str]
    byline: str
    url: str | None
    links: Sequence[tuple[str, str]]
    posted: datetime
    categories: Sequence[str]

    @property
    def html(self) -> str:
        """The summary, the authors and the links, for readers that show nothing else."""
        links = " · ".join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in self.links)
        parts = (escape(self.summary), escape(self.byline), links)
        return "".join(f"<p>{part}</p>" for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed with its entries, newest first. `url` is its own address, `language` a tag.

    `home` is the address in Discord of its channel or direct messages.
    """

    id: str
    title: str
    url: str
    home: str
    language: str
    updated: datetime
    entries: Sequence[FeedEntry]


def atom(feed: FeedDocument) -> bytes:
    """Return the feed as Atom, in UTF-8."""
    head = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(feed.language)}">',
        f"<id>{_xml(feed.id)}</id><title>{_xml(feed.title)}</title><updated>{_time(feed.updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{_xml(feed.url)}"/>',
        f'<link rel="alternate" href="{_xml(feed.home)}"/>',
        "<author><name>Paperboy</name></author><generator>Paperboy</generator>",
    )
    lines = ('<?xml version="1.0" encoding="utf-8"?>', *head, *map(_atom_entry, feed.entries), "</feed>\n")
    return "\n".join(lines).encode()


def _atom_entry(entry: FeedEntry) -> str:
    posted = _time(entry.posted)
    links = [f'<link rel="related" title="{_xml(label)}" href="{_xml(url)}"/>' for label, url in entry.links]
    if entry.url:
        links.insert(0, f'<link rel="alternate" href="{_xml(entry.url)}"/>')
    return "".join(
        (
            f"<entry><id>{_xml(entry.id)}</id><title>{_xml(entry.title)}</title>",
            f"<published>{posted}</published><updated>{posted}</updated>",
            *(f"<author><name>{_xml(name)}</name></author>" for name in entry.authors),
            *links,
            *(f'<category term="{_xml(name)}"/>' for name in entry.categories),
            f'<content type="html">{_xml(entry.html)}</content></entry>',
        )
    )


def json_feed(feed: FeedDocument) -> bytes:
    """Return the feed as JSON Feed, in UTF-8."""
    items = [
        {
            "id": entry.id,
            "title": entry.title,
            "content_html": entry.html,
            "tags": [*entry.categories],
            "date_published": _time(entry.posted),
            "authors": [{"name": name} for name in entry.authors],
            **({"url": entry.url} if entry.url else {}),
        }
        for entry in feed.entries
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
