"""Parse a body of `GET /api/daily_papers` into papers. Pure.

The shape is in Hugging Face's OpenAPI document. Keys may be missing, so an item needs only an id and a title.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.domain.errors import SourceError
from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.sources.bodies.json_values import as_count, complaint_of, decode, http_url, mapping, one_line, sequence
from bot.sources.bodies.papers import abstract_of, arxiv_links, name_of, names_of, title_of
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from datetime import date, datetime

_ARXIV_NUMBER = re.compile(r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})(?:v[0-9]{1,3})?")

_MAX_TLDR_BYTES = 4_000  # bytes
_MAX_KEYWORDS = 100

_PAGE_ADDRESS = "https://huggingface.co/papers/"  # also if a mirror or a test server was asked
_REPOSITORY = re.compile(r"https?://(?:www\.)?github\.com(?::[0-9]+)?/[^/?#]+/[^/?#]+", re.IGNORECASE)
_VIDEO_ENDINGS = (".mp4", ".webm", ".mov", ".qt", ".m4v", ".ogv")


class Entry(NamedTuple):
    """One paper of a list with its numbers; `stars` is None if there is no count."""

    paper: Paper
    upvotes: int
    comments: int
    stars: int | None

    def sighting(self, day: date, now: datetime, rank: int | None = None) -> Sighting:
        """Return the paper as it is seen on the list of a day."""
        _, upvotes, comments, stars = self
        signals = Signals(first_seen=now, list_day=day, upvotes=upvotes, comments=comments, stars=stars, rank=rank)
        return Sighting(paper=self.paper, signals=signals)


def parse(body: bytes) -> Page[Entry]:
    """Parse the papers of a list, each once. Broken items are skipped; SourceError if the body is no list."""
    data = _decoded(body)
    items = sequence(data)
    if items is not data:
        raise SourceError("Hugging Face's answer is not a list of papers.")
    entries = [entry for item in items if (entry := _entry(mapping(item)))]
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.paper.id, entry)
    return Page(tuple(found.values()), len(items) - len(entries), len(items))


def parse_one(body: bytes) -> Entry | None:
    """Parse a body of `GET /api/papers/{id}`: the paper, or None if it is broken. Raises SourceError."""
    data = mapping(_decoded(body))
    return _entry({**data, "paper": data})


def _decoded(body: bytes) -> object:
    data = decode(body, "Hugging Face")
    if complaint := complaint_of(mapping(data).get("error")):
        raise SourceError(f"Hugging Face refused: {complaint}; try again later.")
    return data


def _entry(item: dict[str, object]) -> Entry | None:
    inner = mapping(item.get("paper"))
    number = inner.get("id")  # a JSON number is refused: 2503.02130 would have lost its last digit
    match = _ARXIV_NUMBER.fullmatch(number.strip()) if isinstance(number, str) else None
    title = title_of(inner.get("title")) or title_of(item.get("title"))
    if match is None or title is None:
        return None
    organizations = (mapping(holder.get("organization")) for holder in (inner, item))
    names = (name_of(one.get(key)) for one in organizations for key in ("fullname", "name"))
    paper = Paper(
        id=f"arxiv:{match[1]}",
        source="huggingface",
        title=title,
        abstract=abstract_of(inner.get("summary")) or abstract_of(item.get("summary")),
        links=_links(match[1], item, inner),
        # `hidden` on an author concerns the linked account; the person is still an author.
        authors=names_of(mapping(author).get("name") for author in sequence(inner.get("authors"))),
        organization=next(filter(None, names), None),
        keywords=tuple(dict.fromkeys(names_of(sequence(inner.get("ai_keywords")), _MAX_KEYWORDS))),
        tldr=one_line(inner.get("ai_summary"), _MAX_TLDR_BYTES),
    )
    return Entry(
        paper=paper,
        upvotes=as_count(inner.get("upvotes")) or 0,
        comments=as_count(item.get("numComments")) or 0,
        stars=as_count(inner.get("githubStars")),
    )


def _links(number: str, item: dict[str, object], inner: dict[str, object]) -> Links:
    """Return the links of paper `number`, from an item and the `paper` in it.

    Anything but http(s) URLs is left out. A "project page" on GitHub counts as the code. Before 2024-06-12 there
    was a single `mediaUrl` instead of a list.
    """
    project = http_url(inner.get("projectPage"))
    code = http_url(inner.get("githubRepo"))
    if code is None and project is not None and _REPOSITORY.match(project):
        code = project
    media = (
        one for holder in (item, inner) for one in (*sequence(holder.get("mediaUrls")), holder.get("mediaUrl"))
    )
    videos = (url for url in map(http_url, media) if url and urlsplit(url).path.lower().endswith(_VIDEO_ENDINGS))
    return replace(
        arxiv_links(number, _PAGE_ADDRESS + number),
        code=code,
        project=None if project == code else project,
        thumbnail=http_url(item.get("thumbnail")),
        video=next(videos, None),
    )
