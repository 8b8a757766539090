"""A Hugging Face on loopback: `GET /api/daily_papers` and `/api/papers/{id}`, with faults on demand.

`async with LoopbackHuggingFace() as hf: hf.put(day, items)` and `hf.url`.
"""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from aiohttp import web
from typing_extensions import override

from tests.fake_sources.server import LoopbackServer, with_validators

Item: TypeAlias = dict[str, Any]

PATH = "/api/daily_papers"
_ROUTE = "/api/{what:daily_papers|papers/.+}"
_DEFAULT_LIMIT = 50
_MOST = 100


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request as it came, with the status that it got (0 while it is under way)."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    status: int = field(default=0, compare=False)

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.query["date"]) if "date" in self.query else None


def make_item(number: str, *, upvotes: int = 0, **paper: Any) -> Item:
    """A plain item in the API's shape; `paper` adds to or replaces the keys of its inner object."""
    inner = {
        "id": number,
        "title": f"On the matter of {number}",
        "summary": "We study a matter. It matters.",
        "authors": [{"name": "Ada Lovelace", "hidden": False}],
        "upvotes": upvotes,
    } | paper
    outer = {key: inner[key] for key in ("title", "summary")}
    return {"paper": inner, **outer, "numComments": 0, "thumbnail": f"https://example.org/{number}.png"}


def make_items(count: int, *, start: int = 1) -> list[Item]:
    """Many plain items with ever fewer upvotes."""
    return [make_item(f"2511.{start + i:05}", upvotes=count - i) for i in range(count)]


class _Refused(Exception):  # noqa: N818 - an answer rather than an error
    pass


class LoopbackHuggingFace(LoopbackServer):
    """Serves the days that it was given; every other day is empty. `requests` are for lists.

    `today` is the server's UTC date: a later `date=` is an error.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        etags: bool = False,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ):
        super().__init__(_ROUTE, port=port)
        self.days: dict[date, list[Item]] = {}
        self.asked: list[str] = []  # single papers, by number
        self.before_answer: Callable[[Seen], None] | None = None
        self.ignores_dates = False
        self._etags = etags
        self.today = today

    def put(self, day: date, items: Sequence[Item]):
        """List these items on a day, most upvotes first as the real API does."""
        self.days[day] = sorted(items, key=lambda item: -item["paper"]["upvotes"])

    def load(self, day: date, snapshot: Path):
        """List a recorded snapshot on a day, as it is."""
        raw = snapshot.read_bytes()
        self.days[day] = json.loads(gzip.decompress(raw) if snapshot.suffix == ".gz" else raw)

    @override
    async def _handle(self, request: web.Request) -> web.StreamResponse:
        what, _, number = request.match_info["what"].partition("/")
        if what == "papers":
            self.asked.append(number)
            return await self._answered(request)
        place = len(self.requests)
        self.requests.append(Seen(query=dict(request.query), headers=dict(request.headers)))
        if self.before_answer is not None:
            self.before_answer(self.requests[place])
        response = await self._answered(request)
        self.requests[place] = replace(self.requests[place], status=response.status)
        return response

    @override
    async def answer(self, request: web.Request) -> web.StreamResponse:
        if number := request.match_info["what"].partition("/")[2]:
            return self._single(number)
        try:
            return self._page(request)
        except _Refused as error:
            return web.json_response({"error": str(error)}, status=400)

    def _single(self, number: str) -> web.Response:
        found = (item["paper"] for items in self.days.values() for item in items if item["paper"]["id"] == number)
        paper = next(found, None)
        if paper is None:
            return web.json_response({"error": "Paper not found"}, status=404)
        return web.json_response(paper)

    def _page(self, request: web.Request) -> web.Response:
        page = _number(request.query.get("p", "0"), "p", 0, 1_000)
        limit = _number(request.query.get("limit", str(_DEFAULT_LIMIT)), "limit", 1, _MOST)
        items = self._items(request.query.get("date"))
        body = json.dumps(items[page * limit : (page + 1) * limit]).encode()
        response = web.Response(body=body, content_type="application/json")
        if self._etags:
            response = with_validators(request, body, "application/json")
        if (page + 1) * limit < len(items):
            more = request.url.update_query(p=str(page + 1))
            response.headers["Link"] = f'<{more}>; rel="next"'
        return response

    def _items(self, asked: str | None) -> list[Item]:
        if asked is not None:
            try:
                day = date.fromisoformat(asked)
            except ValueError:
                raise _Refused('"date" must be a valid date') from None
            if day > self.today():
                raise _Refused('"date" must be less than or equal to today')
            if not self.ignores_dates:
                return self.days.get(day, [])
        return next((items for _, items in sorted(self.days.items(), reverse=True) if items), [])


def _number(text: str, name: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise _Refused(f'"{name}" must be a number from {least} to {most}')
    return int(text)
