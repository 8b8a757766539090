"""Bodies of `GET /details/{server}/…`, by days or by DOI, to preprints. Pure; the shape is at api.biorxiv.org."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.domain.identity import journal_version, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import count, day, decode, line, mapping, prose, sequence
from bot.sources.bodies.markup import typeset
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.http.paging import Page
from bot.sources.http.responses import AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_LONGEST = 40_000  # bytes of an abstract with the marks of its typesetting
_MAX_AUTHORS = 5_000
_DOI = re.compile(r"10\.(?:1101|64898)/[0-9A-Za-z._-]{4,60}")
_NOTHING = re.compile(r"no (?:posts|articles|papers|results)", re.IGNORECASE)


class Preprint(NamedTuple):
    """One version of a preprint, and the day on which it was `posted`."""

    paper: Paper
    posted: date | None
    version: int


def subject_name(text: str) -> str:
    """`Cell Biology` as `cell-biology`, which is how the sites' addresses and `cat:` write it."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))


def parse_page(body: bytes, server: str, *, counted: bool = True) -> Page[Preprint]:
    """The preprints of `server` in a body of some days, or of one DOI: then they are not `counted`.

    A broken item costs only itself; of a DOI, those of the other server do not count: both have the same prefixes.
    Raises SourceError when the body is no such answer: errors have status 200, and an empty body is an outage.
    """
    if not body.strip():
        raise SourceError(f"{server} answered with nothing at all; {AGAIN}.")
    data = mapping(decode(body, server))
    message = mapping(next(iter(sequence(data.get("messages"))), None))
    status = line(message.get("status"), 200) or ""
    items = [item for item in sequence(data.get("collection")) if counted or _is_of(mapping(item), server)]
    if status.lower() != "ok":
        if _NOTHING.search(status) and not items:
            return Page()
        raise SourceError(f"{server} refused: {status or 'it did not say why'}; {AGAIN}.")
    total = count(message.get("total")) if counted else len(items)
    if "collection" not in data or total is None:
        raise SourceError(f"{server} does not say how much there is; {AGAIN}.")
    preprints = tuple(found for item in items if (found := _preprint(item, server)))
    if items and not preprints:
        raise SourceError(f"{server} gave {len(items)} items, none of which can be read: update Paperboy.")
    # `count` is not asked: it may say a whole page where a part of it was given.
    return Page(preprints, len(items) - len(preprints), len(items), total)


def _is_of(item: dict[str, object], server: str) -> bool:
    """True for an item of the server that was asked: unless it says otherwise."""
    return (line(item.get("server"), 50) or server).casefold() == server.casefold()


def _preprint(value: object, server: str) -> Preprint | None:
    item = mapping(value)
    doi = line(item.get("doi"), 100) or ""
    title = title_of(typeset(title_of(item.get("title")) or ""))
    identity = paper_id(doi) if _DOI.fullmatch(doi) else None
    if identity is None or title is None or not _is_of(item, server):
        return None
    version = count(item.get("version")) or 1
    subject = subject_name(name_of(item.get("category")) or "")
    page = f"https://www.{server.lower()}.org/content/{identity.partition(':')[2]}v{version}"
    return Preprint(
        paper=Paper(
            id=identity,
            source=server.lower(),
            title=title,
            abstract=abstract_of(typeset(prose(item.get("abstract"), _LONGEST) or "")),
            links=Links(page=page, abstract=page, pdf=f"{page}.full.pdf"),
            authors=names_of(_authors(line(item.get("authors"), _MAX_AUTHORS * 40) or "")),
            organization=name_of(item.get("author_corresponding_institution")),
            categories=(subject,) if subject else (),
            published=journal_version(line(item.get("published"), 200) or ""),
        ),
        posted=day(item.get("date")),
        version=version,
    )


def _authors(text: str) -> Iterator[str]:
    """`Loconsole, M.; Cho, B.-K.` as `M. Loconsole` and `B.-K. Cho`."""
    for name in text.split(";"):
        last, comma, first = (part.strip() for part in name.partition(","))
        yield f"{first} {last}".strip() if comma else last
