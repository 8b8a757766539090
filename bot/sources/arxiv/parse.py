"""Parse arXiv's daily feed and API, and compute its announcement schedule. Pure.

arXiv announces from Sunday to Thursday at 20:00 US Eastern. The daily feed has the date of the next day, Monday to
Friday. Papers submitted until 14:00 are announced that evening; those from Thursday 14:00 to Friday 14:00 on
Sunday, later ones on Monday. See `availability.html`, `rss_specifications.html` and `api/user-manual.html` at
info.arxiv.org/help.
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
from bot.sources.bodies.json_values import as_count, complaint_of, one_line, parse_time
from bot.sources.bodies.papers import abstract_of, arxiv_links, names_of, title_of
from bot.sources.bodies.xml_values import children, decode, local_name, text_of, whole_text
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_log = logging.getLogger(__name__)

EASTERN = ZoneInfo("America/New_York")
_DAY = timedelta(days=1)
_DEADLINE_TIME = time(14)
_MONDAY, _TUESDAY, _SATURDAY = 0, 1, 5
_MAX_CATEGORIES = 30
# `arXiv:2503.02130v1 Announce Type: new`, then `Abstract: `
_PREAMBLE = re.compile(r"\A(?:\s*arXiv:\S+\s+Announce Type:[^\n]*\n?)?\s*(?:Abstract:\s*)?", re.IGNORECASE)
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z-]{1,15}(?:\.[A-Za-z-]{2,20})?")
_MAX_JOURNAL_BYTES = 200
_IN = re.compile(r"\A\s*[Ii]n(?:[:\s]+|(?=Proc))")  # before a journal: `In Proceedings of …`
_VERSION = re.compile(r"v([0-9]{1,3})\Z")
_MAX_NESTING = 4  # of brackets
_BRACKETS = re.compile(r"\([^()]*(?:\)|\Z)")
_NAME_SUFFIX = re.compile(r",\s*((?:Jr|Sr|II|III|IV)\b)")  # `Paul Pegon, Jr.` is one person
# Some names were encoded twice: é is Ã©. No correct name has two such signs.
_DOUBLY_ENCODED = re.compile("[\u00c2-\u00c5][\u0080-\u00bf]")
MAX_ITEMS = 2_000  # of a feed, by arXiv's limit: one with so many may have been truncated
# An archive without a dot means all its subjects; these archives have none.
_ARCHIVES_WITHOUT_SUBJECTS = frozenset(
    {"gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph"}
)
# The error for an impossible number, such as one with a 13th month
_IMPOSSIBLE_NUMBER_TEXT = "incorrect id format"


def is_announcement_day(day: date) -> bool:
    """True if a feed of this day can have papers; holidays are not known."""
    return day.weekday() < _SATURDAY


def missed_days(last_read: date, day: date) -> list[date]:
    """Return the announcement days after `last_read` and before `day`, oldest first."""
    between = (last_read + n * _DAY for n in range(1, (day - last_read).days))
    return [one for one in between if is_announcement_day(one)]


def submission_window(day: date) -> tuple[datetime, datetime]:
    """Return the start and end (aware UTC) of the submissions that the feed of `day` announces."""
    end = day - (3 if day.weekday() == _MONDAY else 1) * _DAY
    start = day - {_MONDAY: 4, _TUESDAY: 4}.get(day.weekday(), 2) * _DAY
    return _deadline(start), _deadline(end)


def _deadline(day: date) -> datetime:
    return datetime.combine(day, _DEADLINE_TIME, tzinfo=EASTERN).astimezone(UTC)


def paper_of(item: Element) -> Paper | None:
    """Return the paper of a feed's item or an API's entry; None without a number or a title."""
    id_texts = (
        text_of(item, "guid", "id"),
        *(link.get("href") or whole_text(link) for link in children(item, "link")),
    )
    number = next(filter(None, map(arxiv_number, id_texts)), None)
    title = title_of(text_of(item, "title"))
    if number is None or title is None:
        return None
    feed_authors = split_at_commas(", ".join(map(whole_text, children(item, "creator"))))
    authors = feed_authors or (text_of(author, "name") for author in children(item, "author"))
    elements = (*children(item, "primary_category"), *children(item, "category"))
    subjects = ((one.get("term") or whole_text(one)).strip() for one in elements)
    return Paper(
        id=f"arxiv:{number}",
        source="arxiv",
        title=title,
        abstract=abstract_of(_PREAMBLE.sub("", text_of(item, "description", "summary"), count=1)),
        links=arxiv_links(number),
        authors=names_of(
            _DOUBLY_ENCODED.sub(lambda match: match[0].encode("latin-1").decode(), name) for name in authors
        ),
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, subjects)))[:_MAX_CATEGORIES],
        published=next(filter(None, map(journal_version, text_of(item, "doi").split())), None),
        journal=one_line(_IN.sub("", text_of(item, "journal_ref", "journal_reference")), _MAX_JOURNAL_BYTES),
        version=int(version[1]) if (version := _VERSION.search(id_texts[0])) else 1,
    )


def split_at_commas(text: str) -> list[str]:
    """Split the names of a feed's authors at commas, without affiliations in brackets."""
    for _ in range(_MAX_NESTING):
        text = _BRACKETS.sub("", text)
    return [
        found for name in _NAME_SUFFIX.sub(r" \1", text).split(",") if (found := " ".join(name.split()).strip(")"))
    ]


