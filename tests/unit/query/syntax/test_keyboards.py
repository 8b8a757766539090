"""What Chinese, Japanese and Korean keyboards type for the signs of the language."""

from __future__ import annotations

import pytest

from bot.query import parse
from tests.unit.query.papers import TABLES


@pytest.mark.parametrize(("typed", "meant"), TABLES["keyboards"])
def test_what_chinese_japanese_and_korean_keyboards_type_is_understood(typed: str, meant: str) -> None:
    """Each sign as the ASCII one, and the query is the same."""
    assert parse(typed) == parse(meant)
    assert parse(parse(typed).canonical) == parse(typed)


@pytest.mark.parametrize(("query", "canonical"), TABLES["quoted signs"])
def test_signs_in_quotation_marks_and_alone_stay_what_they_are(query: str, canonical: str) -> None:
    """Only pairs outside of quotation marks are groups and phrases."""
    assert parse(query).canonical == canonical
    assert parse(canonical) == parse(query)
