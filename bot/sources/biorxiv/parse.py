"""Parse bodies of `GET /details/{server}/…`, by days or by DOI, and of `/pubs/…` into preprints. Pure.

See api.biorxiv.org. `details` has versions of preprints; `pubs` has published ones, under other names of keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.domain.identity import BIORXIV_PREFIX, journal_version, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import (
    as_count,
    as_day,
    complaint_of,
    decode,
    mapping,
    one_line,
    prose,
    sequence,
)
from bot.sources.bodies.markup import without_typesetting
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.http.paging import Page
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_MAX_ABSTRACT_BYTES = 40_000  # bytes of an abstract with typesetting marks
_MAX_AUTHORS_LENGTH = 200_000  # bytes of all authors, some 5,000
_DOI = re.compile(BIORXIV_PREFIX + r"[0-9A-Za-z._-]{4,60}")
_NO_RESULTS_MESSAGE = re.compile(r"no (?:posts|articles|papers|results)", re.IGNORECASE)


class Preprint(NamedTuple):
    """One version of a preprint, and the day it was `posted`."""

    paper: Paper
    posted: date | None
    version: int


def subject_name(text: str) -> str:
    """Normalise a subject as the sites' URLs and `cat:` write it: `Cell Biology` is `cell-biology`."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))


def parse_page(body: bytes, server: str, *, has_total: bool = True) -> Page[Preprint]:
    """Parse the preprints of `server`, such as `bioRxiv`. Raises SourceError: errors come with status 200.

    An empty body is an outage. `has_total` is False for an answer about one DOI, which has no total. Broken items
    are skipped. Items of the other server are left out of an answer about a DOI, as both have the same prefixes.
    """
    if not body.strip():
        raise SourceError(f"{server} sent an empty answer; {RETRY_HINT}.")
    data = mapping(decode(body, server))
    message = mapping(next(iter(sequence(data.get("messages"))), None))
    status = complaint_of(message.get("status")) or ""
    items = [item for item in sequence(data.get("collection")) if has_total or _is_of(mapping(item), server)]
    if status.lower() != "ok":
        if _NO_RESULTS_MESSAGE.search(status) and not items:
            return Page()
        raise SourceError(f"{server} refused: {status or 'it did not say why'}; {RETRY_HINT}.")
    total = as_count(message.get("total")) if has_total else len(items)
    if "collection" not in data or total is None:
        raise SourceError(f"{server} sent no total; {RETRY_HINT}.")
    preprints = tuple(found for item in items if (found := _preprint(item, server)))
    if items and not preprints:
        raise SourceError(f"No item that {server} gave can be read: update Paperboy.")
    # The answer's own `count` is ignored: it may be a whole page's where fewer items were given.
    return Page(preprints, len(items) - len(preprints), len(items), total)


def _is_of(item: dict[str, object], server: str) -> bool:
    """True unless the item names another server."""
    return (one_line(item.get("server"), 50) or server).casefold() == server.casefold()


def _preprint(value: object, server: str) -> Preprint | None:
    # `pubs` has `preprint_title` and `biorxiv_doi` where `details` has `title` and `doi`.
    item = {key.removeprefix("preprint_").replace("biorxiv_", ""): one for key, one in mapping(value).items()}
    doi = one_line(item.get("doi"), 100) or ""
    title = title_of(without_typesetting(title_of(item.get("title")) or ""))
    identity = paper_id(doi) if _DOI.fullmatch(doi) else None
    if identity is None or title is None or not _is_of(item, server):
        return None
    version = as_count(item.get("version")) or 1
    subject = subject_name(name_of(item.get("category")) or "")
    journal_and_year = (one_line(item.get("published_journal"), 200), one_line(item.get("published_date"), 4))
    page = f"https://www.{server.lower()}.org/content/{identity.partition(':')[2]}v{version}"
    return Preprint(
        paper=Paper(
            id=identity,
            source=server.lower(),
            title=title,
            abstract=abstract_of(without_typesetting(prose(item.get("abstract"), _MAX_ABSTRACT_BYTES) or "")),
            links=Links(page=page, abstract=page, pdf=f"{page}.full.pdf"),
            authors=names_of(_authors(one_line(item.get("authors"), _MAX_AUTHORS_LENGTH) or "")),
            organization=name_of(item.get("author_corresponding_institution")),
            categories=(subject,) if subject else (),
            published=journal_version(one_line(item.get("published_doi", item.get("published")), 200) or ""),
            journal=name_of(", ".join(filter(None, journal_and_year))),
            version=version,
        ),
        posted=as_day(item.get("date")),
        version=version,
    )


def _authors(text: str) -> Iterator[str]:
    """Split `Loconsole, M.; Cho, B.-K.` into `M. Loconsole` and `B.-K. Cho`."""
    for name in text.split(";"):
        last, comma, first = (part.strip() for part in name.partition(","))
        yield f"{first} {last}".strip() if comma else last
