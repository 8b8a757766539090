"""Words by which answers are judged: read once, when the first one is."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Any:  # noqa: ANN401 - each table has its own shape, which its reader knows
    """The table of this name in `tables.json`, as JSON has it."""
    return _read("tables.json")[name]


@cache
def words_of(tag: str) -> dict[str, Any]:
    """What `words/TAG.json` knows of the language with this tag; empty where nobody has written one.

    `common` words tell it from others of its script, `openers` begin a sentence without being names, `reader` is a
    pattern of words to a reader, `numbers` with `joints` (or `signs` with a pattern) are numbers in words.
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
    return json.loads(files("bot.sources.summaries.checks").joinpath(name).read_text("utf-8"))
