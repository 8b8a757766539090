"""Well-known feeds and arXiv categories that people can pick, from `known.toml`."""

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
