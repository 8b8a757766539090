"""The sources of a subscription, as people type and read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.errors import MistakeError
from bot.domain.ports.catalogue import Catalogue, letters_and_digits
from bot.domain.subscribed_sources import LISTS, stored_sources
from bot.language.formats import joined, listed
from bot.language.translating import gettext, pgettext
from bot.text.safe import clean, clip, without_backticks

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.ports import SourceSpec

# Typed for the lists and all present streams; the streams are stored by name, so later ones are not added
ALL = "all"
# What people type for groups, as `letters_and_digits` returns it
GROUP_WORDS = {
    LISTS: LISTS,
    "list": LISTS,
    "thelists": LISTS,
    "trending": LISTS,
    ALL: ALL,
    "everything": ALL,
}
_SEPARATOR = re.compile(r"[,;\n，；、]| and ")
_RAW_LENGTH = 2_000  # characters of the typed text that are read
_NAME_LENGTH = 40  # characters of an unknown name
_MAX_NAMED = 8  # sources in one sentence


class SourceChoiceError(MistakeError, ValueError):
    """The typed text names a source that cannot be chosen here. A ValueError, so that pydantic reports it."""


def parse_sources(typed: str, catalogue: Catalogue, current: Collection[str] = ()) -> tuple[str, ...]:
    """Parse names, titles or aliases of sources, separated by commas or "and"; an empty text stands for the lists.

    `current` are the names that the subscription has now: they are accepted even if they are no longer read.
    Raises SourceChoiceError.
    """
    names: set[str] = set()
    for part in filter(str.strip, _SEPARATOR.split(typed[:_RAW_LENGTH])):
        key = letters_and_digits(part)
        name = GROUP_WORDS.get(key) or catalogue.find(key)
        name = name or next(
            (stored_name for stored_name in current if letters_and_digits(stored_name) == key), None
        )
        if name == ALL:
            names.update(all_sources(catalogue) or (LISTS,))
        elif name is not None and (name == LISTS or name in current or catalogue.is_active(name)):
            names.add(name)
        else:
            raise SourceChoiceError(_unknown_source(part, catalogue))
    return as_stored(names, catalogue)


def as_stored(names: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return chosen names as they are stored: with `lists` chosen, the names of individual lists are left out."""
    return stored_sources(set(names) - catalogue.lists if LISTS in names else names)


def all_sources(catalogue: Catalogue) -> tuple[str, ...]:
    """Return all sources that are read now: the lists, and each stream by its name."""
    return stored_sources([LISTS, *(spec.name for spec in catalogue.streams)])


def inactive_sources(sources: Collection[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the sources of a subscription that are not read, such as those that the host or owner has removed."""
    return tuple(name for name in sources if name != LISTS and not catalogue.is_active(name))


def source_titles(sources: Collection[str], catalogue: Catalogue) -> str:
    """Return titles such as `Hugging Face, arXiv and Nature`; several lists, or none, are `the lists`."""
    list_titles = [spec.title for spec in catalogue.active if spec.name in catalogue.lists]
    # NOTE: lists of papers, such as Hugging Face Daily Papers, as one of several sources: "the lists and arXiv"
    lists = list_titles[0] if len(list_titles) == 1 else pgettext("sources", "the lists")
    return joined([lists if name == LISTS else catalogue.title(name) for name in sources or (LISTS,)])


def as_typed(sources: Collection[str]) -> str:
    """Return the text that a person types for these sources, such as `lists, arxiv`."""
    return ", ".join(sources or (LISTS,))


def typeable_names(catalogue: Catalogue, mark: str = "") -> list[str]:
    """Return the names that can be chosen, each between two marks; first `lists`, as `lists (Hugging Face)`."""
    lists = listed([spec.title for spec in catalogue.active if spec.name in catalogue.lists][:_MAX_NAMED])
    names = (LISTS, *(_typeable_name(spec, catalogue) for spec in catalogue.streams))
    first, *streams = (f"{mark}{name}{mark}" for name in names)
    return [f"{first} ({lists})" if lists else first, *streams]


def _typeable_name(spec: SourceSpec, catalogue: Catalogue) -> str:
    """Return a source's name; of one that people added, the title if that can be typed."""
    title = without_backticks(clean(spec.title))
    key = letters_and_digits(title)
    is_typeable = catalogue.find(key) == spec.name and key not in GROUP_WORDS and not _SEPARATOR.search(title)
    return title if spec.name in catalogue.added and is_typeable else spec.name


def is_name(text: str) -> bool:
    """True if a text can be the stored name of a source, known or not."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", text) is not None


def _unknown_source(typed: str, catalogue: Catalogue) -> str:
    """Say that a source is unknown or not read here, and list those that are."""
    names = typeable_names(catalogue, mark="`")
    # NOTE: {names} are several names of sources, {everything} is the word that stands for all of them
    return gettext(
        "Unknown source `{name}`. Choose from {names} and `{everything}`.",
        name=without_backticks(clip(clean(typed), _NAME_LENGTH)) or "?",
        names=listed([*names[:_MAX_NAMED], *(["…"] if len(names) > _MAX_NAMED else [])]),
        everything=ALL,
    )
