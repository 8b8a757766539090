"""What ends the last alternative, and holds for that one alone."""

from __future__ import annotations

import pytest

from bot.query import for_all, parse


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
