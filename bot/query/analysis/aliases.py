"""What goes by several names: acronyms and their long forms, organizations."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.query.analysis.document import term_keys
from bot.query.analysis.tables import lines

if TYPE_CHECKING:
    from collections.abc import Mapping

Words = tuple[str, ...]


@cache
def other_names(table: str) -> Mapping[Words, tuple[Words, ...]]:
    """What else stands for some words, by these.

    In a line `LLM = large language model` each name stands for the others, in `SAM > segment anything, …` the
    others for the first alone.
    """
    found: dict[Words, tuple[Words, ...]] = {}
    for line in lines(table):
        names = [term_keys(name) for name in re.split("[=>,]", line)]
        for name in names if "=" in line else names[:1]:
            others = (other for other in names if other != name)
            found[name] = (*found.get(name, ()), *others)
    return found
