"""A body of `rss.arxiv.org/rss/…` or `/atom/…`, to what it announces. Pure.

Of one announcement, in the categories that were asked for; see info.arxiv.org/help/rss_specifications.html.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.sources.arxiv.announcements import EASTERN
from bot.sources.arxiv.papers import paper_of
from bot.sources.bodies.json_values import line, moment
from bot.sources.bodies.xml_values import children, decode, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from xml.etree.ElementTree import Element

    from bot.domain.paper import Paper

_log = logging.getLogger(__name__)

MOST = 2_000  # items of a feed: one that has so many may have been cut
_AHEAD = timedelta(days=1)  # what is announced in the evening bears the next day's date
_ANNOUNCING = frozenset({"new", "cross"})
_UPDATING = frozenset({"replace", "replace-cross"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What feeds hold: the papers that are `new` or cross-listed, and those `replaced`, each once.

    `day` is the date that the feeds bear. `skipped` items were broken. Perhaps some were `cut` at arXiv's limit.
    """

    day: date
    new: tuple[Paper, ...]
    replaced: tuple[Paper, ...]
    skipped: int
    cut: bool


class _Feed(NamedTuple):
    """One body: its day, its papers and if they are announced, how many items were broken, if it may be cut."""

    day: date
    papers: list[tuple[bool, Paper]]
    skipped: int
    cut: bool


def parse_feeds(bodies: Sequence[bytes], today: date) -> Announcement:
    """Read the feeds of one day; what is new in one category is new, though replaced in another.

    Raises SourceError, also for the feed in which arXiv names an error.
    """
    found = [_parsed(body, today) for body in bodies]
    day = max(feed.day for feed in found)
    of_day = [feed for feed in found if feed.day == day]
    new: dict[str, Paper] = {}
    replaced: dict[str, Paper] = {}
    for announced, paper in (one for feed in of_day for one in feed.papers):
        (new if announced else replaced).setdefault(paper.id, paper)
    return Announcement(
        day=day,
        new=tuple(new.values()),
        replaced=tuple(paper for key, paper in replaced.items() if key not in new),
        skipped=sum(feed.skipped for feed in of_day),
        cut=any(feed.cut for feed in found) or len(of_day) < len(found),
    )


def _parsed(body: bytes, today: date) -> _Feed:
    root = decode(body, "arXiv")
    holder = next(children(root, "channel"), root)
    title = line(text_of(holder, "title"), 300) or ""
    if local_name(root) not in {"rss", "feed"}:
        raise SourceError("arXiv answered with something else than its daily feed.")
    if title.lower().startswith("feed error"):
        complaint = line(text_of(holder, "description", "subtitle"), 200) or title
        raise SourceError(f"arXiv refused: {complaint}; check the categories of [arxiv] in the settings.")
    items = [
        (text_of(item, "announce_type").lower(), paper_of(item)) for item in children(holder, "item", "entry")
    ]
    papers = [(kind in _ANNOUNCING, paper) for kind, paper in items if paper and kind in _ANNOUNCING | _UPDATING]
    if items and not papers:
        raise SourceError(
            f"arXiv's daily feed has {len(items)} items, none of which can be read: update Paperboy."
        )
    day, cut = _day(holder), len(items) >= MOST
    if day > today + _AHEAD:
        _log.warning("arXiv's daily feed is dated %s, which is ahead: it is taken for today's.", day)
        day, cut = today, True  # so that the API is asked as well
    return _Feed(day, papers, len(items) - len(papers), cut)


def length(body: bytes) -> int:
    """How many items a feed has: about, without parsing it."""
    return sum(body.count(mark) for mark in (b"<item>", b"<item ", b"<entry>", b"<entry "))


def _day(holder: Element) -> date:
    """The date of a feed, as it is in New York: midnight there for RSS, the moment it was made for Atom."""
    for text in (text_of(holder, "pubdate"), text_of(holder, "lastbuilddate", "updated")):
        if found := moment(text):
            return found.astimezone(EASTERN).date()
    raise SourceError("arXiv's daily feed does not say of which day it is.")
