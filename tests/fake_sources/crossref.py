"""Crossref on loopback: `/prefixes/{prefix}/works`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from aiohttp import web

from tests.fake_sources.server import LoopbackServer


def make_work(number: int, day: date, *, version: str = "", **more: Any) -> dict[str, Any]:
    """A plain work in the API's shape."""
    return {
        "DOI": f"10.26434/chemrxiv-2026-{number:05}{version}",
        "title": [f"On the matter of {number}"],
        "author": [{"given": "Ada", "family": "Lovelace", "sequence": "first", "affiliation": []}],
        "abstract": "<jats:title>Abstract</jats:title><jats:p>We study a matter.</jats:p>",
        "created": {"date-parts": [[day.year, day.month, day.day]], "date-time": f"{day}T10:00:00Z"},
        "group-title": "Catalysis",
    } | more


class LoopbackCrossref(LoopbackServer):
    """Gives the works that it was given, by prefix and the day on which they were created, newest first.

    It says `counted_more` than there are. Asked for preprints that became articles, it gives the `published` ones.
    """

    def __init__(self, *, port: int = 0):
        super().__init__(port=port)
        self.works: list[dict[str, Any]] = []
        self.published: list[dict[str, Any]] = []
        self.counted_more = 0

    def register(self, works: Iterable[dict[str, Any]]):
        self.works.extend(works)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        _, prefix, _ = request.match_info["path"].split("/")
        filters = dict(one.split(":", 1) for one in request.query["filter"].split(","))
        if "relation.type" in filters:
            assert filters["relation.type"] == "is-preprint-of"
            return _list(self.published, len(self.published))
        first, last = filters["from-created-date"], filters["until-created-date"]
        found = [
            one
            for one in self.works
            if one["DOI"].startswith(f"{prefix}/") and first <= one["created"]["date-time"][:10] <= last
        ]
        found.sort(key=lambda one: one["created"]["date-time"], reverse=True)
        start = int(request.query["offset"])
        items = found[start : start + int(request.query["rows"])]
        return _list(items, len(found) + self.counted_more)


def _list(items: list[dict[str, Any]], total: int) -> web.Response:
    message = {"total-results": total, "items": items}
    return web.json_response({"status": "ok", "message-type": "work-list", "message": message})
