"""One item of a feed in any format: its paper, and the hashes that recognise it later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import filterfalse
from typing import TYPE_CHECKING
from unicodedata import east_asian_width
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.domain.identity import address_of, feed_id, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import http_url
from bot.sources.bodies.markup import plain_text
from bot.sources.bodies.papers import abstract_of, arxiv_links, hashed, names_of, title_of
from bot.sources.feeds.abstract import find_abstract, split_authors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_MIN_DISTINCTIVE_COLUMNS = 20  # columns, two for a Chinese character; many items may share a shorter title
_MAX_SUBJECTS = 30
_ARXIV_CATEGORY = re.compile(r"[a-z][a-z-]{1,15}\.[A-Za-z-]{2,20}")
_BARE_NUMBER = re.compile(r"[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?")
_TRACKING_PARAMETER = re.compile(r"utm_\w+|rss|af|dgcid|rsc_ga|rsc_ga_id|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_REFERRER_PARAMETER = re.compile(
    r"source|src|ref", re.IGNORECASE
)  # tracking, unless it is a number: perhaps the item's id
_SESSION_ID = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_ASAP_MARK = re.compile(r"\A\s*\[ASAP\]\s*(?=\S)")  # ACS's mark of an article without an issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The fields of an item as the feed gives them.

    `id_texts` may contain its DOI or arXiv id. `texts` are HTML, the best one first. `guid` and `link`
    are "" if missing. `date` is when it appeared, if that is readable.
    """

    title: str
    guid: str = ""
    link: str = ""
    id_texts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    date: datetime | None = None

    @property
    def identity(self) -> str | None:
        """Return the arXiv id or DOI, or None.

        A bare number such as `2503.02130` does not count: sites number their own posts like that.
        """
        texts = (*self.id_texts, self.guid, self.link)
        return paper_id(*(text for text in texts if not _BARE_NUMBER.fullmatch(text.strip())))

    @property
    def address(self) -> str:
        """Return the link without scheme, `www.` and tracking, so that a move to https changes nothing."""
        link = self.link.strip()
        try:
            parts = urlsplit(link)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return link
        fields = [
            (key, value)
            for key, value in parse_qsl(parts.query)
            if not _TRACKING_PARAMETER.fullmatch(key)
            and (not _REFERRER_PARAMETER.fullmatch(key) or value.isdecimal())
        ]
        path = _SESSION_ID.sub("", parts.path).rstrip("/")
        return urlunsplit(("", host, path, urlencode(fields), parts.fragment))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item with its paper, and hashes of its guid, address, title, identity and content; "" for a missing one.

    `title_hash` is also "" for a title that is too short to be distinctive; `content_hash` then has the title too.
    It is of abstract, authors and subjects, and `identity_hash` of the arXiv id or DOI.
    """

    entry: Entry
    paper: Paper
    guid_hash: str
    address_hash: str
    title_hash: str
    identity_hash: str
    content_hash: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the hashes of its guid, address, title and identity, without missing ones."""
        return tuple(filter(None, (self.guid_hash, self.address_hash, self.title_hash, self.identity_hash)))

    @property
    def links_to_doi(self) -> bool:
        """True if its link contains its DOI or arXiv id. The DOI field may be another item's, as in an erratum."""
        return bool(self.identity_hash) and paper_id(self.entry.link) == self.entry.identity

    def candidate_ids(self, key_counts: Mapping[str, int]) -> list[str]:
        """Return ids for its paper, the best first; the first unused one is taken.

        `key_counts` counts the items of this answer by key. An id is made of keys that no other item has, except
        for the DOI or arXiv id that the link contains, and for the last, made of guid, address and title together.
        """
        entry, feed = self.entry, self.paper.source
        is_own = key_counts.get(self.identity_hash) == 1 or self.links_to_doi
        names = [
            name
            for name, key in ((entry.guid, self.guid_hash), (entry.address, self.address_hash))
            if key_counts.get(key) == 1
        ]
        names.append(f"{entry.guid} {entry.address} {self.paper.title}")
        return [*filter(None, [entry.identity if is_own else None]), *(feed_id(feed, name) for name in names)]


def item_of(entry: Entry, feed: str) -> Item | None:
    """Make the item of an entry in the feed of this name; None without a title or an address.

    Without an arXiv id or DOI its paper's id is made of its guid, or else of its link.
    """
    title = title_of(_ASAP_MARK.sub("", plain_text(entry.title), count=1))
    identity = entry.identity
    if title is None:
        return None
    scheme, _, number = (identity or "").partition(":")
    page = http_url(entry.link) or (identity and address_of(identity)) or http_url(entry.guid)
    if page is None:
        return None
    people = filter(None, (" ".join(plain_text(author).split()) for author in entry.authors))
    abstract, found_names = find_abstract(entry.texts, title)
    subjects = dict.fromkeys(names_of(map(plain_text, entry.subjects)))
    paper = Paper(
        id=identity or feed_id(feed, entry.guid or entry.address),
        source=feed,
        title=title,
        abstract=abstract_of(abstract),
        links=arxiv_links(number, page) if scheme == "arxiv" else Links(page=page),
        authors=names_of(split_authors(people) or found_names),
        categories=tuple(filter(_ARXIV_CATEGORY.fullmatch, subjects))[:_MAX_SUBJECTS],
        keywords=tuple(filterfalse(_ARXIV_CATEGORY.fullmatch, subjects))[:_MAX_SUBJECTS],
    )
    folded = title.casefold()
    is_distinctive = sum(1 + (east_asian_width(char) in "FW") for char in folded) >= _MIN_DISTINCTIVE_COLUMNS
    content = (paper.abstract, paper.authors, paper.categories, paper.keywords, "" if is_distinctive else folded)
    return Item(
        entry=entry,
        paper=paper,
        guid_hash=hashed("guid", entry.guid),
        address_hash=hashed("link", entry.address),
        title_hash=hashed("title", folded if is_distinctive else ""),
        identity_hash=hashed("id", identity or ""),
        content_hash=hashed("content", repr(content)),
    )
