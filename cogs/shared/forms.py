"""Submitted forms, read from the interaction itself.

discord.py forgets forms at a restart and after a time, so that nobody would answer; who listens for the
interaction misses none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def form_id(interaction: discord.Interaction, prefix: str) -> str | None:
    """What follows `prefix` in the custom_id of a submitted form; None when the interaction is something else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    custom_id = str(_data(interaction).get("custom_id", ""))
    return custom_id.removeprefix(prefix) if custom_id.startswith(prefix) else None


def submitted_values(interaction: discord.Interaction) -> dict[str, Sequence[str]]:
    """What was filled in, by the custom_id of the field: one text, or what was chosen."""
    return dict(_fields(_data(interaction).get("components", ())))


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Sequence[str]]]:
    for component in components:
        field = component.get("component", {})
        values = field.get("values")
        yield (
            str(field.get("custom_id", "")),
            ([str(value) for value in values] if values is not None else [str(field.get("value", ""))]),
        )


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})
