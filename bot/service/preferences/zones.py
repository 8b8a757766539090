"""Time zones: what people type is read leniently."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from bot.domain.schedule import zone_named
from bot.language.translating import gettext
from bot.service.preferences.parse import PreferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 60  # characters that are read


def read_zone(text: str) -> str:
    """An IANA name in any case, with spaces for underscores, or a city that only one zone is named after."""
    wanted = text.strip().replace(" ", "_").casefold()[:_LONGEST]
    zones = known_zones()
    cities = zones.by_city.get(wanted, ())
    found = zones.names.get(wanted) or (cities[0] if len(cities) == 1 else None)
    if found is not None and zone_named(found) is not None:
        return found
    raise PreferenceError(
        gettext("I do not know that time zone. Write it like Europe/Berlin, America/New_York or UTC.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The time zones that this machine knows, by their names and by the cities in them, both without case."""

    names: Mapping[str, str]
    by_city: Mapping[str, Sequence[str]]


@cache
def known_zones() -> Zones:
    """Read from the disk once, which takes a tenth of a second: ask on a thread before anybody waits for it."""
    names = {name.casefold(): name for name in available_timezones() if "/" in name or name.isupper()}
    by_city: dict[str, list[str]] = {}
    for key, name in names.items():
        area, slash, city = key.rpartition("/")
        if slash and area != "etc":  # not Etc/GMT+2: it is two hours behind, and nobody means that by GMT+2
            by_city.setdefault(city, []).append(name)
    return Zones(names=names, by_city=by_city)


def offered_zones(typed: str, most: int) -> list[str]:
    """At most so many zones whose name or city has what was typed, those where the city begins so first.

    Every zone that is named after a place counts, `Etc/GMT+2` does not: it is two hours behind.
    """
    wanted = typed.strip().replace(" ", "_").casefold()[:_LONGEST]
    places = [
        (key, name) for key, name in known_zones().names.items() if "/" in key and not key.startswith("etc/")
    ]
    found = [(key.rpartition("/")[2].startswith(wanted), key, name) for key, name in places if wanted in key]
    return [name for _, _, name in sorted(found, key=lambda one: (not one[0], one[1]))[:most]]
