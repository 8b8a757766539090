"""Filling in forms as a person does: what stands there is left, some fields are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcord import InteractionResult


def filled(form: InteractionResult, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever SimCord takes
    """The values of a form by field; a place that was chosen is left chosen."""
    values: dict[str, Any] = {}
    for part in (form.modal or {})["components"]:
        if (field := part.get("component")) is None:
            continue  # a text
        if "options" in field:
            values[field["custom_id"]] = [one["value"] for one in field["options"] if one.get("default")]
        elif "default_values" not in field:
            values[field["custom_id"]] = field.get("value") or ""
    return values | changes
