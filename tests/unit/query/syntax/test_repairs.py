"""Repairs of queries with one sign too much or too little, drawn at random."""

import re
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.query import Query, QueryError, parse
from bot.query.query import MAX_CHARACTERS
from tests.unit.query.papers import TABLES
from tests.unit.query.strategies import queries

_SIGN = re.compile(r"(?<!\S)OR(?!\S)|[^\w\s]")


def words(text: str) -> Counter[str]:
    """Count the words of a query without its operators."""
    return Counter(re.findall(r"\w+", text)) - Counter(dict.fromkeys(("OR", "AND", "NOT"), len(text)))


def result(query: str) -> Query | QueryError:
    try:
        return parse(query)
    except QueryError as error:
        return error


@given(query=queries, data=st.data())
def test_what_a_button_offers_is_right(query: str, data: st.DataObject):
    """With a sign deleted or doubled, the query of the button is valid and has all words that were typed."""
    found = list(_SIGN.finditer(query))
    assume(found and isinstance(result(query), Query))
    sign = data.draw(st.sampled_from(found))
    typed = query[: sign.start()] + data.draw(st.sampled_from(["", f"{sign[0]} {sign[0]}"])) + query[sign.end() :]
    answer = result(typed)
    if isinstance(answer, QueryError) and answer.suggestion:
        assert parse(answer.corrected).canonical
        assert words(typed) <= words(answer.corrected)


@given(query=queries, data=st.data())
def test_a_sign_that_was_added_can_be_taken_back(query: str, data: st.DataObject):
    """If an added sign is a mistake with one right form, that is the query without it, or with its partner."""
    assume(isinstance(parsed := result(query), Query) and '"' not in query)
    typed = data.draw(
        st.sampled_from(["{} OR", "OR {}", "{} AND", "{} -", "{} (", "{},", "{} ()", '{} "'])
    ).format(query)
    answer = result(typed)
    assert isinstance(answer, QueryError)
    assert parse(answer.corrected) == parsed


@pytest.mark.parametrize("query", TABLES["several right forms"])
def test_every_hint_can_be_typed(query: str):
    """Without one right form, the hint has queries that are valid."""
    answer = result(query)
    assert isinstance(answer, QueryError)
    hinted = re.findall("`([^`]+)`", answer.hint)
    assert hinted
    assert all(isinstance(result(one), Query) for one in hinted)


def test_a_query_of_the_greatest_length_is_offered_within_it():
    """A partner that would make the query too long is not offered."""
    answer = result("author:(" + "x" * (MAX_CHARACTERS - len("author:(")))
    assert isinstance(answer, QueryError)
    assert answer.suggestion == ""
