"""Names of subscriptions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.service.subscriptions.rules import NAME_LENGTH, clean_name, default_name, own_name
from tests.support.fakes import subscription


@given(st.text(max_size=700))
def test_names_are_one_short_visible_line(text: str) -> None:
    """Whatever is typed, a name is one line of at most 60 characters, and cleaning again changes nothing."""
    name = clean_name(text)
    assert len(name) <= NAME_LENGTH
    assert name == name.strip()
    assert "\n" not in name
    assert clean_name(name) == name


def test_hidden_characters_go() -> None:
    """Bidirectional overrides and zero-width characters do not reach other people's channels."""
    assert clean_name("\u202egnp.exe\u200b  \n name") == "gnp.exe name"


def test_default_is_the_query() -> None:
    """Without a name the query is the name; with nothing visible in it there is still one."""
    assert default_name("flow matching") == "flow matching"
    assert default_name("\u200b") == "papers"


def test_a_name_of_its_own_is_one_that_somebody_gave() -> None:
    """A name that was taken from the query, also one that was cut, is none."""
    long = "diffusion " * 20
    assert own_name(subscription(query=long, name=default_name(long))) == ""
    assert own_name(subscription(query="trees upvotes:>=20", name="trees")) == ""
    assert own_name(subscription(query="trees", name="Forest")) == "Forest"
