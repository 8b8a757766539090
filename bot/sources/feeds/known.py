"""Well-known feeds, arXiv categories and conferences that people can pick, from `known.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class KnownSource(NamedTuple):
    """A source that people can pick: its title, its address as they would type it, and its subject."""

    title: str
    address: str
    subject: str


@cache
def known_sources() -> tuple[KnownSource, ...]:
    """Return all well-known sources, by subject."""
    tables = tomllib.loads((files("bot.sources.feeds") / "known.toml").read_text("utf-8"))
    return tuple(
        KnownSource(title, address, subject)
        for subject, sources in tables.items()
        for title, address in sources.items()
    )


def known_address(typed: str) -> str | None:
    """Return the address of the source with this title, or of the only one whose title has the text; else None."""
    needle = typed.strip().casefold()
    addresses = {source.title.casefold(): source.address for source in known_sources()}
    matching = [address for title, address in addresses.items() if needle in title]
    return addresses.get(needle) or (matching[0] if len(matching) == 1 else None)
