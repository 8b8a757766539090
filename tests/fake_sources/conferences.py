"""Sites of conferences on loopback: files at their paths, with validators, and programmes in their shapes."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fake_sources.server import LoopbackServer, with_validators

PATH = "/static/virtual/data/icml-2026-{}.json"


def make_event(number: int, uid: str | None = None, **more: Any) -> dict[str, Any]:
    """A poster in the shape of a virtual site."""
    return {
        "id": number,
        "uid": uid or f"{number:032x}",
        "name": f"On the matter of {number}",
        "authors": [
            {
                "id": 1,
                "fullname": "Ada Lovelace",
                "url": "http://testserver/1",
                "institution": "University",
            },
            {"id": 2, "fullname": "Alan Turing", "url": "http://testserver/2", "institution": None},
        ],
        "abstract": "We study a matter.",
        "topic": "Deep Learning->Theory",
        "keywords": [],
        "decision": "Accept (poster)",
        "eventtype": "Poster",
        "virtualsite_url": f"/virtual/2026/poster/{number}",
        "url": None,
        "paper_url": f"https://openreview.net/forum?id=abcDE{number:05}",
        "paper_pdf_url": None,
        "visible": True,
    } | more


def make_programme(*events: object, **more: Any) -> bytes:
    """The body with these events."""
    envelope = {"count": len(events), "next": None, "previous": None, "results": events}
    return json.dumps(envelope | more).encode()


class LoopbackConferences(LoopbackServer):
    """Serves the files that it was given, by path."""

    def __init__(self):
        super().__init__()
        self.files: dict[str, bytes] = {}

    def put_programme(self, *events: object, abstracts: Mapping[str, object] | None = None, **more: Any):
        """Publish the programme of ICML 2026, and the abstracts beside it."""
        self.files[PATH.format("orals-posters")] = make_programme(*events, **more)
        if abstracts is not None:
            self.files[PATH.format("abstracts")] = json.dumps(abstracts).encode()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = self.files.get(request.path)
        if body is None:
            return web.Response(status=404, text="<html>Not found</html>", content_type="text/html")
        return with_validators(request, body, "application/json")
