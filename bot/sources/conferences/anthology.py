"""Parse a collection of the ACL Anthology: XML with the volumes of one conference and year. Pure.

Papers are parsed one after the other, since the tree of a whole collection would take 60 MB.
See github.com/acl-org/acl-anthology, `data/xml/schema.rnc`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.identity import feed_id, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.elements import matches, pieces
from bot.sources.bodies.json_values import http_url, one_line
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.bodies.xml_values import children, decode, text_of, whole_text
from bot.sources.conferences.families import MOST_ENTRIES, Conference, Programme
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SITE = "https://aclanthology.org"
_NAME = re.compile(rb'<(collection|volume)\s(?:[^<>]{0,900}\s)?id="([^"]{0,60})"')
_ID = re.compile(r"[A-Za-z0-9.-]{1,60}")


def parse_volumes(body: bytes, conference: Conference) -> Programme:
    """Parse all papers of a collection, without prefaces. Raises SourceError for a body that was cut off."""
    names: dict[bytes, bytes] = {}  # of the collection and the volume
    found: list[tuple[str, Paper] | None] = []
    end = 0
    for piece in pieces(body, b"<paper ", b"</paper>", MOST_ENTRIES, conference.host):
        names.update((one[1], one[2]) for one in matches(_NAME, body, piece.start, piece.end))
        volume = b"-".join(names.values()).decode(errors="replace")
        found.append(_paper(piece.element, volume, conference))
        end = piece.end
    if body.find(b"</collection>", end) < 0:
        raise SourceError(f"{conference.host} answered with something that was cut off; {RETRY_HINT}.")
    papers = dict(filter(None, found))
    return Programme(papers=papers, skipped=len(found) - len(papers))


def _paper(body: bytes, volume: str, conference: Conference) -> tuple[str, Paper] | None:
    """Return a paper with its id in the Anthology, `2024.acl-long.1` or an old `L06-1060`; None if broken."""
    try:
        element = decode(body, conference.host)
    except SourceError:
        return None
    number, address = element.get("id", ""), text_of(element, "url")
    key = f"{volume}.{number}" if "." in volume else f"{volume}{number.zfill(3)}"
    key = address if _ID.fullmatch(address) else key
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
