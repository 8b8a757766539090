"""Bodies of `GET /details/{server}/…`, by days or by DOI, to preprints. Pure; the shape is at api.biorxiv.org."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.identity import journal_version, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import count, day, decode, line, mapping, prose, sequence
from bot.sources.bodies.markup import typeset
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_LONGEST = 40_000  # bytes of an abstract with the marks of its typesetting
_MAX_AUTHORS = 5_000
_DOI = re.compile(r"10\.(?:1101|64898)/[0-9A-Za-z._-]{4,60}")
_NOTHING = re.compile(r"no (?:posts|articles|papers|results)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprint:
    """One version of a preprint, and the day on which it was `posted`."""

    paper: Paper
    posted: date | None
    version: int


def subject_name(text: str) -> str:
    """`Cell Biology` as `cell-biology`, which is how the sites' addresses and `cat:` write it."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))


def parse_page(body: bytes, server: str) -> Page[Preprint]:
    """The preprints of `server` in a body. A broken item costs only itself.

    Raises SourceError when the body is no such answer: errors have status 200, and an empty body is an outage.
    """
    answer = _answer(body, server)
    if answer is None:
        return Page()
    message, items = answer
    total = count(message.get("total"))
    if total is None:
        raise SourceError(f"{server} does not say how much there is; a running bot asks again by itself.")
    preprints = tuple(found for item in items if (found := _preprint(item, server)))
    if items and not preprints:
        raise SourceError(f"{server} gave {len(items)} items, none of which can be read: update Paperboy.")
    # `count` is not asked: it may say a whole page where a part of it was given.
    return Page(preprints, len(items) - len(preprints), len(items), total)


def parse_preprint(body: bytes, server: str, paper_id: str) -> Preprint | None:
    """The latest version of one preprint, in a body of `GET /details/{server}/{doi}`.

    None when this server has none such: both have one API and the same prefixes. Raises SourceError, also for
    another preprint.
    """
    answer = _answer(body, server)
    items = () if answer is None else answer[1]
    here = [item for item in items if _is_of(mapping(item), server)]
    if not here:
        return None
    preprints = (_preprint(item, server) for item in here)
    versions = [found for found in preprints if found and found.paper.id == paper_id]
    if not versions:
        raise SourceError(f"{server} gave something else than the preprint {paper_id.partition(':')[2]}.")
    return max(versions, key=lambda found: found.version)


def _answer(body: bytes, server: str) -> tuple[dict[str, object], list[object]] | None:
    """The message and the items of a body, None when it says that there are none. Raises SourceError."""
    if not body.strip():
        raise SourceError(f"{server} answered with nothing at all; a running bot asks again by itself.")
    data = mapping(decode(body, server))
    message = mapping(next(iter(sequence(data.get("messages"))), None))
    status = line(message.get("status"), 200) or ""
    items = sequence(data.get("collection"))
    if status.lower() != "ok":
        if _NOTHING.search(status) and not items:
            return None
        raise SourceError(
            f"{server} refused: {status or 'it did not say why'}; a running bot asks again by itself."
        )
    if "collection" not in data:
        raise SourceError(f"{server} does not say how much there is; a running bot asks again by itself.")
    return message, items


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