class Announcement(NamedTuple):
    """The papers of one day's feeds: `new` or cross-listed ones, and `replaced` ones, each once.

    `skipped` counts broken items. `maybe_truncated`: papers may be missing, as arXiv's limit
    may have cut a feed, or one is of another day.
    """

    day: date
    new: tuple[Paper, ...]
    replaced: tuple[Paper, ...]
    skipped: int
    maybe_truncated: bool


def parse_feeds(bodies: Sequence[bytes], today: date) -> Announcement:
    """Parse the feeds of the latest day among them; `today` is New York's.

    A paper that is new in one feed counts as new.

    Raises SourceError.
    """
    feeds = [_parse_feed(body, today) for body in bodies]
    day = max(feed.day for feed in feeds)
    of_day = [feed for feed in feeds if feed.day == day]
    new = {paper.id: paper for feed in of_day for paper in feed.new}
    replaced = {paper.id: paper for feed in of_day for paper in feed.replaced if paper.id not in new}
    return Announcement(
        day=day,
        new=tuple(new.values()),
        replaced=tuple(replaced.values()),
        skipped=sum(feed.skipped for feed in of_day),
        maybe_truncated=any(feed.maybe_truncated for feed in feeds) or len(of_day) < len(feeds),
    )


def _parse_feed(body: bytes, today: date) -> Announcement:
    root = decode(body, "arXiv")
    channel = next(children(root, "channel"), root)
    title = one_line(text_of(channel, "title"), 300) or ""
    if local_name(root) not in {"rss", "feed"}:
        raise SourceError("arXiv answered with something other than its daily feed.")
    if title.lower().startswith("feed error"):
        complaint = complaint_of(text_of(channel, "description", "subtitle")) or title
        raise SourceError(f"arXiv refused: {complaint}; check the categories of [arxiv] in the settings.")
    items = [
        (text_of(item, "announce_type").lower(), paper_of(item)) for item in children(channel, "item", "entry")
    ]
    new, replaced = (
        tuple(paper for kind, paper in items if paper and kind in kinds)
        for kinds in (("new", "cross"), ("replace", "replace-cross"))
    )
    skipped = len(items) - len(new) - len(replaced)
    if items and skipped == len(items):
        raise SourceError("No item of arXiv's daily feed can be read: update Paperboy.")
    day, maybe_truncated = _feed_day(channel), len(items) >= MAX_ITEMS
    if day > today + _DAY:  # what is announced in the evening bears the next day's date
        _log.warning("arXiv's daily feed is dated %s, which is in the future; it is treated as today's.", day)
        day, maybe_truncated = today, True  # so that the API is asked as well
    return Announcement(day, new, replaced, skipped, maybe_truncated)


def estimate_items(body: bytes) -> int:
    """Estimate the number of items of a feed without parsing it."""
    return sum(body.count(mark) for mark in (b"<item>", b"<item ", b"<entry>", b"<entry "))


def _feed_day(channel: Element) -> date:
    """Return the date of a feed in New York: RSS has midnight there, Atom the time it was generated."""
    for text in (text_of(channel, "pubdate"), text_of(channel, "lastbuilddate", "updated")):
        if found := parse_time(text):
            return found.astimezone(EASTERN).date()
    raise SourceError("arXiv's daily feed has no date.")


def parse_results(body: bytes) -> Page[Paper]:
    """Parse a page of search results; it is empty if arXiv calls the requested number impossible.

    Raises SourceError, also for an entry with an error message, which arXiv used to send with status 200.
    """
    root = decode(body, "arXiv")
    if local_name(root) != "feed":
        raise SourceError("arXiv answered with something other than search results.")
    entries = list(children(root, "entry"))
    if len(entries) == 1 and text_of(entries[0], "title") == "Error":
        complaint = complaint_of(text_of(entries[0], "summary")) or "no reason given"
        if complaint.startswith(_IMPOSSIBLE_NUMBER_TEXT):
            return Page()
        raise SourceError(f"arXiv refused: {complaint}.")
    papers = [paper for entry in entries if (paper := paper_of(entry))]
    total = as_count(text_of(root, "totalresults"))
    if total is None:
        raise SourceError("arXiv's search results have no total.")
    return Page(tuple(papers), len(entries) - len(papers), len(entries), total)


def submitted_between(categories: tuple[str, ...], start: datetime, end: datetime) -> str:
    """Return the search query for submissions in categories from `start` to `end` (aware UTC, to the minute)."""
    patterns = (name if "." in name or name in _ARCHIVES_WITHOUT_SUBJECTS else f"{name}.*" for name in categories)
    any_category = " OR ".join(f"cat:{name}" for name in patterns)
    return f"({any_category}) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
