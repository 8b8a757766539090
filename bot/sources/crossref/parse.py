"""Parse lists of works from Crossref. Pure; see api.crossref.org."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.domain.identity import address_of, doi, doi_as_written, journal_version
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import as_count, as_day, decode, mapping, one_line, sequence
from bot.sources.bodies.markup import plain_text
from bot.sources.bodies.papers import abstract_of, names_of, title_of
from bot.sources.http.paging import Page
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from datetime import date

# The fields of a work that are read, for the parameter `select`
FIELDS = "DOI,title,abstract,author,created,group-title,relation"
_MAX_ABSTRACT_LENGTH = 60_000  # characters, with markup
_HEADING = re.compile(r"\A(?:abstract|summary)[.:]?\s*\n", re.IGNORECASE)
_VERSION = re.compile(r"\D{1,3}([0-9]{1,3})")  # what a DOI has after its unversioned form: `/v2`, `_v2`


class Work(NamedTuple):
    """A registered preprint: the DOI as registered, in lower case, and the day it was `created`."""

    doi: str
    created: date
    paper: Paper


def parse_page(body: bytes, source: str) -> Page[Work]:
    """Parse a page of works for the source of this name. Raises SourceError; broken works are skipped."""
    message = mapping(mapping(decode(body, "Crossref")).get("message"))
    items, total = sequence(message.get("items")), as_count(message.get("total-results"))
    if total is None:
        raise SourceError(f"Crossref sent no total; {RETRY_HINT}.")
    works = tuple(found for item in items if (found := _work(mapping(item), source)))
    if items and not works:
        raise SourceError("No work that Crossref gave can be read: update Paperboy.")
    return Page(works, len(items) - len(works), len(items), total)


def _work(item: dict[str, object], source: str) -> Work | None:
    registered = (doi_as_written(one_line(item.get("DOI"), 300) or "") or "").lower()
    unversioned = doi(registered)
    title = title_of(_text(next(iter(sequence(item.get("title"))), None)))
    created = as_day(mapping(item.get("created")).get("date-time"))
    page = address_of(f"doi:{unversioned}")
    if unversioned is None or page is None or title is None or created is None:
        return None
    version = _VERSION.fullmatch(registered.removeprefix(unversioned))
    articles = sequence(mapping(item.get("relation")).get("is-preprint-of"))
    journals = (journal_version(one_line(mapping(one).get("id"), 300) or "") for one in articles)
    return Work(
        doi=registered,
        created=created,
        paper=Paper(
            id=f"doi:{unversioned}",
            source=source,
            title=title,
            abstract=abstract_of(_HEADING.sub("", _text(item.get("abstract")))),
            links=Links(page=page, abstract=page),
            authors=names_of(_name(mapping(one)) for one in sequence(item.get("author"))),
            keywords=names_of([item.get("group-title")]),
            published=next(filter(None, journals), None),
            version=int(version[1]) if version else 1,
        ),
    )


def _text(value: object) -> str:
    """Return the text of HTML or JATS."""
    return plain_text(value[:_MAX_ABSTRACT_LENGTH]) if isinstance(value, str) else ""


def _name(author: dict[str, object]) -> str:
    """Return the name of a person or of a group."""
    parts = (one_line(author.get(key), 150) for key in ("given", "family"))
    return " ".join(filter(None, parts)) or one_line(author.get("name"), 300) or ""
