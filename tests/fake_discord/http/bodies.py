"""What a message body may hold, and how it looks when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tests.fake_discord.http.errors import api_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fake_discord.http.calls import Attached

_CONTENT = 2000
_NONCE = 25
_EMBEDS = 10
_EMBED_TOTAL = 6000
_FIELDS = 25
_EMBED_TEXTS = {"title": 256, "description": 4096}
_CUSTOM_ID = 100
_ROWS = 5
_LAID_OUT = 1 << 15  # the flag of messages that are laid out by components
_COMPONENTS = 40  # in one of those
_TEXTS = 4000  # characters in one of those
_OF_LAYOUTS = (9, 10, 11, 12, 13, 14, 17)  # component types that no other message has
_TEXT, _CONTAINER = 10, 17
_SELECTS = (3, 5, 6, 7, 8)  # component types
_SOMETHING = ("content", "embeds", "components", "poll", "sticker_ids")


def parts(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list that may be null or absent."""
    return list(node.get(name) or ())


def check_body(body: dict[str, Any], files: tuple[Attached, ...] = ()) -> None:
    """ApiError 50006 for nothing at all, 50035 for what is too long or too many."""
    if not files and not any(body.get(name) for name in _SOMETHING):
        raise api_error(50006)
    _within("content", len(body.get("content") or ""), _CONTENT)
    _within("nonce", len(str(body.get("nonce") or "")), _NONCE)
    embeds = parts(body, "embeds")
    _within("embeds", len(embeds), _EMBEDS)
    for embed in embeds:
        _check_embed(embed)
    _within("embeds: their characters", sum(map(_weight, embeds)), _EMBED_TOTAL)
    _check_components(parts(body, "components"))
    if int(body.get("flags") or 0) & _LAID_OUT:
        _check_layout(body)
    else:
        _within("components", len(parts(body, "components")), _ROWS)
        if any(part["type"] in _OF_LAYOUTS for part in walk(parts(body, "components"))):
            raise api_error(50035, "Invalid Form Body: UNION_TYPE_CHOICES")


def _check_layout(body: dict[str, Any]) -> None:
    if body.get("content") or body.get("embeds"):
        raise api_error(50035, "Invalid Form Body: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
    inside = list(walk(parts(body, "components")))
    _within("components in all", len(inside), _COMPONENTS)
    _within("texts", sum(len(part["content"]) for part in inside if part["type"] == _TEXT), _TEXTS)


def _within(what: str, length: int, most: int) -> None:
    if length > most:
        raise api_error(50035, f"Invalid Form Body: {what} must be {most} or fewer, not {length}")


def _check_embed(embed: dict[str, Any]) -> None:
    for name, most in _EMBED_TEXTS.items():
        _within(f"embed {name}", len(embed.get(name) or ""), most)
    _within("embed fields", len(embed.get("fields") or []), _FIELDS)


def _weight(embed: dict[str, Any]) -> int:
    fields = parts(embed, "fields")
    texts = [embed.get("title"), embed.get("description")]
    for inner, name in (("footer", "text"), ("author", "name")):
        texts.append(dict[str, Any](embed.get(inner) or ()).get(name))
    texts += [text for field in fields for text in (field.get("name"), field.get("value"))]
    return sum(len(text or "") for text in texts)


def _check_components(components: list[dict[str, Any]]) -> None:
    known = [part["custom_id"] for part in walk(components) if part.get("custom_id")]
    if len(known) != len(set(known)):
        raise api_error(50035, "Invalid Form Body: component custom id cannot be duplicated")
    for custom_id in known:
        _within("custom_id", len(custom_id), _CUSTOM_ID)


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
