"""Discord's limits on a message, and how much of them an embed uses.

https://discord.com/developers/docs/resources/message#embed-object-embed-limits and
https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.text.graphemes import units

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE: Final = 256
DESCRIPTION: Final = 4096
FIELD_NAME: Final = 256
FIELD_VALUE: Final = 1024
EMBEDS: Final = 10  # in a message
EMBED_TEXT: Final = 6000  # over all embeds of a message
BUTTONS: Final = 5  # in a row
CUSTOM_ID: Final = 100
THREAD_NAME: Final = 100
OPTION_TEXT: Final = 100  # a select option's label, value and description


def weight(embed: Mapping[str, Any]) -> int:
    """What an embed uses up of `EMBED_TEXT`, in UTF-16 code units: never less than Discord counts."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    texts += [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    return sum(units(text) for text in texts if text)
