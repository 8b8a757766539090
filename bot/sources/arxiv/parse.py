"""Bodies of arXiv to papers, those of its daily feed and of its API, and when it announces what. Pure.

Announced on Sunday to Thursday at 20:00 US Eastern; the daily feed of an announcement bears the date after it,
Monday to Friday. What came in until 14:00 is announced that evening, but what came from Thursday 14:00 to Friday
14:00 waits for Sunday, and what came later for Monday. See `availability.html`, `rss_specifications.html` and
`api/user-manual.html` at info.arxiv.org/help.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.errors import SourceError
from bot.domain.identity import arxiv_number, journal_version
from bot.domain.paper import Paper
from bot.sources.bodies.json_values import count, line, moment
from bot.sources.bodies.papers import abstract_of, arxiv_links, names_of, title_of
from bot.sources.bodies.xml_values import children, decode, local_name, text_of, whole_text
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_log = logging.getLogger(__name__)

EASTERN = ZoneInfo("America/New_York")
_DAY = timedelta(days=1)
_DEADLINE = time(14)
_MONDAY, _TUESDAY, _SATURDAY = 0, 1, 5
_MAX_CATEGORIES = 30
_PREAMBLE = re.compile(r"\A(?:\s*arXiv:\S+\s+Announce Type:[^\n]*\n?)?\s*(?:Abstract:\s*)?", re.IGNORECASE)
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z-]{1,15}(?:\.[A-Za-z-]{2,20})?")
_NESTED = 4  # brackets in brackets
_BRACKETS = re.compile(r"\([^()]*(?:\)|\Z)")
_SUFFIX = re.compile(r",\s*((?:Jr|Sr|II|III|IV)\b)")  # `Paul Pegon, Jr.` is one person
# Some names there were encoded twice: é is Ã©. No name has these signs otherwise.
_TWICE = re.compile("[\u00c2-\u00c5][\u0080-\u00bf]")
MOST = 2_000  # items of a feed: one that has so many may have been cut
# An archive without a dot stands for all its subjects; these have none.
_WITHOUT_SUBJECTS = frozenset(
    {"gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph"}
)
_NO_NUMBER = "incorrect id format"  # of what looks like a number and cannot be one: the 13th month


def announces(day: date) -> bool:
    """True if a feed of this day can hold papers; holidays are not known."""
    return day.weekday() < _SATURDAY


def missed_days(read: date, day: date) -> list[date]:
    """The announcement days after `read` and before `day`, oldest first."""
    between = (read + n * _DAY for n in range(1, (day - read).days))
    return [one for one in between if announces(one)]


def submitted(day: date) -> tuple[datetime, datetime]:
    """From when to when the papers were submitted that the feed of `day` announces; aware UTC."""
    end = day - (3 if day.weekday() == _MONDAY else 1) * _DAY
    start = day - {_MONDAY: 4, _TUESDAY: 4}.get(day.weekday(), 2) * _DAY
    return _deadline(start), _deadline(end)


def _deadline(day: date) -> datetime:
    return datetime.combine(day, _DEADLINE, tzinfo=EASTERN).astimezone(UTC)


def paper_of(item: Element) -> Paper | None:
    """The paper of an item of the feed, or of an entry of the API; None where it has no number or no title."""
    names = (
        text_of(item, "guid", "id"),
        *(link.get("href") or whole_text(link) for link in children(item, "link")),
    )
    number = next(filter(None, map(arxiv_number, names)), None)
    heading = title_of(text_of(item, "title"))
    if number is None or heading is None:
        return None
    listed = listed_authors(", ".join(map(whole_text, children(item, "creator"))))
    authors = listed or (text_of(author, "name") for author in children(item, "author"))
    kinds = (*children(item, "primary_category"), *children(item, "category"))
    subjects = ((one.get("term") or whole_text(one)).strip() for one in kinds)
    return Paper(
        id=f"arxiv:{number}",
        source="arxiv",
        title=heading,
        abstract=abstract_of(_PREAMBLE.sub("", text_of(item, "description", "summary"), count=1)),
        links=arxiv_links(number),
        authors=names_of(_TWICE.sub(_once, name) for name in authors),
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, subjects)))[:_MAX_CATEGORIES],
        published=journal_version(text_of(item, "doi")),
    )


def _once(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode()


def listed_authors(text: str) -> list[str]:
    """The names in the one text of the daily feed: between commas, affiliations in brackets left out."""
    for _ in range(_NESTED):
        text = _BRACKETS.sub("", text)
    return [found for name in _SUFFIX.sub(r" \1", text).split(",") if (found := " ".join(name.split()).strip(")"))]


class Announcement(NamedTuple):
    """The papers of feeds: those that are `new` or cross-listed, and those `replaced`, each once.

    `day` is the date that the feeds bear. `skipped` items were broken. Perhaps some were `cut` at arXiv's limit.
    """

    day: date
    new: tuple[Paper, ...]
    replaced: tuple[Paper, ...]
    skipped: int
    cut: bool


def parse_feeds(bodies: Sequence[bytes], today: date) -> Announcement:
    """Read the feeds of one day; what is new in one category is new, though replaced in another.

    Raises SourceError, also for the feed in which arXiv names an error.
    """
    found = [_parsed(body, today) for body in bodies]
    day = max(feed.day for feed in found)
    of_day = [feed for feed in found if feed.day == day]
    new = {paper.id: paper for feed in of_day for paper in feed.new}
    replaced = {paper.id: paper for feed in of_day for paper in feed.replaced if paper.id not in new}
    return Announcement(
        day=day,
        new=tuple(new.values()),
        replaced=tuple(replaced.values()),
        skipped=sum(feed.skipped for feed in of_day),
        cut=any(feed.cut for feed in found) or len(of_day) < len(found),
    )


def _parsed(body: bytes, today: date) -> Announcement:
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
    new, replaced = (
        tuple(paper for kind, paper in items if paper and kind in kinds)
        for kinds in (("new", "cross"), ("replace", "replace-cross"))
    )
    skipped = len(items) - len(new) - len(replaced)
    if items and skipped == len(items):
        raise SourceError(
            f"arXiv's daily feed has {len(items)} items, none of which can be read: update Paperboy."
        )
    day, cut = _day(holder), len(items) >= MOST
    if day > today + _DAY:  # what is announced in the evening bears the next day's date
        _log.warning("arXiv's daily feed is dated %s, which is ahead: it is taken for today's.", day)
        day, cut = today, True  # so that the API is asked as well
    return Announcement(day, new, replaced, skipped, cut)


def length(body: bytes) -> int:
    """Count the items of a feed: about, without parsing it."""
    return sum(body.count(mark) for mark in (b"<item>", b"<item ", b"<entry>", b"<entry "))


def _day(holder: Element) -> date:
    """The date of a feed, as it is in New York: midnight there for RSS, the moment it was made for Atom."""
    for text in (text_of(holder, "pubdate"), text_of(holder, "lastbuilddate", "updated")):
        if found := moment(text):
            return found.astimezone(EASTERN).date()
    raise SourceError("arXiv's daily feed does not say of which day it is.")


def parse_results(body: bytes) -> Page[Paper]:
    """The page in a body; empty also when arXiv says that what was asked for can be no number.

    Raises SourceError, also for the entry in which arXiv names an error (formerly with status 200).
    """
    root = decode(body, "arXiv")
    if local_name(root) != "feed":
        raise SourceError("arXiv answered with something else than search results.")
    entries = list(children(root, "entry"))
    if len(entries) == 1 and text_of(entries[0], "title") == "Error":
        complaint = line(text_of(entries[0], "summary"), 200) or "no reason given"
        if complaint.startswith(_NO_NUMBER):
            return Page()
        raise SourceError(f"arXiv refused: {complaint}.")
    papers = [paper for entry in entries if (paper := paper_of(entry))]
    total = count(text_of(root, "totalresults"))
    if total is None:
        raise SourceError("arXiv's search results do not say how many there are.")
    return Page(tuple(papers), len(entries) - len(papers), len(entries), total)


def submitted_between(categories: tuple[str, ...], start: datetime, end: datetime) -> str:
    """The query for what was submitted in these categories from `start` to `end` (aware UTC), to the minute."""
    whole = (name if "." in name or name in _WITHOUT_SUBJECTS else f"{name}.*" for name in categories)
    wanted = " OR ".join(f"cat:{name}" for name in whole)
    return f"({wanted}) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
