"""Conferences as people type them."""

import pytest
from yarl import URL

from bot.sources.conferences.added import KIND
from bot.sources.conferences.families import TITLES, find_conference
from bot.sources.conferences.source import PARSERS


@pytest.mark.parametrize(
    ("typed", "name", "title", "url"),
    [
        ("icml-2026", "icml-2026", "ICML 2026", "https://icml.cc/static/virtual/data/icml-2026-orals-posters.json"),
        ("ICML 2026", "icml-2026", "ICML 2026", "https://icml.cc/static/virtual/data/icml-2026-orals-posters.json"),
        ("nips2024", "neurips-2024", "NeurIPS 2024", "https://neurips.cc/static/virtual/data/neurips-2024-orals-posters.json"),
        (" acl_2024 ", "acl-2024", "ACL 2024", "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/2024.acl.xml"),
        ("pmlr-v250", "pmlr-v250", "PMLR v250", "https://proceedings.mlr.press/v250/assets/bib/bibliography.bib"),
        ("PMLR 250", "pmlr-v250", "PMLR v250", "https://proceedings.mlr.press/v250/assets/bib/bibliography.bib"),
    ],
)  # fmt: skip
def test_a_conference_is_found_as_people_write_it(typed: str, name: str, title: str, url: str):
    """Case and separators do not matter; the name is the same however it is typed."""
    found = find_conference(typed)
    assert found is not None
    assert (found.name, found.title, found.url) == (name, title, url)
    added = KIND.read(typed)
    assert (added.name, added.address, added.title) == (f"conference-{name}", f"conference:{name}", title)


@pytest.mark.parametrize("typed", ["", "icml-2099", "2026", "icml-26", "nature-2026", "icml-2026-x", "`x`" * 99])
def test_other_texts_get_a_sentence_with_what_is_possible(typed: str):
    """The sentence has examples and all known names."""
    with pytest.raises(ValueError, match="Examples: `conference:icml-2026`") as refused:
        KIND.read(typed)
    assert all(title in str(refused.value) for title in TITLES.values())
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("name", TITLES)
def test_each_conference_has_a_programme(name: str):
    """The address is that of its site, in a format that can be parsed."""
    found = find_conference(f"{name}-v99") or find_conference(f"{name}-2024")
    assert found is not None
    assert (found.source, URL(found.url).scheme) == (f"conference-{found.name}", "https")
    assert URL(found.url).suffix in PARSERS
