"""Feeds with posts in them, and what RFC 4287 and jsonfeed.org want of a feed."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import jsonschema

from bot.domain.alert import Message, MessageKind, message_key
from bot.domain.discord.ids import time_snowflake
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from tests.support.fakes import CHANNEL, Clock
from tests.support.makers import add_alerts

ATOM = "{http://www.w3.org/2005/Atom}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# By element: its children with the least and the most of each (RFC 4287, sections 4.1.1 and 4.1.2).
_MANY = 10**6
_OF_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (0, _MANY), "link": (0, _MANY)}
_OF_FEED |= {"generator": (0, 1), "entry": (0, _MANY)}
_OF_ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "author": (0, _MANY)}
_OF_ENTRY |= {"link": (0, _MANY), "category": (0, _MANY), "content": (0, 1)}
_TEXT = {"type": "string"}
_JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _TEXT,
        "feed_url": _TEXT,
        "language": _TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    **dict.fromkeys(("id", "url", "title", "content_html"), _TEXT),
                    "tags": {"type": "array", "items": _TEXT},
                    "date_published": {"type": "string", "pattern": f"^{_TIME.pattern}$"},
                    "authors": {
                        "type": "array",
                        "items": {"type": "object", "required": ["name"], "properties": {"name": _TEXT}},
                    },
                },
            },
        },
    },
}


async def post(store: Store, now: Clock, *papers: Sighting, to: int = CHANNEL):
    """Post each paper as a card, a second after the one before."""
    for one in papers:
        now.forward(seconds=1)
        await add_alerts(store, [one], now(), channel=to)
        ids = (one.paper.id,)
        key = message_key(to, MessageKind.CARD, ids)
        card = Message(
            key=key,
            destination_id=to,
            kind=MessageKind.CARD,
            paper_ids=ids,
            payload={"content": "A card."},
            created=now(),
            next_try=now(),
        )
        await store.plan([card], [], now())
        (taken,) = await store.claim_due(now(), timedelta(minutes=1), 1)
        await store.mark_sent(taken.key, taken.claim, time_snowflake(now()) + 1, now())


def require_atom(body: bytes) -> ET.Element:
    """Return the feed, which must be valid by RFC 4287."""
    feed = ET.fromstring(body)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    _require_children(feed, _OF_FEED)
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        _require_children(entry, _OF_ENTRY)
        authors = entry.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")
        assert authors
        links = entry.findall(f"{ATOM}link")
        alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
        assert len(alternates) <= 1
        assert alternates or entry.find(f"{ATOM}content") is not None
    for link in feed.iter(f"{ATOM}link"):
        assert urlsplit(link.attrib["href"]).scheme in {"http", "https"}
        assert link.attrib.keys() <= {"href", "rel", "type", "title"}
    for author in feed.iter(f"{ATOM}author"):
        assert [child.tag for child in author] == [f"{ATOM}name"]
        assert author.findtext(f"{ATOM}name")
    for one in (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")):
        assert _TIME.fullmatch(one.text or "")
    for one in feed.iter(f"{ATOM}id"):  # an IRI: absolute, and without what no address has
        assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", one.text or "")
    return feed


def _require_children(element: ET.Element, allowed: dict[str, tuple[int, int]]):
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    assert counts.keys() <= allowed.keys()
    assert all(least <= counts[name] <= most for name, (least, most) in allowed.items())
    for child in element:
        if child.tag in {f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content"}:
            assert child.get("type", "text") in {"text", "html"}
            assert not list(child)


def require_json_feed(feed: Any):
    """Require a feed to be valid by jsonfeed.org, version 1.1."""
    jsonschema.validate(feed, _JSON_FEED)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
