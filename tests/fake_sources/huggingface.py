"""A Hugging Face on loopback: `GET /api/daily_papers` and `/api/papers/{id}`, with faults on demand.

In tests: `async with LoopbackHuggingFace() as hf: hf.put(day, items)` and `hf.url`.
From another process: `python -m tests.fake_sources.huggingface --port 8099 --days ../shared/data/hf_daily_papers`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web
from typing_extensions import override

from tests.fake_sources.server import FaultyServer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


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


class LoopbackHuggingFace(FaultyServer):
    """Serves the days that it was given; every other day is empty.

    `today` is the server's UTC date: a later `date=` is an error. `folder` is read at every request, in the
    layout of the recorded data (`<day>/*.json.gz` or `.json`, the last by name counts), so that another process
    can change what is listed.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        etags: bool = False,
        folder: Path | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        super().__init__(_ROUTE, port=port)
        self.days: dict[date, list[Item]] = {}
        self.requests: list[Seen] = []  # for lists
        self.asked: list[str] = []  # single papers, by number
        self.before_answer: Callable[[Seen], None] | None = None
        self.ignores_dates = False
        self._etags = etags
        self._folder = folder
        self.today = today

    def put(self, day: date, items: Sequence[Item]) -> None:
        """List these items on a day, most upvotes first as the real API does."""
        self.days[day] = sorted(items, key=lambda item: -item["paper"]["upvotes"])

    def load(self, day: date, snapshot: Path) -> None:
        """List a recorded snapshot on a day, as it is."""
        self.days[day] = _read(snapshot)

    @override
    async def _handle(self, request: web.Request) -> web.StreamResponse:
        what, _, number = request.match_info["what"].partition("/")
        if what == "papers":
            self.asked.append(number)
            return await self._answer(request, number)
        place = len(self.requests)
        self.requests.append(Seen(query=dict(request.query), headers=dict(request.headers)))
        if self.before_answer is not None:
            self.before_answer(self.requests[place])
        response = await self._answer(request)
        seen = self.requests[place]
        self.requests[place] = Seen(query=seen.query, headers=seen.headers, status=response.status)
        return response

    async def _answer(self, request: web.Request, number: str = "") -> web.StreamResponse:
        if self._faults:
            return await self._faults.pop(0)(request)
        if self._lasting is not None:
            return await self._lasting(request)
        if number:
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
        headers = {}
        if (page + 1) * limit < len(items):
            more = request.url.update_query(p=str(page + 1))
            headers["Link"] = f'<{more}>; rel="next"'
        if self._etags:
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers, content_type="application/json")

    def _items(self, asked: str | None) -> list[Item]:
        days = self.days if self._folder is None else _read_folder(self._folder) | self.days
        if asked is not None:
            try:
                day = date.fromisoformat(asked)
            except ValueError:
                raise _Refused('"date" must be a valid date') from None
            if day > self.today():
                raise _Refused('"date" must be less than or equal to today')
            if not self.ignores_dates:
                return days.get(day, [])
        return next((days[day] for day in sorted(days, reverse=True) if days[day]), [])


def _number(text: str, name: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise _Refused(f'"{name}" must be a number from {least} to {most}')
    return int(text)


def _read(path: Path) -> list[Item]:
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def _read_folder(folder: Path) -> dict[date, list[Item]]:
    days = {}
    for place in folder.iterdir():
        snapshots = sorted(path for path in place.glob("*.json*") if path.suffix in {".gz", ".json"})
        if snapshots:
            days[date.fromisoformat(place.name)] = _read(snapshots[-1])
    return days


async def _serve(options: argparse.Namespace) -> None:
    async with LoopbackHuggingFace(port=options.port, folder=options.days, etags=options.etags) as hf:
        print(hf.url, flush=True)  # noqa: T201 - the caller reads the address
        await asyncio.Event().wait()


def main() -> None:
    """Serve a folder until interrupted; the first line printed is the address."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--days", type=Path, required=True, help="folder of <list day>/<snapshot>.json[.gz]")
    parser.add_argument("--etags", action="store_true", help="send ETags and honour If-None-Match")
    try:
        asyncio.run(_serve(parser.parse_args()))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
