"""Parsing and suggestion of time zones that people type."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from bot.language.formats import either
from bot.language.translating import gettext
from bot.service.preferences.parse import PreferenceError
from bot.text.safe import in_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MAX_LENGTH = 60  # characters that are parsed
_NEEDLESS_END = re.compile(r"(_(standard|daylight|summer))?_time(_?zone)?$")
_OFFSET = re.compile(r"^(?:utc|gmt)?_?([+-])0?(\d{1,2})(?::?00|:?(30|45))?$")


def read_zone(text: str) -> str:
    """Return an IANA name, from a name in any case (`america/new york`), a city (`Berlin time`) or a code (`JST`).

    Codes and offsets that can mean several zones, such as `CST` and `UTC+9`, are refused with these zones.
    """
    typed = _normalized(text)
    zones = known_zones()
    cities = [name for key, name in zones.items() if _is_city(key) and key.rpartition("/")[2] == typed]
    found = _zones_by_alias().get(typed) or ([zones[typed]] if typed in zones else cities)
    if len(found) == 1:
        return found[0]
    if found:
        raise PreferenceError(gettext("Several time zones match. Choose {zones}.", zones=either(found)))
    by_city = {key.rpartition("/")[2]: name for key, name in zones.items() if _is_city(key)}
    # At 0.75, one letter too many or too few in a short name is still near
    similar = [by_city[city] for city in get_close_matches(typed, by_city, n=1, cutoff=0.75)]
    # NOTE: {zones} are such as Europe/Berlin
    text = gettext(
        "Unknown time zone. Try {zones}.",
        zones=either([*map(in_code, similar or ["Europe/Berlin", "UTC"])]),
    )
    raise PreferenceError(text)


@cache
def known_zones() -> Mapping[str, str]:
    """Return the time zones of this machine, by names in lower case.

    Names without a slash, such as `Japan`, are left out, unless they are all capitals, such as `PRC`. The first
    call reads the disk for a tenth of a second: make it on a thread at startup.
    """
    return {name.casefold(): name for name in sorted(available_timezones()) if "/" in name or name.isupper()}


def offered_zones(typed: str, most: int) -> list[str]:
    """Return up to `most` zones: those of `zones.txt` for the text, cities that begin with it, others with it."""
    text = _normalized(typed)
    zones = [(key, name) for key, name in known_zones().items() if _is_city(key) and text in key]
    zones.sort(key=lambda one: (not one[0].rpartition("/")[2].startswith(text), one[0]))
    return list(dict.fromkeys([*_zones_by_alias().get(text, ()), *(name for _, name in zones)]))[:most]


@cache
def _zones_by_alias() -> Mapping[str, Sequence[str]]:
    """Return the table `zones.txt`: zones by abbreviation, name or offset."""
    lines = (files("bot.service.preferences") / "zones.txt").read_text("utf-8").splitlines()
    return {key: zones for key, *zones in map(str.split, lines) if key != "#"}


def _normalized(text: str) -> str:
    """Return `new_york` for `New York time`, and `utc+9` for `GMT+09:00`."""
    typed = "_".join(text.split()).casefold()[:_MAX_LENGTH].replace("\N{MINUS SIGN}", "-")
    return _OFFSET.sub(r"utc\1\2\3", _NEEDLESS_END.sub("", typed))


def _is_city(key: str) -> bool:
    """True for Europe/Berlin and the like; not for Etc/GMT+2, which is two hours behind UTC, unlike its name."""
    return "/" in key and not key.startswith("etc/")
