"""The words by which answers are judged: read once, when the first one is."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Any:  # noqa: ANN401 - each table has its own shape, which its reader knows
    """The table of this name in `tables.json`, as JSON has it."""
    return _tables()[name]


@cache
def word_set(name: str) -> frozenset[str]:
    """A table that is words between blanks."""
    return frozenset(str(table(name)).split())


@cache
def pattern(name: str, language: str | None = None) -> re.Pattern[str]:
    """A table of regular expressions as one, of one language where it has several."""
    found = table(name)
    return re.compile(found[language] if language else "|".join(found), re.IGNORECASE)


@cache
def _tables() -> dict[str, Any]:
    return json.loads(files("bot.sources.summaries.checks").joinpath("tables.json").read_text("utf-8"))
