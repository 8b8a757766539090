"""The form in which a query is changed, as Discord sends it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest

from cogs.alerts.dry_run import form_query, form_token

FIELD = {"type": 18, "component": {"type": 4, "custom_id": "query", "value": "trees"}}


@dataclass
class FakeInteraction:
    """What Discord sent."""

    data: Any
    type: discord.InteractionType = field(default=discord.InteractionType.modal_submit)


def sent(data: Any, **changes: Any) -> discord.Interaction:
    return cast("discord.Interaction", FakeInteraction(data, **changes))


def test_token_and_query_are_read() -> None:
    """The custom_id holds the token and the field of that name the query, whatever stands beside it."""
    form = sent({"custom_id": "paperboy:query:abc", "components": [{"type": 10}, FIELD]})
    assert (form_token(form), form_query(form)) == ("abc", "trees")


@pytest.mark.parametrize(
    "interaction",
    [
        sent({"custom_id": "another:form", "components": []}),
        sent(None),
        sent({"custom_id": "paperboy:query:abc"}, type=discord.InteractionType.component),
    ],
)
def test_other_interactions_are_not_ours(interaction: discord.Interaction) -> None:
    """Other forms, empty ones and buttons with our prefix have no token."""
    assert form_token(interaction) is None


def test_form_without_a_query_is_an_empty_query() -> None:
    """A form that came without its field reads as an empty query, which the language explains."""
    assert form_query(sent({"custom_id": "paperboy:query:abc", "components": []})) == ""
