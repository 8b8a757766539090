"""The values of `has:`, `cat:` and `source:`: as they are typed, and as papers have them."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.ports import UNANNOUNCED
from bot.domain.ports.catalogue import letters_and_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

_LINKS = {"code": "its code", "project": "its project", "video": "a video"}  # of `Links`, and what each leads to
_CATEGORY = re.compile(r"[a-z][a-z-]*(\.([a-z-]+|\*))?", re.IGNORECASE)
_SUBJECT = re.compile(r"[a-z][a-z0-9 &/_',-]*", re.IGNORECASE)  # in words, as sites write it
_CLOSE = 0.75  # of two categories, when one is mistyped


class FactValue(NamedTuple):
    """A value as it is compared with those of papers, and as the canonical form writes it."""

    compared: str
    written: str


class ValueRefusedError(Exception):
    """A value that a field cannot have: what is wrong with it, and what to type instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse_link(typed: str, _catalogue: Catalogue) -> FactValue:
    """The kind of a link. Raises ValueRefusedError."""
    value = typed.lower()
    if value in _LINKS:
        return FactValue(value, value)
    close = difflib.get_close_matches(value, _LINKS, n=1)
    hint = f"Did you mean has:{close[0]}?" if close else "Write has:code, has:project or has:video."
    raise ValueRefusedError(f"`has:` does not know `{value}`.", hint)


def links_of(paper: Paper) -> Iterator[str]:
    """The kinds of links that a paper has."""
    return (name for name in _LINKS if getattr(paper.links, name))


def absence_of_link(value: str) -> str:
    """What a paper without such a link lacks."""
    return f"asks for a link to {_LINKS[value]}, and none is known (yet)"


def parse_category(typed: str, catalogue: Catalogue) -> FactValue:
    """One category, or all of an archive: `cs` is `cs.*`; a subject in words, `cell biology`, is `cell-biology`.

    An unknown one is refused only when it looks like a known one mistyped, or like its first word. Raises
    ValueRefusedError.
    """
    is_code = _CATEGORY.fullmatch(typed) is not None
    if not (is_code or _SUBJECT.fullmatch(typed)):
        hint = 'Write cat:cs.CV for one category, cat:cs.* for an archive, cat:"cell biology" for a subject.'
        raise ValueRefusedError(f"`{typed}` is not a category.", hint)
    folded = _category_key(typed)
    if (meant := _mistyped(folded, catalogue.categories)) is not None:
        raise ValueRefusedError(f"There is no category `{typed}`.", f"Did you mean cat:{meant}?")
    return FactValue(folded if "." in folded else f"{folded}.*", typed if is_code else folded)


def _mistyped(folded: str, known: Sequence[str]) -> str | None:
    """The category that is probably meant by one which no source has; None when it may be right."""
    archive, dot, rest = folded.partition(".")
    if archive in known or not known:
        return None
    begun = [name for name in known if name.startswith(f"{archive}-")]
    close = begun or difflib.get_close_matches(archive, known, n=1, cutoff=_CLOSE)
    return f"{close[0]}{dot}{rest}" if close else None


def _category_key(category: str) -> str:
    """As categories are compared: `cs.cv`, `cell-biology`."""
    parts = category.casefold().split(".")
    return ".".join("-".join(re.findall(r"[^\W_]+|\*", part)) for part in parts)


def categories_of(paper: Paper) -> Iterator[str]:
    """The categories of a paper and their archives: `cs.cv` and `cs.*`."""
    for category in paper.categories:
        key = _category_key(category)
        yield key
        yield f"{key.partition('.')[0]}.*"


def parse_source(typed: str, catalogue: Catalogue) -> FactValue:
    """The name of a source; an unknown one is refused only when it looks like a known one mistyped."""
    value = letters_and_digits(typed)
    if not value:
        raise ValueRefusedError("`source:` needs the name of a source.", example_of_source(catalogue))
    if (name := catalogue.find(value)) is not None:
        return FactValue(letters_and_digits(name), letters_and_digits(name))
    if close := difflib.get_close_matches(value, catalogue.names, n=1):
        meant = catalogue.find(close[0]) or close[0]
        raise ValueRefusedError(f"There is no source `{value}`.", f"Did you mean source:{meant}?")
    return FactValue(value, value)


def example_of_source(catalogue: Catalogue) -> str:
    """What to type after `source:`, as the end of an error."""
    known = " or ".join(f"source:{spec.name}" for spec in catalogue.active[:2])
    return f"Try {known}" if known else "Write it right after the colon."


def sources_of(paper: Paper) -> Iterator[str]:
    """The sources that brought a paper; what stands in for them while none has."""
    names = (paper.sources or (paper.source,)) if paper.announced else (UNANNOUNCED,)
    yield from map(letters_and_digits, names)
