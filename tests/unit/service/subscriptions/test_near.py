"""Which subscriptions somebody may have meant."""

from __future__ import annotations

import pytest

from bot.service.subscriptions.near import begun, nearest
from tests.support.fakes import subscription

ALL = [
    subscription("k3b7q", "diffusion"),
    subscription("x9tz2", "diffusion model", name="Images"),
    subscription("m4n8d", '"flow matching"'),
    subscription("8sk73", "robot learning"),
    subscription("gzpka", "LLM agents", name="Agents that use tools"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("difusion", ["k3b7q", "x9tz2"]),
        ("  DIFF ", ["k3b7q", "x9tz2"]),
        ("image", ["x9tz2"]),
        ("flow watching", ["m4n8d"]),
        ("robots", ["8sk73"]),
        ("agents that use the tools", ["gzpka"]),
        ("k3b7p", ["k3b7q"]),
        ("k3b", []),
        ("quantum", []),
        ("a", []),
        ("", []),
        ("x" * 5000, []),
    ],
)
async def test_the_most_alike_come_first(typed: str, found: list[str]) -> None:
    """By name, query or id, whole or in part; a letter is in nearly everything, and so is nothing."""
    assert [one.id for one in await nearest(ALL, typed, 4)] == found


async def test_so_many_as_there_is_room_for() -> None:
    """Where very many are alike, those whose name is."""
    many = [subscription(f"a{number}", "diffusion model", name=f"Topic {number}") for number in range(50)]
    named = subscription("zzzzz", "trees", name="diffusion model")
    assert (await nearest([*many, named], "diffusion model", 4))[0] is named
    assert len(await nearest([*many, named], "diffusion model", 4)) == 4


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("flow", None),
        ("  IMAG ", "x9tz2"),
        ("robot learn", "8sk73"),
        ("diffus", "k3b7q"),
        ("diffusion", None),
        ("r", None),
        ("", None),
    ],
)
def test_one_name_begins_so(typed: str, found: str | None) -> None:
    """In any case of letters; a whole name is no beginning, and a single letter is too little."""
    one = begun(ALL, typed)
    assert (one.id if one else None) == found


def test_an_id_goes_before_the_beginning_of_a_name() -> None:
    """As it goes before a name that is the same; of two that begin so none is taken."""
    assert begun([*ALL, subscription("aaaaa", name="k3b7q and more")], "k3b7q") is None
    assert begun([*ALL, subscription("aaaaa", name="Imagery")], "imag") is None
