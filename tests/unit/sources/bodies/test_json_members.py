"""Reading a large JSON object one member at a time."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.sources.bodies.json_members import members

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    before=st.dictionaries(st.text(), _VALUES, max_size=3), items=st.lists(_VALUES), padding=st.integers(0, 20_000)
)
def test_every_member_is_read_as_json_reads_it(before: dict[str, object], items: list[object], padding: int):
    """Wherever the pieces of a body end, values are those of `json.loads`; the listed array comes item by item."""
    whole = {**before, "padding": "x" * padding, "results": items, "last": 12}
    for body in (json.dumps(whole), json.dumps(whole, ensure_ascii=False, indent=2)):
        expected = [
            (name, item)
            for name, value in json.loads(body).items()
            for item in (items if name == "results" else [value])
        ]
        assert list(members(body.encode(), "site", "results")) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"results": [',
        b'{"results": [{"a": 1}, {"a": ',
        b'{"results": [1 2]}',
        b'{"a" 1}',
        b'{"a": 1',
        b"<!doctype html>",
        b'{"results": ' + b"[" * 100_000,
        b'{"a": "' + b"x" * 900_000 + b'"}',
    ],
)
def test_what_is_no_whole_object_is_an_error(body: bytes):
    """A body that was cut off, or is something else, is refused and the host named."""
    with pytest.raises(SourceError, match=r"icml\.cc"):
        list(members(body, "icml.cc", "results"))
