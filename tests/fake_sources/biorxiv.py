"""A bioRxiv and medRxiv on loopback: `/details/{server}/{from}/{to}/{cursor}` or `…/{doi}`, and `/pubs/…`."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from aiohttp import web

from tests.fake_sources.server import LoopbackServer

_PAGE = 30


def make_preprint(
    number: int, day: date, *, version: int = 1, server: str = "bioRxiv", **more: Any
) -> dict[str, Any]:
    """A plain item in the API's shape."""
    return {
        "title": f"On the matter of {number}",
        "authors": "Lovelace, A.; Turing, A. M.",
        "author_corresponding_institution": "University of London",
        "doi": f"10.64898/{day:%Y.%m.%d}.{number:06}",
        "date": day.isoformat(),
        "version": str(version),
        "type": "new results",
        "category": "neuroscience",
        "abstract": "We study a matter.",
        "published": "NA",
        "server": server,
    } | more


def make_article(number: int, day: date, **more: Any) -> dict[str, Any]:
    """A plain item of `/pubs`: what became of `make_preprint`."""
    preprint = make_preprint(number, day)
    renamed = ("doi", "title", "authors", "category", "date", "abstract", "author_corresponding_institution")
    return {
        **{f"preprint_{key}": preprint[key] for key in renamed},
        "preprint_platform": "bioRxiv",
        "published_doi": f"10.1038/s{number}",
        "published_journal": "Nature",
        "published_date": day.isoformat(),
    } | more


class LoopbackBiorxiv(LoopbackServer):
    """Gives the items that it was given, by server and the day on which they were posted.

    Of a first page it gives the `given` first items alone, though it counts all. A cache gives the `stale` days
    in place of those that were asked for. It says `counted_more` than there are, or `repeats` its first page for
    ever. `/pubs` has the `articles`; these requests are not noted, but counted.
    """

    def __init__(self, *, port: int = 0):
        super().__init__(port=port)
        self.items: list[dict[str, Any]] = []
        self.articles: list[dict[str, Any]] = []
        self.asked_for_articles = 0
        self.given: int | None = None
        self.counted_more = 0
        self.repeats = False
        self.stale: tuple[date, date] | None = None

    def post(self, items: Iterable[dict[str, Any]]):
        self.items.extend(items)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        kind, server, *rest = request.match_info["path"].split("/")
        if kind == "pubs":
            self.requests.pop()
            self.asked_for_articles += 1
            return self._articles(server)
        assert kind == "details"
        if len(rest) == 2:
            return self._single(server, "/".join(rest))
        first, last, at = rest
        days = self.stale or (date.fromisoformat(first), date.fromisoformat(last))
        found = [
            item
            for item in self.items
            if item["server"].lower() == server and days[0] <= date.fromisoformat(item["date"]) <= days[1]
        ]
        start = 0 if self.repeats else int(at)
        shown = found[start : start + _PAGE]
        message: dict[str, Any] = {"status": "no posts found"}
        if found:
            message = {
                "status": "ok",
                "interval": f"{first}:{last}",
                "cursor": int(at),
                "count": len(shown),
                "total": str(len(found) + self.counted_more),
            }
        return _json(message, shown[: self.given] if at == "0" else shown)

    def _articles(self, server: str) -> web.Response:
        """Everything that was published."""
        found = [one for one in self.articles if one["preprint_platform"].lower() == server]
        count = {"count": len(found), "total": str(len(found))} if found else {}
        return _json({"status": "ok" if found else "no articles found", **count}, found)

    def _single(self, server: str, doi: str) -> web.Response:
        """All versions of one preprint; how many there are is not said."""
        found = [item for item in self.items if (item["server"].lower(), item["doi"]) == (server, doi)]
        return _json({"status": "ok" if found else "no posts found"}, found)


def _json(message: dict[str, Any], collection: list[dict[str, Any]]) -> web.Response:
    body = json.dumps({"messages": [message], "collection": collection}).encode()
    return web.Response(body=body, content_type="application/json")
