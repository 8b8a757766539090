"""An item of a feed: its paper, and digests of all by which it may be recognised."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from bot.domain.identity import feed_id, paper_id
from bot.sources.feeds.entry import paper_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.paper import Paper
    from bot.sources.feeds.entry import Entry

_TELLING_TITLE = 20  # columns, of which a Chinese character takes two: "Correction" is the title of many


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item with its paper; the others are digests, "" where it has none.

    `content` is of what else it says: abstract, authors, subjects.
    """

    entry: Entry
    paper: Paper
    guid: str
    link: str
    title: str
    identity: str
    content: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The digests of its guid, address, title and DOI, as far as it has them."""
        return tuple(filter(None, (self.guid, self.link, self.title, self.identity)))

    @property
    def leads_to_paper(self) -> bool:
        """True when its link names its DOI: a field may have another's, as an erratum has its article's."""
        return bool(self.identity) and paper_id(self.entry.link) == self.entry.identity

    def ids(self, shown: Mapping[str, int]) -> list[str]:
        """List identities for its paper, the best first; a key counts only if one item alone has `shown` it."""
        entry, feed = self.entry, self.paper.source
        own = shown.get(self.identity) == 1 or self.leads_to_paper
        names = [
            name for name, key in ((entry.guid, self.guid), (entry.address, self.link)) if shown.get(key) == 1
        ]
        names.append(f"{entry.guid} {entry.address} {self.paper.title}")
        return [*filter(None, [entry.identity if own else None]), *(feed_id(feed, name) for name in names)]


def item_of(entry: Entry, feed: str) -> Item | None:
    """Make the item of an entry in the feed of this name; None without a title or anything to link to."""
    paper = paper_of(entry, feed)
    if paper is None:
        return None
    title = paper.title.casefold()
    telling = sum(1 + (east_asian_width(char) in "FW") for char in title) >= _TELLING_TITLE
    said = (paper.abstract, paper.authors, paper.categories, paper.keywords, "" if telling else title)
    return Item(
        entry=entry,
        paper=paper,
        guid=digest("guid", entry.guid),
        link=digest("link", entry.address),
        title=digest("title", title if telling else ""),
        identity=digest("id", entry.identity or ""),
        content=digest("content", repr(said)),
    )


def digest(kind: str, text: str) -> str:
    """Hash a text of this kind to eight characters; "" stays ""."""
    if not text:
        return ""
    return urlsafe_b64encode(
        hashlib.blake2b(f"{kind} {text}".encode(errors="replace"), digest_size=6).digest()
    ).decode()
