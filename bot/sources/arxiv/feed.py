"""A body of `rss.arxiv.org/rss/…` or `/atom/…`, to what it announces. Pure.

Of one announcement, in the categories that were asked for; see info.arxiv.org/help/rss_specifications.html.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

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
    """What one feed holds: the papers that are `new` or cross-listed, and those `replaced`, each once.

    `day` is the date that the feed bears. `skipped` items were broken. Perhaps it was `cut` at arXiv's limit.
    """

    day: date
    new: tuple[Paper, ...]
    replaced: tuple[Paper, ...] = ()
    skipped: int = 0
    cut: bool = False


def parse_feed(body: bytes) -> Announcement:
    """Raises SourceError, also for the feed in which arXiv names an error."""
    root = decode(body, "arXiv")
    holder = next(children(root, "channel"), root)
    title = line(text_of(holder, "title"), 300) or ""
    if local_name(root) not in {"rss", "feed"}:
        raise SourceError("arXiv answered with something else than its daily feed.")
    if title.lower().startswith("feed error"):
        complaint = line(text_of(holder, "description", "subtitle"), 200) or title
        raise SourceError(f"arXiv refused: {complaint}; check the categories of [arxiv] in the settings.")
    items = list(children(holder, "item", "entry"))
    found: dict[str, tuple[str, Paper]] = {}
    skipped = 0
    for item in items:
        kind = text_of(item, "announce_type").lower()
        paper = paper_of(item)
        if paper is None or kind not in _ANNOUNCING | _UPDATING:
            skipped += 1
        elif paper.id not in found or found[paper.id][0] not in _ANNOUNCING:
            found[paper.id] = (kind, paper)
    if items and not found:
        raise SourceError(f"arXiv's daily feed has {skipped} items, none of which can be read: update Paperboy.")
    return Announcement(
        day=_day(holder),
        new=tuple(paper for kind, paper in found.values() if kind in _ANNOUNCING),
        replaced=tuple(paper for kind, paper in found.values() if kind in _UPDATING),
        skipped=skipped,
        cut=length(body) >= MOST,
    )


def length(body: bytes) -> int:
    """How many items a feed has: about, without parsing it."""
    return sum(body.count(mark) for mark in (b"<item>", b"<item ", b"<entry>", b"<entry "))


def joined(bodies: Sequence[bytes], today: date) -> Announcement:
    """What several feeds of a day hold; what is new in one category is new, though replaced in another."""
    found = [_dated(parse_feed(body), today) for body in bodies]
    day = max(part.day for part in found)
    of_day = [part for part in found if part.day == day]
    new = {paper.id: paper for part in of_day for paper in part.new}
    replaced = {paper.id: paper for part in of_day for paper in part.replaced if paper.id not in new}
    return Announcement(
        day=day,
        new=tuple(new.values()),
        replaced=tuple(replaced.values()),
        skipped=sum(part.skipped for part in of_day),
        cut=any(part.cut for part in found) or len(of_day) < len(found),
    )


def _dated(found: Announcement, today: date) -> Announcement:
    """A feed that is dated far ahead is taken for today's, of which the API is asked as well."""
    if found.day <= today + _AHEAD:
        return found
    _log.warning("arXiv's daily feed is dated %s, which is ahead: it is taken for today's.", found.day)
    return replace(found, day=today, cut=True)


def _day(holder: Element) -> date:
    """The date of a feed, as it is in New York: midnight there for RSS, the moment it was made for Atom."""
    for text in (text_of(holder, "pubdate"), text_of(holder, "lastbuilddate", "updated")):
        if found := moment(text):
            return found.astimezone(EASTERN).date()
    raise SourceError("arXiv's daily feed does not say of which day it is.")
