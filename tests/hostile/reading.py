"""What a stranger's text would do where Discord shows it: read by rules that share no code with the bot's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.hostile.corpus import EVIL
from tests.unit.text.discord_reader import active, without_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OURS = {"bold or italic", "mention", "code", "list", "time", "command", "link", "bare link"}
_THEIRS = {
    "pings everyone": r"@(?:everyone|here)",
    "mentions": r"<(?:@[!&]?|#)1>",
    "command": r"</[^>]*:1>",
    "time": r"<t:1(?::R)?>",
    "guide": r"<id:\w+>",
    "emoji": r"<a?:x:1>",
    "link": rf"\]\([^)\s]*{re.escape(EVIL)}|https?://{re.escape(EVIL)}|\]\((?:javascript|data):",
}
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def texts_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a message that Discord reads as Markdown."""
    yield message.get("content") or ""
    for embed in message.get("embeds") or ():
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or ():
            yield field["value"]


def harms_of(message: Mapping[str, Any]) -> list[tuple[set[str], str]]:
    """What the texts of a message still do, with the text; empty when all is well."""
    return [(found, text) for text in texts_of(message) if (found := harm(text))]


def harm(text: str) -> set[str]:
    """What a text from the corpus still does after all; code and escaped characters do nothing."""
    bare = _ESCAPED.sub("\ue000", without_code(text))
    found = {name for name, pattern in _THEIRS.items() if re.search(pattern, bare)}
    if _HIDDEN.search(text.replace("`\u200b", "'")):  # what the bot puts for a backtick within code
        found.add("hidden characters")
    return found | (active(bare) - _OURS)
