"""Where arXiv is asked, and what is taken for an answer."""

from __future__ import annotations

from yarl import URL

from bot.sources.http.fetcher import Accept

_XML = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
# With status 400 both say in XML what was wrong.
ACCEPT = Accept(wanted="application/rss+xml, application/atom+xml", kinds=_XML, statuses=frozenset({200, 400}))
API = "/api/query"


def under(base: str, *paths: str) -> URL:
    """The address of what is read: `base` may be a host alone, or name one of the paths already."""
    stem = base.rstrip("/")
    return URL(stem if stem.endswith(paths) else stem + paths[0])
