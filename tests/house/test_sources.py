"""Where sources are named: a new one touches its own folder, the table and the settings."""

from __future__ import annotations

import re

import pytest

from bot.settings import Settings
from bot.settings.values import TAKEN_NAMES
from bot.sources.catalogue import FAMILIES
from tests.support.paths import ROOT

_NAMES = sorted({spec.name for family in FAMILIES for spec in family.known(Settings())})
# The table, the sections of settings, papers in files (which have the shape of one source), the addresses on the
# web by which people and papers name papers, and what a store of before says of a source by its name alone.
_MAY_NAME = re.compile(
    r"bot/sources/.*|bot/settings/.*|bot/domain/identity\.py|bot/service/papers/references\.py|"
    r"bot/store/codec/papers\.py"
)
# arXiv is also a scheme of ids, whoever brings the paper.
_ALSO_A_SCHEME = {"arxiv"}


def test_no_feed_can_take_a_sources_name() -> None:
    """Names and aliases of every source are refused for feeds."""
    specs = [spec for family in FAMILIES for spec in family.known(Settings())]
    assert {name for spec in specs for name in (spec.name, *spec.aliases)} <= TAKEN_NAMES


@pytest.mark.parametrize("name", sorted(set(_NAMES) - _ALSO_A_SCHEME))
def test_nothing_above_or_below_names_a_source(name: str) -> None:
    """What others need to know of a source is in its spec."""
    files = sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))
    naming = [
        str(path.relative_to(ROOT))
        for path in files
        if name in path.read_text("utf-8").casefold() and not _MAY_NAME.fullmatch(str(path.relative_to(ROOT)))
    ]
    assert naming == []
