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
    last = ""  # tag
    for line in io.StringIO(f"{text}\nER  -", newline=None):
        found = _TAG.match(line)
        if found and found["tag"] in {"TY", "ER"}:
            if fields is not None:
                yield Entry("", fields)
            fields = {} if found["tag"] == "TY" else None
            last = ""
        elif fields is not None:
            # A line without a tag continues the one before
            last, value = (
                (found["tag"].lower(), found["value"]) if found else (last, f"{fields.pop(last, '')} {line}")
            )
            fields.setdefault(last, value.strip()[:MAX_VALUE_LENGTH])
