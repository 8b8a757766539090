"""Find the abstract in an item's description.

Journals' feeds often have a citation in its place: volume, date, authors, DOI. That is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sources.bodies.markup import has_typesetting, plain_text, without_typesetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A whole line: of a citation, of an address or DOI alone, or what aggregators and blogs add to each item
_CITATION = re.compile(
    r"(?:publication date|available online|published online|source|doi|issn|pages?|volume|upvotes|article url|"
    r"comments url|points|# ?comments)\s*:.*"
    r"|(?:https?://\S+|doi(?=\S*10\.\S)\S+|10\.[0-9]{4,9}/\S+)"
    rf"|.{{0,60}}\b[0-9]{{1,2}} (?:{_MONTHS}) [0-9]{{4}}"
    r"|.{0,120}\b(?:vol\.|volume|pp\.) ?[0-9].*"
    r"|.{0,100}\b(?:doi|DOI):? ?10\.[0-9]{4,9}/\S++.{0,40}"
    r"|\[[^\]]{0,300}(?:\([0-9]{4}\)|[0-9]{4})\]\s*published.*"
    r"|(?:the post|l\u2019article) .{0,300} appeared first on .*",
    re.IGNORECASE,
)
_AUTHOR_LINE = re.compile(r"author\(?s?\)?\s*:\s*(\S.*)", re.IGNORECASE)
_ABSTRACT_HEADING = re.compile(
    r"^(?:arXiv:\S+ Announce Type: \S+\s*)?(?:abstract|summary)\s*(?:[:.]\s*|\n|(?=(?-i:[A-Z])))", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: [\w.'\u2019-]+){1,4}")
# Words of names that begin with a small letter
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "da", "di", "la", "le", "and", "bin", "al", "ter", "dos", "del"}
)
_INITIALS = re.compile(r"[A-Z]\.?(?:[ -]?[A-Z]\.?){0,4}")
_MIN_LENGTH = 100  # characters; a shorter text beside a citation belongs to that, unless it is a sentence
_SENTENCE_END = re.compile(r"[.!?]")


def find_abstract(texts: Sequence[str], title: str) -> tuple[str, tuple[str, ...]]:
    """Return the first abstract in the texts, and authors' names found where an abstract was expected."""
    names: tuple[str, ...] = ()
    for text in texts:
        abstract, found = _find_abstract(text, title)
        names = names or found
        if abstract:
            return abstract, names
    return "", names


def _find_abstract(text: str, title: str) -> tuple[str, tuple[str, ...]]:
    """Return the abstract in one text, or "", and the authors' names in it."""
    abstract_lines: list[str] = []
    names: tuple[str, ...] = ()
    has_citation = False
    readable = without_typesetting(text) if has_typesetting(text) else plain_text(text)
    for line in readable.split("\n"):
        if line == title or _CITATION.fullmatch(line):
            has_citation = True
        elif match := _AUTHOR_LINE.fullmatch(line):
            names = names or _listed_names(match[1])
        elif _are_names(line):
            names = names or _listed_names(line)
        else:
            abstract_lines.append(line)
    abstract = _ABSTRACT_HEADING.sub("", "\n".join(abstract_lines), count=1).strip()
    # What is left beside a citation may be a journal's name, or a single author.
    if has_citation and len(abstract) < _MIN_LENGTH and not _SENTENCE_END.search(abstract):
        return "", names or ((abstract,) if _is_name(abstract) else ())
    return abstract, names


def _listed_names(text: str) -> tuple[str, ...]:
    return tuple(name for name in split_authors([text]) if name.rstrip(".") != "et al")


def _are_names(line: str) -> bool:
    """True for a line of only people's names, at least half of them with a first and last name."""
    parts = _listed_names(line)
    if ";" in line and len(parts) > 1 and all(map(_NAME.fullmatch, parts)):
        return True
    full = sum(map(_is_name, parts))
    return full > 1 and all(_is_name(part) or part.isalpha() for part in parts) and 2 * full >= len(parts)


def _is_name(text: str) -> bool:
    words = text.split(" ")
    return _NAME.fullmatch(text) is not None and all(word[:1].isupper() or word in _PARTICLES for word in words)


def split_authors(authors: Iterable[str]) -> list[str]:
    """Split names that a feed joined in one text, such as `Kaur, M., Shukla, A.` or `A Lovelace; A Turing`."""
    found = list(authors)
    if len(found) != 1:
        return found
    (text,) = found
    if ";" in text:
        return [name for part in text.split(";") if (name := " ".join(part.split()))]
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        return [f"{first} {last}" for last, first in zip(parts[::2], parts[1::2], strict=False)]
    if 2 * sum(" " in part for part in parts) > max(len(parts), 2):  # `DeepSeek-AI, Daya Guo, Wei An`
        return parts
    return found
