"""Check message bodies beyond Discord's API description, and show them as Discord returns them."""

from collections.abc import Iterator
from typing import Any, cast

from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.models import Flag

_OF_LAYOUTS = (9, 10, 11, 12, 13, 14, 17)  # component types that no other message has
_TEXT, _CONTAINER = 10, 17
_SELECTS = (3, 5, 6, 7, 8)  # component types
_SOMETHING = ("content", "embeds", "components", "poll", "sticker_ids", "files")
_INVALID = "Invalid Form Body: "


def parts(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list that may be null or absent."""
    return list(node.get(name) or ())


def check_body(body: dict[str, Any]):
    """ApiError 50006 for nothing at all, 50035 for what breaks a rule that the API description does not have."""
    if not any(body.get(name) for name in _SOMETHING):
        raise api_error(50006)
    rows = parts(body, "components")
    inside = list(walk(rows))
    known = [part["custom_id"] for part in inside if part.get("custom_id")]
    if len(known) != len(set(known)):
        raise api_error(50035, f"{_INVALID}component custom id cannot be duplicated")
    _within("content", len(body.get("content") or ""), 2000)
    _within("embeds: their characters", sum(map(_weight, parts(body, "embeds"))), 6000)
    if int(body.get("flags") or 0) & Flag.LAID_OUT:
        if body.get("content") or body.get("embeds"):
            raise api_error(50035, f"{_INVALID}MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
        _within("components in all", len(inside), 40)
        _within("texts", sum(len(part["content"]) for part in inside if part["type"] == _TEXT), 4000)
        return
    _within("components", len(rows), 5)
    if any(part["type"] in _OF_LAYOUTS for part in inside):
        raise api_error(50035, f"{_INVALID}UNION_TYPE_CHOICES")


def _within(what: str, length: int, most: int):
    if length > most:
        raise api_error(50035, f"{_INVALID}{what} must be {most} or fewer, not {length}")


def _weight(embed: dict[str, Any]) -> int:
    """Characters of the texts that count."""
    nodes = [embed, embed.get("footer") or {}, embed.get("author") or {}, *parts(embed, "fields")]
    names = ("title", "description", "text", "name", "value")
    return sum(len(node.get(name) or "") for node in nodes for name in names)


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component with all that is inside it, outer ones first."""
    for part in components:
        yield part
        yield from walk(parts(part, "components"))
        for inner in ("component", "accessory"):
            if part.get(inner):
                yield from walk([part[inner]])


def numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The components as Discord stores them: without empty values, with ids and defaults."""
    kept = [_without_nulls(part) for part in components]
    for number, part in enumerate(walk(kept), start=1):
        part.setdefault("id", number)
        if part.get("type") in _SELECTS:
            part.setdefault("min_values", 1)
            part.setdefault("max_values", 1)
        if part.get("type") == _CONTAINER:
            part.setdefault("accent_color", None)
    return kept


def shown_embeds(embeds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The embeds as Discord gives them back."""
    shown = [{"type": "rich"} | _without_nulls(embed) for embed in embeds]
    for embed in shown:
        for field in embed.get("fields", []):
            field.setdefault("inline", False)
    return shown


def _without_nulls(node: Any) -> Any:
    if isinstance(node, dict):
        entries = cast("dict[str, Any]", node).items()
        return {key: _without_nulls(value) for key, value in entries if value is not None}
    if isinstance(node, list):
        return [_without_nulls(item) for item in cast("list[Any]", node)]
    return node
