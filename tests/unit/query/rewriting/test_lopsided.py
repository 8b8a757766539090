"""What ends the last alternative, and holds for that one alone."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.query import QueryError, for_all, meaning, parse
from tests.unit.query.strategies import queries


@pytest.mark.parametrize(
    ("query", "told", "whole"),
    [
        (
            '"flow matching" OR diffusion -survey',
            "`-survey` holds for `diffusion` alone.",
            '("flow matching" OR diffusion) -survey',
        ),
        ("flow, diffusion, trees -survey", "`-survey` holds for `trees`", "(flow OR diffusion OR trees) -survey"),
        ("flow OR red trees NOT survey", "`-survey` holds for `red trees`", "(flow OR red trees) -survey"),
        ("flow OR trees upvotes:>=20", "`upvotes:>=20` holds", "(flow OR trees) upvotes:>=20"),
        ("flow OR trees -red has:code", "`-red has:code` hold for", "(flow OR trees) -red has:code"),
        ("flow OR trees -(red, green)", "`-(red OR green)` holds", "(flow OR trees) -(red OR green)"),
        ("title:(flow OR trees -red)", "`-title:red` holds", "(title:flow OR title:trees) -title:red"),
        ("(flow OR trees -red) upvotes:>=5", "`-red` holds", "(flow OR trees) -red upvotes:>=5"),
    ],
)
def test_what_holds_for_the_last_alternative_alone_is_told(query: str, told: str, whole: str) -> None:
    """Who writes an exclusion or a bar last, without brackets, hears of what it holds, and what to write."""
    found = parse(query)
    assert found.warnings[0].startswith(told)
    assert found.warnings[0].endswith(f"For all of it: `{whole}`.")
    bracketed = for_all(found)
    assert bracketed is not None
    assert bracketed == parse(whole)
    assert for_all(bracketed) is None


@pytest.mark.parametrize(
    "query",
    [
        "flow OR diffusion",
        "diffusion -survey",
        "(flow OR diffusion) -survey",
        "flow OR (diffusion -survey)",
        "flow -video OR diffusion -survey",
        "flow upvotes:>=5 OR diffusion upvotes:>=20",
        "flow OR upvotes:>=20",
        "diffusion -survey OR flow",
        "flow OR -survey diffusion",
        "trees -(flow OR diffusion -survey)",
    ],
)
def test_what_is_clear_is_not_told(query: str) -> None:
    """Nothing is said with brackets, where each alternative has its own, and where nothing ends the last one."""
    found = parse(query)
    assert not any("alone" in warning for warning in found.warnings)
    assert for_all(found) is None


def test_no_query_is_offered_that_is_too_long() -> None:
    """Where the brackets have no room any more, the warning stands without a button."""
    query = f"{'x' * 400}, {'y' * 87} -survey"
    assert len(parse(query).canonical) == 499
    assert parse(query).lopsided
    assert for_all(parse(query)) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("flow OR (trees -red)", "flow OR (trees -red)"),
        ("flow, (red trees NOT survey)", "flow OR (red trees -survey)"),
        ("title:(flow OR (trees -red))", "title:flow OR (title:trees -title:red)"),
        ("(flow OR (trees -red)) upvotes:>=5", "(flow OR (trees -red)) upvotes:>=5"),
        ("map OR (flow OR (trees upvotes:>=5))", "map OR flow OR (trees upvotes:>=5)"),
        ("(flow OR (trees -red)) OR map", "flow OR trees -red OR map"),
        ("flow OR (red trees)", "flow OR red trees"),
        ("map -(flow OR (trees -red))", "map -(flow OR trees -red)"),
        ("flow -red OR (trees -red)", "flow -red OR trees -red"),
        ("flow OR trees -red", "flow OR trees -red"),
    ],
)
def test_brackets_that_say_it_are_stored(typed: str, stored: str) -> None:
    """Who typed them is not asked again on a later page; those that say nothing more are left out as ever."""
    assert parse(typed).canonical == stored


_WORDS = st.sampled_from(["flow", "red trees", "title:map", '"data set"'])
_LIMITS = st.sampled_from(["-survey", "upvotes:>=5", "-(red, green)", "has:code -survey"])
_LIMITED = st.builds("{} {}".format, _WORDS, _LIMITS)
_ALTERNATIVES = st.lists(st.one_of(_WORDS, _LIMITED, _LIMITED.map("({})".format), queries), min_size=2, max_size=3)
_AROUND = ["{}", "({}) -survey", "title:({})", "flow OR ({})", "({}) OR flow", "({}) upvotes:>=5 (a OR b -c)"]


@st.composite
def alternatives(draw: st.DrawFn) -> str:
    """Some with limits and some of these in brackets, and the whole within another query."""
    either = " OR ".join(draw(_ALTERNATIVES))
    for around in draw(st.lists(st.sampled_from(_AROUND), max_size=2)):
        either = around.format(either)
    return either


@given(text=alternatives())
def test_what_is_stored_means_the_same_and_warns_of_the_same(text: str) -> None:
    """Whatever was typed: a later page, which reads what is stored, tells what the first did, and nothing else."""
    try:
        query = parse(text)
    except QueryError:
        assume(False)  # noqa: FBT003 - hypothesis' own word
        return
    stored = parse(query.canonical)
    assert stored.canonical == query.canonical
    assert meaning(stored) == meaning(query)
    assert stored.lopsided == query.lopsided
