"""A paper of arXiv's, from what feed and API say alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.identity import arxiv_number, journal_version
from bot.domain.paper import Paper
from bot.sources.arxiv.spec import SPEC
from bot.sources.bodies.papers import abstract_of, arxiv_links, names_of, title_of
from bot.sources.bodies.xml_values import children, text_of, whole_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_CATEGORIES = 30
_PREAMBLE = re.compile(r"\A(?:\s*arXiv:\S+\s+Announce Type:[^\n]*\n?)?\s*(?:Abstract:\s*)?", re.IGNORECASE)
_CATEGORY = re.compile(r"[A-Za-z][A-Za-z-]{1,15}(?:\.[A-Za-z-]{2,20})?")
_NESTED = 4  # brackets in brackets
_BRACKETS = re.compile(r"\([^()]*(?:\)|\Z)")
_SUFFIX = re.compile(r",\s*((?:Jr|Sr|II|III|IV)\b)")  # `Paul Pegon, Jr.` is one person
# Some names there were encoded twice: é is Ã©. No name has these signs otherwise.
_TWICE = re.compile("[\u00c2-\u00c5][\u0080-\u00bf]")


def paper_of(item: Element) -> Paper | None:
    """The paper of an item of the feed, or of an entry of the API; None where it has no number or no title."""
    names = (
        text_of(item, "guid", "id"),
        *(link.get("href") or whole_text(link) for link in children(item, "link")),
    )
    number = next(filter(None, map(arxiv_number, names)), None)
    heading = title_of(text_of(item, "title"))
    if number is None or heading is None:
        return None
    listed = listed_authors(", ".join(map(whole_text, children(item, "creator"))))
    authors = listed or (text_of(author, "name") for author in children(item, "author"))
    kinds = (*children(item, "primary_category"), *children(item, "category"))
    subjects = ((one.get("term") or whole_text(one)).strip() for one in kinds)
    return Paper(
        id=f"arxiv:{number}",
        source=SPEC.name,
        title=heading,
        abstract=abstract_of(_PREAMBLE.sub("", text_of(item, "description", "summary"), count=1)),
        links=arxiv_links(number),
        authors=names_of(_TWICE.sub(_once, name) for name in authors),
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, subjects)))[:_MAX_CATEGORIES],
        published=journal_version(text_of(item, "doi")),
    )


def _once(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode()


def listed_authors(text: str) -> list[str]:
    """The names in the one text of the daily feed: between commas, affiliations in brackets left out."""
    for _ in range(_NESTED):
        text = _BRACKETS.sub("", text)
    return [found for name in _SUFFIX.sub(r" \1", text).split(",") if (found := " ".join(name.split()).strip(")"))]
