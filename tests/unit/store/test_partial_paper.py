"""Indexing a part of a paper's document at the start gives the same as the whole."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.paper import Sighting
from bot.domain.paper_merging import merged
from bot.store.codec.ascii_json import dump
from bot.store.codec.documents import encode_sighting
from bot.store.tinydb.indexes.indexes import Indexes, partial_paper
from tests.contract.makers import TODAY, sighting

_LOOKALIKE = '"signals":{"first_seen":"2020-01-01T00:00:00Z","list_day":"2020-01-01"'


def of_two_sources() -> Sighting:
    """A paper on today's list that a stream announced a week before."""
    listed = sighting(1)
    streamed = replace(
        sighting(1, day=TODAY - timedelta(days=7)), paper=replace(sighting(1).paper, source="arxiv")
    )
    return merged((listed, streamed))


def papers_of(index: Indexes) -> tuple[dict[Any, list[str]], Any]:
    return {day: index.papers_by_day.of(day) for day in index.papers_by_day}, {
        version: index.preprints.of(version) for version in index.preprints
    }


@pytest.mark.parametrize(
    ("found", "in_short"),
    [
        pytest.param(sighting(1), True, id="usual"),
        pytest.param(sighting(1, title=_LOOKALIKE, tldr="\\" + _LOOKALIKE), True, id="lookalike"),
        pytest.param(of_two_sources(), True, id="two sources"),
        pytest.param(sighting(1, published="doi:10.1000/1"), False, id="published"),
        pytest.param(sighting(1, title='of "published": yes'), True, id="not published"),
    ],
)
def test_a_paper_is_of_the_same_day(found: Sighting, *, in_short: bool):
    """Both find the same list day, whatever is in the paper's texts; papers with a journal version are decoded."""
    document = encode_sighting(found)
    raw, shown, decoded = dump(document), Indexes(), Indexes()
    assert (partial_paper("papers", raw) is not None) == in_short
    shown.load_document("papers", found.paper.id, raw)
    decoded.changed("papers", found.paper.id, None, json.loads(raw))
    assert papers_of(shown) == papers_of(decoded)
    assert papers_of(shown)[0] == {found.signals.list_day: [found.paper.id]}


def test_all_else_is_decoded():
    """Documents of other tables, or in another format, are decoded."""
    assert partial_paper("notes", dump(encode_sighting(sighting(1)))) is None
    assert partial_paper("papers", b'{"signals": {"list_day":"2026-11-01"}}') is None
