"""What arXiv is, and where it is asked: all that a host needs of it unless it reads it."""

from __future__ import annotations

from datetime import timedelta

from yarl import URL

from bot.domain.identity import NEW_NUMBER, OLD_NUMBER
from bot.domain.ports import Gives, SourceKind, SourceSpec
from bot.sources.http.fetcher import Accept

NAME = "arxiv"
ARCHIVES = (  # arxiv.org/category_taxonomy
    *(
        "astro-ph",
        "cond-mat",
        "cs",
        "econ",
        "eess",
        "gr-qc",
        "hep-ex",
        "hep-lat",
        "hep-ph",
        "hep-th",
        "math",
        "math-ph",
    ),
    *("nlin", "nucl-ex", "nucl-th", "physics", "q-bio", "q-fin", "quant-ph", "stat"),
)
SPEC = SourceSpec(
    name=NAME,
    title="arXiv",
    colour=0xB31B1B,
    kind=SourceKind.STREAM,
    gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.CATEGORIES}),
    quiet_after=timedelta(days=6),  # a weekend with two holidays beside it
    original=True,
    categories=ARCHIVES,
    finds=rf"arxiv:(?:{NEW_NUMBER}|{OLD_NUMBER})",
)
_XML = frozenset({"application/rss+xml", "application/atom+xml", "application/xml", "text/xml"})
# With status 400 both say in XML what was wrong.
ACCEPT = Accept(wanted="application/rss+xml, application/atom+xml", kinds=_XML, statuses=frozenset({200, 400}))
API = "/api/query"


def under(base: str, *paths: str) -> URL:
    """The address of what is read: `base` may be a host alone, or name one of the paths already."""
    stem = base.rstrip("/")
    return URL(stem if stem.endswith(paths) else stem + paths[0])
