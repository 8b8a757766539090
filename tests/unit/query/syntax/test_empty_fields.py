"""Fields with nothing after the colon: what may be typed there."""

from __future__ import annotations

import pytest

from bot.query import QueryError, parse
from tests.support.sources import CATALOGUE


@pytest.mark.parametrize(
    ("typed", "examples"),
    [
        ("author:", '`author:Hinton` or `author:"Yann LeCun"`'),
        ("by:", '`by:Hinton` or `by:"Yann LeCun"`'),
        ("org:", '`org:Meta` or `org:"UC Berkeley"`'),
        ("keyword:", '`keyword:robotics` or `keyword:"language model"`'),
        ("source:", "`source:huggingface`"),
        ("abstract:", '`abstract:diffusion` or `abstract:"flow matching"`'),
    ],
)
def test_an_empty_field_is_shown_with_what_people_write_there(typed: str, examples: str) -> None:
    """Names of people after `author:`, by the name of the field that was typed; each can be typed as it is."""
    with pytest.raises(QueryError) as caught:
        parse(typed, CATALOGUE)
    assert caught.value.hint == f"Try {examples}"
    assert all(parse(example.strip("`"), CATALOGUE) for example in examples.split(" or "))
