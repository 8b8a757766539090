"""A source is named only in its own folder, the table and the settings."""

import re

import pytest

from bot.settings import Settings
from bot.sources.catalogue import catalogue_of
from tests.support.paths import ROOT

_NAMES = sorted(spec.name for spec in catalogue_of(Settings()))
# The table, papers in files (which have the shape of one source), the addresses on the
# web by which people and papers name papers, and what a store of before says of a source by its name alone.
_MAY_NAME = re.compile(
    r"bot/sources/.*|bot/domain/identity\.py|bot/service/papers/references\.py|"
    r"bot/store/codec/documents\.py"
)
# arXiv and PubMed are also schemes of ids, whoever brings the paper, and words of English.
_ALSO_A_SCHEME = {"arxiv", "pubmed"}


@pytest.mark.parametrize("name", sorted(set(_NAMES) - _ALSO_A_SCHEME))
def test_nothing_above_or_below_names_a_source(name: str):
    """Everything that others need to know of a source is in its spec."""
    files = sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))
    naming = [
        str(path.relative_to(ROOT))
        for path in files
        if name in path.read_text("utf-8").casefold() and not _MAY_NAME.fullmatch(str(path.relative_to(ROOT)))
    ]
    assert naming == []
