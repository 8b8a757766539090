"""HTML, JATS and typesetting marks to plain text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sources.bodies.markup import plain, typeset
from tests.support.data import shared

_MARKS = json.loads(Path(__file__).with_name("markup.json").read_text("utf-8"))


@pytest.mark.parametrize(("markup", "text"), _MARKS["plain"])
def test_plain(markup: str, text: str) -> None:
    """Marks go, what they mean stays; what only looks like a mark stays as it is."""
    assert plain(markup) == text


@pytest.mark.parametrize(("written", "text"), _MARKS["typeset"])
def test_typeset(written: str, text: str) -> None:
    """What the typesetters of bioRxiv left in its texts."""
    assert typeset(written) == text


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script ", "<p ", "&lt;p&gt;", "O_FIG", "<sup>", "O_ST_ABS", "{", "&", "\n ", "<p x=", "C_LIO_LI"],
)
def test_endless_marks_are_bounded(piece: str) -> None:
    """Nothing makes the reading go back again and again, and no more than 60,000 characters are read."""
    assert len(typeset(piece * 200_000)) <= 60_000


def test_recorded_preprints_read_well() -> None:
    """No mark of the typesetting is left in any recorded text."""
    for server in ("biorxiv", "medrxiv"):
        body = shared(f"feeds/biorxiv_medrxiv/harsh_{server}_2026-08-01_05.json").read_bytes()
        for item in json.loads(body)["collection"]:
            for text in (typeset(item["title"]), typeset(item["abstract"])):
                assert "O_" not in text
                assert "C_" not in text
                assert "\n\n" not in text
