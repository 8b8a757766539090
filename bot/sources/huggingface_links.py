"""The links of a Hugging Face item. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.domain.paper import Links
from bot.sources.values import http_url, sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

# Built from the validated id, not from the address that was asked: that may be a mirror or a test server.
_PAGE = "https://huggingface.co/papers/"
_ABSTRACT = "https://arxiv.org/abs/"
_PDF = "https://arxiv.org/pdf/"

_REPOSITORY = re.compile(r"/[^/]+/[^/]+")
_VIDEO_ENDINGS = (".mp4", ".webm", ".mov", ".qt", ".m4v", ".ogv")


def links(number: str, item: dict[str, object], inner: dict[str, object]) -> Links:
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
