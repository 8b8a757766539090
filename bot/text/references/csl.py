"""Split CSL-JSON into entries, one at a time: a mistake costs only its entry and what follows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.text.references.entry import MAX_ENTRY_LENGTH, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

# A list, also as the `items` of an object; or an entry without a list
_LIST_START = re.compile(r'\s*+(?:\{\s*+"items"\s*+:\s*+\[|\[(?=\s*+\{)|(?=\{\s*+"))')
_BEFORE_ITEM = re.compile(r"[^{\]]*+(?=\{)")  # commas, and what is no entry


def entries(text: str) -> Iterator[Entry]:
    """Yield all entries of a text, none if it is not CSL-JSON; one with a mistake is the last, and not whole."""
    found = _LIST_START.match(text)
    at = found.end() if found else len(text)
    while found := _BEFORE_ITEM.match(text, at):
        at = found.end()
        try:
            item, length = json.JSONDecoder().raw_decode(text[at : at + MAX_ENTRY_LENGTH])
            entry = _entry(item)
        except (ValueError, RecursionError):
            entry, length = Entry("", {}, whole=False), len(text)
        yield entry
        at += length


def _entry(item: dict[str, Any]) -> Entry:
    # Values can have any shape
    fields = {name.lower(): str(value) for name, value in item.items()}
    match item.get("author"):
        case [{"family": str(name)} | {"literal": str(name)}, *_]:
            fields["author"] = f"{name},"  # the comma of "Knuth, Donald" ends a family name
        case _:
            fields.pop("author", None)
    return Entry(fields.get("citation-key", ""), fields)
