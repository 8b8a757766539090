"""Effects of a stranger's text in Discord, by rules that share no code with the bot's."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simcord.components import walk_components

from tests.hostile.corpus import EVIL
from tests.unit.text.discord_reader import active, without_code

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
_SMALL = re.compile(r"^-# ", re.MULTILINE)  # our small print
_TEXT = 10  # a component's type
_OUR_LINES = re.compile(r"\A### |^-# ", re.MULTILINE)  # the heading and the small print of layouts
_BLANK = "\u200b"  # alone, where Discord wants a text and there is none
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def texts_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield every text of a message that Discord renders as Markdown."""
    yield message.get("content") or ""
    for embed in message.get("embeds") or ():
        yield embed.get("title") or ""
        yield _SMALL.sub("", embed.get("description") or "")
        for field in embed.get("fields") or ():
            yield from (field["name"], field["value"])
    for part in walk_components(message.get("components") or ()):
        if part["type"] == _TEXT:
            yield _OUR_LINES.sub("", part["content"])


def plain_texts_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield every text of a message that Discord renders plainly: embed titles, footers, buttons, menus."""
    for embed in message.get("embeds") or ():
        yield from ((embed.get("author") or {}).get("name") or "", (embed.get("footer") or {}).get("text") or "")
    for part in walk_components(message.get("components") or ()):
        for one in (part, *(part.get("options") or ())):
            yield from (one.get(key) or "" for key in ("label", "description", "placeholder"))


def harms_of(message: Mapping[str, Any]) -> list[tuple[set[str], str]]:
    """Return the remaining effects of a message's texts; empty if it is harmless."""
    read = [(found, text) for text in texts_of(message) if (found := harm(text))]
    return read + [({"hidden characters"}, text) for text in plain_texts_of(message) if hides(text)]


def hides(text: str) -> bool:
    """Check for characters that are invisible or reorder others."""
    return text != _BLANK and _HIDDEN.search(text) is not None


def harm(text: str) -> set[str]:
    """Return the effect that a text of the corpus still has; code and escaped characters have none."""
    bare = _ESCAPED.sub("\ue000", without_code(text))
    found = {name for name, pattern in _THEIRS.items() if re.search(pattern, bare)}
    if hides(text.replace("`\u200b", "'")):  # what the bot puts for a backtick within code
        found.add("hidden characters")
    return found | (active(bare) - _OURS)
