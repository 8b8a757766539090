"""HTML, JATS and typesetting marks to plain text."""

import json

import pytest

from bot.sources.bodies.markup import plain_text, without_typesetting
from tests.support.data import shared, tables

_MARKS = tables(__file__, "markup.json")


@pytest.mark.parametrize(("markup", "text"), _MARKS["plain"])
def test_plain(markup: str, text: str):
    """Tags are removed with their meaning kept, and text that only looks like a tag stays."""
    assert plain_text(markup) == text


@pytest.mark.parametrize(("written", "text"), _MARKS["typeset"])
def test_typeset(written: str, text: str):
    """Typesetting marks of bioRxiv are removed."""
    assert without_typesetting(written) == text


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script ", "<p ", "&lt;p&gt;", "O_FIG", "<sup>", "O_ST_ABS", "{", "&", "\n ", "<p x=", "C_LIO_LI"],
)
def test_endless_marks_are_bounded(piece: str):
    """Endless marks take linear time, and at most 60,000 characters are read."""
    assert len(without_typesetting(piece * 200_000)) <= 60_000


def test_recorded_preprints_read_well():
    """Recorded texts have no typesetting marks left."""
    for server in ("biorxiv", "medrxiv"):
        body = shared(f"feeds/biorxiv_medrxiv/harsh_{server}_2026-08-01_05.json").read_bytes()
        for item in json.loads(body)["collection"]:
            for text in (without_typesetting(item["title"]), without_typesetting(item["abstract"])):
                assert "O_" not in text
                assert "C_" not in text
                assert "\n\n" not in text
