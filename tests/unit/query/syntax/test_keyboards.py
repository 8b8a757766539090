"""Signs of Chinese, Japanese and Korean keyboards in queries."""

import pytest

from bot.query import parse
from tests.unit.query.papers import TABLES


@pytest.mark.parametrize(("typed", "meant"), TABLES["keyboards"])
def test_signs_of_chinese_japanese_and_korean_keyboards_are_understood(typed: str, meant: str):
    """Each sign means the same as the ASCII one, and the query is equal."""
    assert parse(typed) == parse(meant)
    assert parse(parse(typed).canonical) == parse(typed)


@pytest.mark.parametrize(("query", "canonical"), TABLES["quoted signs"])
def test_signs_in_quotation_marks_and_alone_stay_what_they_are(query: str, canonical: str):
    """Only pairs outside of quotation marks make groups and phrases."""
    assert parse(query).canonical == canonical
    assert parse(canonical) == parse(query)
