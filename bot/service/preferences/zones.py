"""Parsing and suggestion of time zones that people type."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from bot.domain.schedule import zone_named
from bot.language.translating import gettext
from bot.service.preferences.parse import PreferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 60  # characters that are parsed


def read_zone(text: str) -> str:
    """Return an IANA name, from a name in any case (`america/new york`) or a unique city (`berlin`)."""
    typed = _normalized(text)
    zones = known_zones()
    cities = [name for key, name in zones.items() if _is_city(key) and key.rpartition("/")[2] == typed]
    found = zones.get(typed) or (cities[0] if len(cities) == 1 else None)
    if found is not None and zone_named(found) is not None:
        return found
    raise PreferenceError(gettext("Unknown time zone. Write it like Europe/Berlin or UTC."))


@cache
def known_zones() -> Mapping[str, str]:
    """Return the time zones of this machine, by names in lower case.

    The first call reads the disk for a tenth of a second: make it on a thread at startup.
    """
    return {name.casefold(): name for name in available_timezones() if "/" in name or name.isupper()}


def offered_zones(typed: str, most: int) -> list[str]:
    """Return up to `most` zones that contain the typed text; cities that begin with it come first."""
    text = _normalized(typed)
    zones = [(key, name) for key, name in known_zones().items() if _is_city(key) and text in key]
    zones.sort(key=lambda one: (not one[0].rpartition("/")[2].startswith(text), one[0]))
    return [name for _, name in zones[:most]]


def _normalized(text: str) -> str:
    return text.strip().replace(" ", "_").casefold()[:_LONGEST]


def _is_city(key: str) -> bool:
    """True except for zones such as Etc/GMT+2, which is two hours behind UTC, unlike what people expect."""
    return "/" in key and not key.startswith("etc/")
