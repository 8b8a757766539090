"""custom_ids that name a paper and carry a marker."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_io.render.custom_ids import (
    ABSTRACT_MENU_PATTERN,
    ABSTRACT_PATTERN,
    TUNE_PATTERN,
    WHY_PATTERN,
    abstract_custom_id,
    abstract_menu_custom_id,
    is_hash,
    paper_custom_id,
    paper_key,
)

MARKERS = st.text("AZaz09-_", min_size=1, max_size=25)
PAPER_IDS = st.text(min_size=1, max_size=300).filter(lambda text: not text.startswith("~"))


def test_short_ids_stand_as_they_are():
    """An arXiv id can be read in the custom_id and needs nothing to be resolved."""
    assert abstract_custom_id("arxiv:2503.02130", "m-_1") == "paperboy:abstract:arxiv:2503.02130:m-_1"


@given(PAPER_IDS, MARKERS)
def test_any_id_comes_back(paper_id: str, marker: str):
    """A custom_id of any id fits, and leads back to it by itself or by its digest."""
    custom_id = abstract_custom_id(paper_id, marker)
    assert len(custom_id) <= 100
    match = re.fullmatch(ABSTRACT_PATTERN, custom_id)
    assert match is not None
    assert match["marker"] == marker
    assert match["key"] == (paper_key(paper_id) if is_hash(match["key"]) else paper_id)


@given(PAPER_IDS, st.none() | st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True))
def test_what_a_post_tested_comes_back(paper_id: str, tested: str | None):
    """Beside the paper, whose id is never taken for the subscription."""
    for pattern, custom_id in (
        (TUNE_PATTERN, paper_custom_id("tune", paper_id, tested)),
        (WHY_PATTERN, paper_custom_id("why", paper_id, tested)),
    ):
        assert len(custom_id) <= 100
        match = re.fullmatch(pattern, custom_id)
        assert match is not None
        assert (match["tested"], match["key"]) == (tested, paper_key(paper_id))


@given(MARKERS)
def test_menus_carry_the_marker(marker: str):
    """The menu's custom_id gives its marker back, and the two kinds are never mistaken for each other."""
    custom_id = abstract_menu_custom_id(marker)
    match = re.fullmatch(ABSTRACT_MENU_PATTERN, custom_id)
    assert match is not None
    assert match["marker"] == marker
    assert re.fullmatch(ABSTRACT_PATTERN, custom_id) is None
    assert re.fullmatch(ABSTRACT_MENU_PATTERN, abstract_custom_id("arxiv:1", marker)) is None
