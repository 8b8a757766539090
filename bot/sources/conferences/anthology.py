"""Parse a collection of the ACL Anthology: XML with the volumes of one conference and year. Pure.

Papers are parsed one after the other, since the tree of a whole collection would take 60 MB.
See github.com/acl-org/acl-anthology, `data/xml/schema.rnc`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.identity import feed_id, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.json_values import http_url, one_line
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.bodies.xml_values import children, decode, text_of, whole_text
from bot.sources.conferences.families import MOST_ENTRIES, Conference, Programme
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element


_SITE = "https://aclanthology.org"
_START = re.compile(rb"<(?:collection|volume|paper)\s[^<>]{0,1000}>")
_PAPER_END = b"</paper>"
_COLLECTION_END = b"</collection>"
_MAX_PAPER_BYTES = 200_000
_ID = re.compile(r"[A-Za-z0-9.-]{1,60}")


def parse_volumes(body: bytes, conference: Conference) -> Programme:
    """Parse all papers of a collection, without prefaces. Raises SourceError for a body that was cut off."""
    if _COLLECTION_END not in body[-200:]:
        raise SourceError(f"{conference.host} answered with something that was cut off; {RETRY_HINT}.")
    entries = islice(_papers(body, conference.host), MOST_ENTRIES)
    found = [_paper(element, prefix, conference) for element, prefix in entries]
    papers = dict(filter(None, found))
    return Programme(papers=papers, skipped=len(found) - len(papers))


def _papers(body: bytes, host: str) -> Iterator[tuple[Element | None, str]]:
    """Yield each paper with the beginning of its id, `2024.acl-long.`; None for a broken one."""
    collection = volume = ""
    at = 0
    while start := _START.search(body, at):
        at = start.end()
        if not start[0].startswith(b"<paper"):
            name = re.search(rb'\sid="([^"]*)"', start[0])
            text = name[1].decode(errors="replace") if name else ""
            collection, volume = (text, "") if start[0].startswith(b"<collection") else (collection, text)
            continue
        at = body.find(_PAPER_END, at) + len(_PAPER_END)
        try:
            element = decode(body[start.start() : at][:_MAX_PAPER_BYTES], host)
        except SourceError:
            element = None
        yield element, f"{collection}-{volume}{'.' if '.' in collection else ''}"
        if at < start.end():  # the last one has no end
            return


def _paper(element: Element | None, prefix: str, conference: Conference) -> tuple[str, Paper] | None:
    """Return a paper with its id in the Anthology, such as `2024.acl-long.1`, of old volumes `L06-1060`."""
    if element is None:
        return None
    number = element.get("id", "")
    address = text_of(element, "url")
    key = address if _ID.fullmatch(address) else f"{prefix}{number if prefix.endswith('.') else number.zfill(3)}"
    title = title_of(_text(element, "title"))
    if title is None or not _ID.fullmatch(key):
        return None
    authors = list(children(element, "author"))
    affiliations = (text_of(author, "affiliation") for author in authors)
    page = f"{_SITE}/{key}"
    return key, Paper(
        id=paper_id(text_of(element, "doi")) or feed_id(conference.source, key),
        source=conference.source,
        title=title,
        abstract=abstract_of(_text(element, "abstract")),
        links=Links(page=page, abstract=page, pdf=http_url(address) or f"{page}.pdf"),
        authors=names_of(one_line(f"{text_of(one, 'first')} {text_of(one, 'last')}", 300) for one in authors),
        organization=name_of(next(affiliations, "")),
        conferences=(conference.name,),
    )


def _text(element: Element, name: str) -> str:
    """Return the text of a child, with formulas between dollar signs."""
    child = next(children(element, name), None)
    for formula in () if child is None else child.iter("tex-math"):
        formula.text = f"${whole_text(formula)}$"
    return whole_text(child)
