"""An arXiv on loopback: the daily feed (`/rss/…`) and the API (`/api/query`), by the rules of the real ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.fake_sources.server import LoopbackServer, with_validators

EASTERN = ZoneInfo("America/New_York")
_LIMIT = 2_000
_ARCHIVES = re.compile(r"(?:cs|math|stat|eess|hep-ex|hep-th|quant-ph|q-bio|physics)(?:\.[A-Za-z-]{2})?")
_WINDOW = re.compile(r"submittedDate:\[(\d{12}) TO (\d{12})\]")
_WANTED = re.compile(r"cat:([A-Za-z-]+(?:\.(?:[A-Za-z-]+|\*))?)")
_RSS = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">'
    "<channel><title>{title}</title><description>{description}</description>"
    "<lastBuildDate>{day:%a, %d %b %Y} 04:00:12 +0000</lastBuildDate>"
    "<pubDate>{midnight:%a, %d %b %Y %H:%M:%S %z}</pubDate>"
    "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>{items}</channel></rss>"
)


@dataclass(frozen=True)
class FeedItem:
    """A paper as the feed has it; `submitted` is when version 1 came in (for the API)."""

    number: str
    kind: str = "new"
    title: str | None = None
    abstract: str = "We study a matter. It matters."
    authors: str = "Ada Lovelace, Alan Turing (Bletchley Park, UK)"
    categories: tuple[str, ...] = ("cs.LG",)
    version: int = 1
    submitted: datetime | None = None

    @property
    def heading(self) -> str:
        return f"On the matter of {self.number}" if self.title is None else self.title

    def rss(self) -> str:
        subjects = "".join(f"<category>{escape(name)}</category>" for name in self.categories)
        about = f"arXiv:{self.number}v{self.version} Announce Type: {self.kind} \nAbstract: {self.abstract}"
        return (
            f"<item><title>{escape(self.heading)}</title><link>https://arxiv.org/abs/{self.number}</link>"
            f"<description>{escape(about)}</description>"
            f'<guid isPermaLink="false">oai:arXiv.org:{self.number}v{self.version}</guid>{subjects}'
            f"<arxiv:announce_type>{self.kind}</arxiv:announce_type>"
            f"<dc:creator>{escape(self.authors)}</dc:creator></item>"
        )

    def atom(self) -> str:
        people = "".join(f"<author><name>{escape(name)}</name></author>" for name in self.authors.split(","))
        subjects = "".join(f'<category term="{escape(name)}"/>' for name in self.categories)
        moment = self.submitted or datetime(2026, 1, 1, tzinfo=UTC)
        return (
            f"<entry><id>http://arxiv.org/abs/{self.number}v{self.version}</id><title>{escape(self.heading)}</title>"
            f"<published>{moment:%Y-%m-%dT%H:%M:%SZ}</published><summary>{escape(self.abstract)}</summary>"
            f"{people}{subjects}</entry>"
        )


@dataclass(frozen=True)
class DailyFeed:
    """The feed of a day."""

    day: date
    items: Sequence[FeedItem] = ()
    title: str = "cs.LG updates on arXiv.org"
    description: str = "cs.LG updates on the arXiv.org e-print archive."

    def rss(self) -> bytes:
        return _RSS.format(
            title=escape(self.title),
            description=escape(self.description),
            day=self.day,
            midnight=datetime.combine(self.day, time(), tzinfo=EASTERN),
            items="".join(item.rss() for item in self.items),
        ).encode()


@dataclass
class Announced:
    """All papers of the archive that one day announced."""

    items: list[FeedItem] = field(default_factory=list)


class LoopbackArxiv(LoopbackServer):
    """Announces what `announce` was given. `day` is the one that the daily feed bears.

    `lag` keeps the newest announcement out of the API, as the real one does for hours. `empty_pages` is how many
    pages of the API are empty by mistake; it says that there is nothing for all, or from a page on, while it
    `hides_all` or `hides_from` there, or `hides_days` of windows that end at 14:00 in New York. Of the papers of
    the day `counts_more` it says one too many.
    """

    def __init__(self, day: date, *, port: int = 0):
        super().__init__(port=port)
        self.day = day
        self.days: dict[date, Announced] = {}
        self.lag = False
        self.empty_pages = 0
        self.hides_all = False
        self.hides_days = False
        self.hides_from: int | None = None
        self.repeats = self.counts_one = False  # the first page for each; a total of one, whatever it gives
        self.counts_more: date | None = None

    def announce(self, day: date, items: Iterable[FeedItem]):
        self.days.setdefault(day, Announced()).items.extend(items)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path.startswith(("rss/", "atom/")):
            return self._feed(request, path.partition("/")[2])
        if path == "api/query":
            return self._query(request)
        return web.Response(status=404, text="<html>not found</html>", content_type="text/html")

    def _feed(self, request: web.Request, asked: str) -> web.Response:
        names = asked.split("+")
        bad = [name for name in names if not _ARCHIVES.fullmatch(name)]
        if bad:
            why = f"Bad archive '{bad[0]}'. Valid archive names are: cs, math, …"
            body = DailyFeed(day=self.day, title=f"Feed error for query: {asked}", description=why).rss()
            return web.Response(status=400, body=body, content_type="application/xml")
        items = [item for item in self.days.get(self.day, Announced()).items if _within(item, names)]
        body = DailyFeed(day=self.day, items=items[:_LIMIT], title=f"{asked} updates on arXiv.org").rss()
        return with_validators(request, body, "text/xml; charset=utf-8")

    def _query(self, request: web.Request) -> web.Response:
        if "id_list" in request.query:
            return self._single(request.query["id_list"])
        query = request.query["search_query"]
        window = _WINDOW.search(query)
        assert window
        start, end = (datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC) for text in window.groups())
        names = [name.removesuffix(".*") for name in _WANTED.findall(query)]
        public = [day for day in self.days if day < self.day or (day == self.day and not self.lag)]
        found = {
            item.number: item
            for day in sorted(public)
            for item in self.days[day].items
            if item.submitted and start <= item.submitted <= end and _within(item, names)
        }
        at, most = int(request.query["start"]), int(request.query["max_results"])
        listed = sorted(found.values(), key=lambda item: (item.submitted, item.number))
        is_day = end.astimezone(EASTERN).time() == time(14)
        if (
            self.hides_all
            or (self.hides_days and is_day)
            or (self.hides_from is not None and at >= self.hides_from)
        ):
            return self._results([], 0)
        more = self.counts_more is not None and bool(listed) and listed[-1] in self.days[self.counts_more].items
        at = 0 if self.repeats else at
        return self._results(listed[at : at + most], 1 if listed and self.counts_one else len(listed) + more)

    def _single(self, number: str) -> web.Response:
        found = [item for day in self.days.values() for item in day.items if item.number == number]
        return self._results(found[:1], len(found[:1]))

    def _results(self, shown: Sequence[FeedItem], total: int) -> web.Response:
        if self.empty_pages:
            self.empty_pages -= 1
            shown = []
        body = (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
            f"<title>arXiv Search Results</title><opensearch:totalResults>{total}</opensearch:totalResults>"
            f"{''.join(item.atom() for item in shown)}</feed>"
        )
        return web.Response(body=body.encode(), content_type="application/atom+xml")


def _within(item: FeedItem, names: Sequence[str]) -> bool:
    """Return True if a paper is in one of the categories; an archive stands for all of its categories."""
    return any(subject == name or subject.startswith(f"{name}.") for subject in item.categories for name in names)


def submitted_for(day: date, *, hours: float = 1.0) -> datetime:
    """A time at which a paper came in that the feed of `day` announces: so long before the deadline."""
    deadline = day - timedelta(days=3 if day.weekday() == 0 else 1)
    moment = datetime.combine(deadline, time(14), tzinfo=EASTERN).astimezone(UTC)
    return moment - timedelta(hours=hours)
