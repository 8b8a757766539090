"""Split RIS into entries."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from bot.text.references.entry import MAX_VALUE_LENGTH, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?P<value>.*)")


def entries(text: str) -> Iterator[Entry]:
    """Yield all entries of a text, each with the first value of its tags; none if it is not RIS."""
    fields: dict[str, str] | None = None
    last_tag = ""
    for line in io.StringIO(f"{text}\nER  -", newline=None):
        found = _TAG.match(line)
        if found and found["tag"] in {"TY", "ER"}:
            if fields is not None:
                yield Entry("", fields)
            fields = {} if found["tag"] == "TY" else None
            last_tag = ""
        elif fields is not None:
            if found:
                # A repeated tag, and the lines that continue it, go to a field that nobody reads
                tag = found["tag"].lower()
                last_tag, value = "" if tag in fields else tag, found["value"]
            else:
                value = f"{fields.pop(last_tag, '')} {line}"
            fields.setdefault(last_tag, value.strip()[:MAX_VALUE_LENGTH])
