"""Time zones: what people type is read leniently."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from bot.domain.schedule import zone_named
from bot.language.translating import gettext
from bot.service.preferences.parse import PreferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 60  # characters that are read


def read_zone(text: str) -> str:
    """An IANA name in any case, with spaces for underscores, or a city that only one zone is named after."""
    wanted = _wanted(text)
    zones = known_zones()
    cities = [name for key, name in zones.items() if _is_place(key) and key.rpartition("/")[2] == wanted]
    found = zones.get(wanted) or (cities[0] if len(cities) == 1 else None)
    if found is not None and zone_named(found) is not None:
        return found
    raise PreferenceError(
        gettext("I do not know that time zone. Write it like Europe/Berlin, America/New_York or UTC.")
    )


@cache
def known_zones() -> Mapping[str, str]:
    """The time zones that this machine knows, by their names without case.

    Read from the disk once, which takes a tenth of a second: ask on a thread before anybody waits for it.
    """
    return {name.casefold(): name for name in available_timezones() if "/" in name or name.isupper()}


def offered_zones(typed: str, most: int) -> list[str]:
    """At most so many zones whose name or city has what was typed, those where the city begins so first."""
    wanted = _wanted(typed)
    places = [(key, name) for key, name in known_zones().items() if _is_place(key) and wanted in key]
    places.sort(key=lambda one: (not one[0].rpartition("/")[2].startswith(wanted), one[0]))
    return [name for _, name in places[:most]]


def _wanted(text: str) -> str:
    return text.strip().replace(" ", "_").casefold()[:_LONGEST]


def _is_place(key: str) -> bool:
    """Not Etc/GMT+2: it is two hours behind, and nobody means that by GMT+2."""
    return "/" in key and not key.startswith("etc/")
