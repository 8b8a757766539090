"""Fill in forms as a person does: some fields are changed, the others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simcord import InteractionResult


def filled(form: InteractionResult, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever SimCord takes
    """Return the values of a form by field; a chosen channel stays chosen."""
    values: dict[str, Any] = {}
    for part in (form.modal or {})["components"]:
        if (field := part.get("component")) is None:
            continue  # a text
        if "options" in field:
            values[field["custom_id"]] = [one["value"] for one in field["options"] if one.get("default")]
        elif "default_values" not in field:
            values[field["custom_id"]] = field.get("value") or ""
    return values | changes
