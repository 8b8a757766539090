"""The parser answers any input with a query or a QueryError."""

import random

import pytest

from bot.query import Query, QueryError, parse

_SEEDS = (
    'diffusion "flow matching" -survey',
    "(a OR b) -c upvotes:>=20",
    'title:(x, y) author:"Yann LeCun" cat:cs.* has:code',
    "=LLM quantiz* 拡散 π0 C++ z∼1 text-to-image",
    "upvotes:10..20 stars:>3 rank:<=5 comments:7",
)
_PIECES = (
    *'()",*=-:<>. |&!\\{}$_^~/\n\t#+0123456789abcXYZ',
    *"πéßıİǅ拡散가ｆ“”–−：，【】〔〕｢｣「」≧≦＞＝、｜　\u00ad\u0301\u200b\u202e\ud800\x00\U0001f600½ﬁ²",
    *(" OR ", " AND ", " NOT ", "title:", "upvotes:", "has:", "cat:", "..", ">="),
    *("\\pi", "https://x.y/z", "state of the art"),
)  # fmt: skip


def _input(rng: random.Random) -> str:
    """Return noise, or a valid query with parts replaced, doubled or cut."""
    if rng.random() < 0.4:
        return "".join(rng.choices(_PIECES, k=rng.randrange(60)))
    text = rng.choice(_SEEDS)
    for _ in range(rng.randrange(1, 6)):
        at, end = sorted(rng.choices(range(len(text) + 1), k=2))
        replacement = rng.choice(("", rng.choice(_PIECES), text[at:end] * 2, chr(rng.randrange(0x3000))))
        text = text[:at] + replacement + text[min(end, at + 4) :]
    return text


def _fuzz(amount: int, seed: int) -> int:
    """Parse many inputs; return how many are valid queries."""
    rng = random.Random(seed)
    right = 0
    for _ in range(amount):
        text = _input(rng)
        query = _query_or_error(text)
        if isinstance(query, QueryError):
            assert query.message in str(query)
            assert 0 <= query.position <= len(text)
            continue
        right += 1
        again = parse(query.canonical)
        assert again.canonical == query.canonical, text
        assert again.tree == query.tree, text
    return right


def _query_or_error(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


def test_thousands_of_inputs_give_a_query_or_a_query_error():
    """No other error is raised, and every valid query equals its canonical form."""
    assert _fuzz(4000, seed=1) > 400


@pytest.mark.soak
def test_a_million_inputs_give_a_query_or_a_query_error():
    """This holds for 1,000,000 inputs."""
    assert _fuzz(1_000_000, seed=2) > 100_000
