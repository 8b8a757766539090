"""A body of `GET /api/daily_papers`, from bytes to papers. Pure.

The shape is described in Hugging Face's OpenAPI document; keys are absent rather than null, arrive late and
come and go, so nothing but an id and a title is required of an item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.domain.errors import SourceError
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import count, decode, http_url, line, mapping, sequence
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.huggingface.spec import SPEC

if TYPE_CHECKING:
    from collections.abc import Iterable

_ID = re.compile(r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})(?:v[0-9]{1,3})?")

_MAX_TLDR = 4_000  # bytes
_MAX_KEYWORDS = 100

# Built from the validated id, not from the address that was asked: that may be a mirror or a test server.
_PAGE = "https://huggingface.co/papers/"
_ABSTRACT = "https://arxiv.org/abs/"
_PDF = "https://arxiv.org/pdf/"

_REPOSITORY = re.compile(r"/[^/]+/[^/]+")
_VIDEO_ENDINGS = (".mp4", ".webm", ".mov", ".qt", ".m4v", ".ogv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper of a list with the numbers that stand beside it; `stars` is None when there is no count."""

    paper: Paper
    upvotes: int
    comments: int
    stars: int | None


class Page(NamedTuple):
    """What one body holds: its papers in order, each once; `skipped` of its `length` items were broken."""

    entries: tuple[Entry, ...]
    skipped: int
    length: int


def parse(body: bytes) -> Page:
    """The papers in a body. A broken item costs only itself; SourceError when the body is no list at all."""
    found: dict[str, Entry] = {}
    skipped = 0
    items = _items(body)
    for item in items:
        entry = _entry(mapping(item))
        if entry is None:
            skipped += 1
        else:
            found.setdefault(entry.paper.id, entry)
    return Page(tuple(found.values()), skipped, len(items))


def parse_one(body: bytes) -> Entry | None:
    """The paper in a body of `GET /api/papers/{id}`, None when it cannot be read; SourceError when it is none."""
    data = mapping(decode(body, "Hugging Face"))
    if complaint := line(data.get("error"), 200):
        raise SourceError(f"Hugging Face refused: {complaint}; ask again in a while.")
    return _entry({**data, "paper": data})


def _items(body: bytes) -> list[object]:
    data = decode(body, "Hugging Face")
    if isinstance(data, list):
        return sequence(data)  # pyright: ignore[reportUnknownArgumentType] - isinstance leaves the element type open
    complaint = line(mapping(data).get("error"), 200)
    raise SourceError(
        f"Hugging Face refused: {complaint}" if complaint else "Hugging Face's answer is not a list of papers."
    )


def _entry(item: dict[str, object]) -> Entry | None:
    inner = mapping(item.get("paper"))
    number = _number(inner.get("id"))
    title = title_of(inner.get("title")) or title_of(item.get("title"))
    if number is None or title is None:
        return None
    return Entry(
        paper=_paper(number, title, item, inner),
        upvotes=count(inner.get("upvotes")) or 0,
        comments=count(item.get("numComments")) or 0,
        stars=count(inner.get("githubStars")),
    )


def _number(value: object) -> str | None:
    """`2503.02130` without its version. A JSON number is refused: 2503.02130 would have lost its last digit."""
    match = _ID.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1] if match else None


def _paper(number: str, title: str, item: dict[str, object], inner: dict[str, object]) -> Paper:
    return Paper(
        id=f"arxiv:{number}",
        source=SPEC.name,
        title=title,
        abstract=abstract_of(inner.get("summary")) or abstract_of(item.get("summary")),
        links=_links(number, item, inner),
        # `hidden` on an author is about the linked account; the person is an author all the same.
        authors=names_of(mapping(author).get("name") for author in sequence(inner.get("authors"))),
        organization=_organization(inner.get("organization")) or _organization(item.get("organization")),
        keywords=tuple(dict.fromkeys(names_of(sequence(inner.get("ai_keywords")), _MAX_KEYWORDS))),
        tldr=line(inner.get("ai_summary"), _MAX_TLDR),
    )


def _organization(value: object) -> str | None:
    organization = mapping(value)
    return name_of(organization.get("fullname")) or name_of(organization.get("name"))


def _links(number: str, item: dict[str, object], inner: dict[str, object]) -> Links:
    """The addresses of paper `number`, from an item and the `paper` in it.

    What is no http(s) address is left out. A "project page" that is a GitHub repository is the code.
    """
    project = http_url(inner.get("projectPage"))
    code = http_url(inner.get("githubRepo"))
    if code is None and project is not None and _is_repository(project):
        code = project
    return Links(
        page=_PAGE + number,
        abstract=_ABSTRACT + number,
        pdf=_PDF + number,
        code=code,
        project=None if project == code else project,
        thumbnail=http_url(item.get("thumbnail")),
        video=next((url for url in _media(item, inner) if _is_video(url)), None),
    )


def _is_repository(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname in {"github.com", "www.github.com"} and bool(_REPOSITORY.match(parts.path))


def _is_video(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(_VIDEO_ENDINGS)


def _media(item: dict[str, object], inner: dict[str, object]) -> Iterable[str]:
    """Addresses of pictures and videos; before 2024-06-12 a single `mediaUrl` stood for the list."""
    for holder in (item, inner):
        for value in (*sequence(holder.get("mediaUrls")), holder.get("mediaUrl")):
            url = http_url(value)
            if url is not None:
                yield url
