"""Words by which answers are judged: read once, when the first one is."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Any:  # noqa: ANN401 - each table has its own shape, which its reader knows
    """The table of this name in `tables.json`, as JSON has it."""
    return _read("tables.json")[name]


@cache
def words_of(tag: str) -> dict[str, Any]:
    """Read `words/TAG.json`, the words of the language with this tag; empty where there is none.

    `common` words tell it from others of its script, `reader` is a pattern of words to a reader. `counted` is a
    pattern of numbers in words, which are made of `numbers`; those from `scale` on multiply what stands before.
    """
    try:
        return _read(f"words/{tag}.json")
    except FileNotFoundError:
        return {}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A table of regular expressions as one."""
    return re.compile("|".join(table(name)), re.IGNORECASE)


@cache
def _read(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))
