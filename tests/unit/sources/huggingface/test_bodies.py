"""Whole bodies: lists, and what is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.sources.huggingface.parse import parse
from tests.fake_sources.huggingface import make_item


def test_an_empty_list() -> None:
    """The empty list of a weekend is a list."""
    assert parse(b"[]") == ((), 0, 0)


def test_bad_bytes_cost_one_character() -> None:
    """A byte that is not UTF-8, or a byte-order mark, does not cost the list."""
    raw = json.dumps([make_item("2503.02130", title="A#B")]).encode().replace(b"#", b"\xff")
    (entry,) = parse(b"\xef\xbb\xbf" + raw).entries
    assert entry.paper.title == "A\N{REPLACEMENT CHARACTER}B"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"error": "date must be\\n in the past"}', "refused: date must be in the past"),
        (b'{"error": 7}', "not a list of papers"),
        (b'{"paper": {}}', "not a list of papers"),
        (b"null", "not a list of papers"),
        (b'"[]"', "not a list of papers"),
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'[{"paper": {"id": "2503.02', "cut off"),
        (b"[" * 100_000, "too deeply"),
        (b'[{"a":' * 50_000, "too deeply"),
        (b"[" + b"[]," * 300_000 + b"[]]", "too many parts"),
    ],
)
def test_bodies_that_are_no_list(text: bytes, words: str) -> None:
    """What is no list of papers is one error whose sentence says what came instead."""
    with pytest.raises(SourceError, match=words) as caught:
        parse(text)
    assert len(str(caught.value)) < 400


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are papers or a SourceError, nothing else."""
    try:
        parse(data)
    except SourceError:
        return
