"""Values of `has:`, `cat:`, `conf:`, `decision:` and `source:`: parsed from a query, and read from a paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.ports import UNANNOUNCED
from bot.domain.ports.catalogue import Catalogue, letters_and_digits
from bot.query.errors import close_match, did_you_mean, try_instead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.paper import Paper

_LINKS = ("code", "project", "video")  # fields of `Links`
_CATEGORY = re.compile(r"[a-z][a-z-]*(\.([a-z-]+|\*))?", re.IGNORECASE)
_SUBJECT = re.compile(r"[a-z][a-z0-9 &/_',-]*", re.IGNORECASE)  # in words, as sites write it
_CONFERENCE = re.compile(r"([a-z]+)(?:[\s_-]?(v?[0-9]+))?", re.IGNORECASE)  # with or without a year or volume
# What people type, and what is stored; `find_conference`, to add one, has its own rules
_CONFERENCE_FORMS = (("^nips", "neurips"), ("^pmlr-(?=[0-9])", "pmlr-v"), ("-(?=[0-9]{2}$)", "-20"))
_DECISIONS = ("oral", "spotlight", "poster")
_NAME = re.compile(r"[^\W_]+(-[^\W_]+)*")  # of a source, if it needs no quotation marks
_LEAST_SIMILARITY = 0.75  # of a mistyped category to the right one


class FactValue(NamedTuple):
    """A value in two forms: `compared` with those of papers, and `written` in the canonical form."""

    compared: str
    written: str


class ValueRefusedError(Exception):
    """An invalid value of a field. Its arguments are a hint, and then the one right term, if there is one."""


def parse_link(typed: str, _catalogue: Catalogue) -> FactValue:
    """Parse the kind of a link. Raises ValueRefusedError."""
    value = typed.lower()
    if value not in _LINKS:
        raise ValueRefusedError(try_instead(*(f"has:{name}" for name in _LINKS)))
    return FactValue(value, value)


def links_of(paper: Paper) -> Iterator[str]:
    """Kinds of links that a paper has."""
    return (name for name in _LINKS if getattr(paper.links, name))


def parse_category(typed: str, catalogue: Catalogue) -> FactValue:
    """Parse a category. Raises ValueRefusedError.

    `cs` is the archive `cs.*`; a subject in words, `cell biology`, is `cell-biology`. An unknown archive or
    subject is refused only if it resembles a known one or is the first word of one.
    """
    is_code = _CATEGORY.fullmatch(typed) is not None
    if not (is_code or _SUBJECT.fullmatch(typed)):
        raise ValueRefusedError(try_instead("cat:cs.CV", "cat:cs.*", 'cat:"cell biology"'))
    folded = _category_key(typed)
    archive, dot, rest = folded.partition(".")
    known = catalogue.categories
    if archive not in known:
        longer = next((name for name in known if name.startswith(f"{archive}-")), "")
        if suggestion := longer or close_match(archive, known, _LEAST_SIMILARITY):
            term = f"cat:{suggestion}{dot}{rest}"
            raise ValueRefusedError(did_you_mean(term), term)
    return FactValue(folded if dot else f"{folded}.*", typed if is_code else folded)


def _category_key(category: str) -> str:
    """Return the form in which categories are compared: `cs.cv`, `cell-biology`."""
    parts = category.casefold().split(".")
    return ".".join("-".join(re.findall(r"[^\W_]+|\*", part)) for part in parts)


def categories_of(paper: Paper) -> Iterator[str]:
    """Categories of a paper and their archives: `cs.cv` and `cs.*`."""
    for category in paper.categories:
        key = _category_key(category)
        yield key
        yield f"{key.partition('.')[0]}.*"


def parse_conference(typed: str, _catalogue: Catalogue) -> FactValue:
    """Parse a conference with a year, `icml-2026` or `ICML 26`, or without, `icml`. Raises ValueRefusedError."""
    found = _CONFERENCE.fullmatch(typed.strip())
    if found is None:
        raise ValueRefusedError(try_instead("conf:icml-2026", "conf:icml"))
    value = "-".join(filter(None, found.groups())).lower()
    for typed_form, stored in _CONFERENCE_FORMS:
        value = re.sub(typed_form, stored, value)
    return FactValue(value, value)


def conferences_of(paper: Paper) -> Iterator[str]:
    """Conferences of a paper, with and without their years: `icml-2026` and `icml`."""
    for conference in paper.conferences:
        yield conference
        yield conference.partition("-")[0]


def parse_decision(typed: str, _catalogue: Catalogue) -> FactValue:
    """Parse how a conference accepted a paper. Raises ValueRefusedError."""
    value = typed.lower()
    if value not in _DECISIONS:
        raise ValueRefusedError(try_instead(*(f"decision:{name}" for name in _DECISIONS)))
    return FactValue(value, value)


def decisions_of(paper: Paper) -> Iterator[str]:
    """A conference's decision about a paper, if it is known."""
    return filter(None, (paper.decision,))


def parse_source(typed: str, catalogue: Catalogue) -> FactValue:
    """Parse the name of a source. Raises ValueRefusedError for an unknown one that resembles a known one."""
    value = letters_and_digits(typed)
    if not value:
        raise ValueRefusedError(try_instead("source:arxiv"))
    known = catalogue.find(value)
    name = known or typed.casefold()
    written = name if _NAME.fullmatch(name) else value
    if known is None and (close := close_match(value, catalogue.names)):
        term = f"source:{catalogue.find(close) or close}"
        raise ValueRefusedError(did_you_mean(term), term)
    return FactValue(letters_and_digits(name), written)


def sources_of(paper: Paper) -> Iterator[str]:
    """Sources that announced a paper; `UNANNOUNCED` if none did."""
    names = (paper.sources or (paper.source,)) if paper.announced else (UNANNOUNCED,)
    yield from map(letters_and_digits, names)
