"""The sources of a subscription as people choose and read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.errors import PaperboyError
from bot.domain.ports.catalogue import letters_and_digits
from bot.domain.subscribed_sources import LISTS, as_stored
from bot.language.formats import joined, listed, sentences
from bot.language.translating import gettext, pgettext
from bot.text.safe import clean, clip, within_code

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.ports.catalogue import Catalogue

ALL: Final = "all"  # typed for all that the host reads now; what is stored names each, so that none is added later
WORDS = {
    LISTS: LISTS,
    "list": LISTS,
    "thelists": LISTS,
    "trending": LISTS,
    ALL: ALL,
    "everything": ALL,
}
_RAW_LENGTH = 2_000  # read of what was typed
_SHOWN = 40  # characters of a name that nobody knows
_NAMED = 8  # sources in one sentence


class SourceChoiceError(PaperboyError, ValueError):
    """The typed text names no source that is read here. A ValueError, so that pydantic reports it."""


def read_sources(typed: str, catalogue: Catalogue, kept: Collection[str] = ()) -> tuple[str, ...]:
    """Names, titles or aliases with commas between, as they are stored; nothing typed is the lists.

    `kept` are the stored names that it has now: they may stay also where they are not read any more. Raises
    SourceChoiceError.
    """
    names: set[str] = set()
    for part in filter(str.strip, re.split(r"[,;\n]| and ", typed[:_RAW_LENGTH])):
        key = letters_and_digits(part)
        name = WORDS.get(key) or catalogue.find(key)
        name = name or next((one for one in kept if letters_and_digits(one) == key), None)
        if name == ALL:
            names.update(everything(catalogue) or (LISTS,))
        elif name is not None and (name == LISTS or name in kept or catalogue.is_active(name)):
            names.add(name)
        else:
            raise SourceChoiceError(_not_here(part, name, catalogue))
    return stored(names, catalogue)


def stored(names: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Chosen names as a subscription keeps them: a list by name says nothing beside all lists."""
    return as_stored(set(names) - catalogue.lists if LISTS in names else names)


def everything(catalogue: Catalogue) -> tuple[str, ...]:
    """All that is read now: the lists, and each stream by its name."""
    return as_stored([LISTS, *(spec.name for spec in catalogue.streams)])


def not_read(sources: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """The sources of a subscription that the host does not read, or no longer reads."""
    return tuple(name for name in sources if name != LISTS and not catalogue.is_active(name))


def in_words(sources: Collection[str], catalogue: Catalogue) -> str:
    """`Hugging Face, arXiv and Nature`: where several lists are read, or none is, they are `the lists`."""
    titles = [spec.title for spec in catalogue.active if spec.name in catalogue.lists]
    # NOTE: lists of papers, such as Hugging Face Daily Papers, as one of several sources: "the lists and arXiv"
    lists = titles[0] if len(titles) == 1 else pgettext("sources", "the lists")
    return joined([lists if name == LISTS else catalogue.title(name) for name in sources or (LISTS,)])


def as_typed(sources: Collection[str]) -> str:
    """The text that a person types for these sources: `lists, arxiv`."""
    return ", ".join(sources or (LISTS,))


def typeable_names(catalogue: Catalogue, mark: str = "") -> list[str]:
    """The names that can be chosen, between two marks; `lists` comes first and says which they are."""
    lists = listed([spec.title for spec in catalogue.active if spec.name in catalogue.lists][:_NAMED])
    first, *streams = (f"{mark}{name}{mark}" for name in (LISTS, *(spec.name for spec in catalogue.streams)))
    return [f"{first} ({lists})" if lists else first, *streams]


def is_name(text: str) -> bool:
    """True if a text can be a source's stored name, also of one that is unknown here."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", text) is not None


def _not_here(typed: str, name: str | None, catalogue: Catalogue) -> str:
    """Say that a source is unknown or not read here, and what can be chosen."""
    if name is None:
        shown = within_code(clip(clean(typed), _SHOWN)) or "?"
        told = gettext("There is no source `{name}` here.", name=shown)
    else:
        told = gettext(
            "{source} is not read here, so nothing would come of it: whoever hosts this bot can switch it on.",
            source=catalogue.title(name),
        )
    names = typeable_names(catalogue, mark="`")
    choices = listed([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
    # NOTE: {names} are several names of sources, {everything} is the word that stands for all of them
    return sentences(told, gettext("Choose among {names} and `{everything}`.", names=choices, everything=ALL))
