"""Pictures inside of components, as Discord gives them back."""

from collections.abc import Callable
from typing import Any

from tests.fake_discord.http.bodies import parts, walk
from tests.fake_discord.http.errors import api_error

_THUMBNAIL = 11  # a component type; a gallery's media are in its `items`
_ATTACHED = "attachment://"


def show_media(components: list[dict[str, Any]], attachments: list[dict[str, Any]], next_id: Callable[[], int]):
    """Give every medium in stored components what Discord's answers hold: an id, addresses, defaults.

    ApiError 50035 for an `attachment://` name that no attachment of the message has.
    """
    known = {address: file for file in attachments for address in (_ATTACHED + file["filename"], file["url"])}
    for part in walk(components):
        for item in [part] if part["type"] == _THUMBNAIL else parts(part, "items"):
            item["media"] = _unfurled(item["media"]["url"], known, next_id)
            item.setdefault("description", None)
            item.setdefault("spoiler", False)


def _unfurled(url: str, known: dict[str, dict[str, Any]], next_id: Callable[[], int]) -> dict[str, Any]:
    file = known.get(url)
    if file is not None:
        return {name: file[name] for name in ("id", "url", "proxy_url")} | {"attachment_id": file["id"]}
    if url.startswith(_ATTACHED):
        raise api_error(50035, "Invalid Form Body: UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")
    return {"id": str(next_id()), "url": url, "proxy_url": url}
