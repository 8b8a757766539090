"""The sources of a host with default settings, and made-up ones."""

from datetime import timedelta
from typing import Any

from bot.domain.ports import Gives, SourceKind, SourceSpec
from bot.settings import Settings
from bot.sources.catalogue import catalogue_of

CATALOGUE = catalogue_of(Settings())


def make_spec(name: str, **changes: Any) -> SourceSpec:
    fields: dict[str, Any] = {
        "name": name,
        "title": name.title(),
        "colour": 0x123456,
        "kind": SourceKind.LIST,
        "gives": frozenset(Gives),
        "quiet_after": timedelta(days=5),
    }
    return SourceSpec(**{**fields, **changes})
