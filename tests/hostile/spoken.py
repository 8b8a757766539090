"""Texts that people were shown, from all requests to Discord, and their untranslated words."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from simcord import Env
from simcord.components import walk_components

from tests.unit.text.discord_reader import without_code

_COMPONENT = ("label", "placeholder", "description", "content")
_OPTION = ("label", "description")
_EMBED = ("title", "description")
# What stays as it is in every language: mentions and times, names of channels, addresses, the targets of links,
# time zones, and the names of commands after that of their group.
_KEPT = re.compile(r"<[^<>\s]+>|#\w+|https?://[^\s)~\]]+|(?<=\])\([^()\s]*\)|\b[A-Z][a-z]+/[A-Z][A-Za-z_/ -]+")
_COMMANDS = re.compile(r"^`/\w+` [a-z ·]+$", re.MULTILINE)
_ID = re.compile(r"paperboy:(?:undo|manage:\w+|tuning:\w+|newest):([a-z0-9]+)|'value': '([a-z0-9]{5})'")
_LETTER = r"[^\W\d_]"
_PLAIN = re.compile(rf"(?<!{_LETTER})[A-Za-z]{{2,}}(?!{_LETTER})")


class Shown(NamedTuple):
    """A text and the kind of field that it was in."""

    field: str
    text: str


def shown(env: Env) -> set[Shown]:
    """Yield every text shown to anybody: messages, replies, forms, choices, thread names."""
    found: set[Shown] = set()
    for request in env.http_requests:
        if request.method in {"POST", "PATCH"} and isinstance(request.json, dict):
            found.update(_shown_in(request.json))
    return {one for one in found if one.text.strip()}


def _shown_in(body: Mapping[str, Any]) -> Iterator[Shown]:
    data: Mapping[str, Any] = body.get("data") or body  # the answer to an interaction has what it shows inside
    yield Shown("content", data.get("content") or "")
    yield Shown("title", str(data.get("title") or data.get("name") or ""))
    yield from (Shown("choice", choice["name"]) for choice in data.get("choices") or ())
    for embed in data.get("embeds") or ():
        yield from (Shown(f"embed {key}", embed.get(key) or "") for key in _EMBED)
        yield Shown("embed author", (embed.get("author") or {}).get("name") or "")
        yield Shown("embed footer", (embed.get("footer") or {}).get("text") or "")
        for field in embed.get("fields") or ():
            yield from (Shown(f"field {key}", field[key]) for key in ("name", "value"))
    for part in walk_components(data.get("components") or ()):
        yield from (Shown(key, str(part.get(key) or "")) for key in _COMPONENT)
        for option in part.get("options") or ():
            yield from (Shown(f"option {key}", option.get(key) or "") for key in _OPTION)


def ids(env: Env) -> set[str]:
    """Return the subscription ids in buttons and choices, which can look like words."""
    bodies = " ".join(str(request.json) for request in env.http_requests)
    return {found for pair in _ID.findall(bodies) for found in pair if found}


def plain_words(text: str, known: frozenset[str]) -> list[str]:
    """Return the untranslated words of a text, in order; `known` are phrases that need no translation."""
    bare = _bare(_COMMANDS.sub(" ", text)).replace("**", "")  # what matched is in bold, also within a title
    return _PLAIN.findall(_phrases(known).sub(" ", bare))


@cache
def _phrases(known: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(known, key=len, reverse=True)))})(?!\w)")


def is_cut(text: str) -> bool:
    """Check that a pseudo-language sentence has lost its closing bracket."""
    bare = _bare(text)
    return bare.count("[") != bare.count("]")


def _bare(text: str) -> str:
    return _KEPT.sub(" ", without_code(text).replace("\N{NO-BREAK SPACE}", " "))
