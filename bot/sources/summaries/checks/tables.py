"""The word lists of the checks, loaded once when the first answer is checked."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Any:  # noqa: ANN401 - each table has its own shape, which its reader knows
    """Return a table of `tables.json` by name."""
    return _read("tables.json")[name]


@cache
def words_of(tag: str) -> dict[str, Any]:
    """Load `words/TAG.json`, the words of a language; empty if there is no such file.

    `common` words distinguish it from others of its script, `reader` is a pattern of words that address a reader.
    `counted` is a pattern of numbers in words, made of `numbers`; those from `scale` up multiply the smaller
    ones before.
    In Chinese and Japanese, a sign alone counts only before a counter such as 个: 一 is a part of many words.
    """
    try:
        return _read(f"words/{tag}.json")
    except FileNotFoundError:
        return {}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a table of regular expressions as one pattern."""
    return re.compile("|".join(table(name)), re.IGNORECASE)


@cache
def _read(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))
