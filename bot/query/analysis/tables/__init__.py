"""Word lists, reviewed by hand: text files in folders `tables`, read on first use."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


def table_lines(name: str) -> list[str]:
    """Return the lines of a table (`rewriting/requests`: one of `rewriting/tables`), without comments."""
    folder, _, file = name.rpartition("/")
    text = (files("bot.query") / (folder or "analysis") / "tables" / f"{file}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def rank_table(name: str) -> Mapping[str, int]:
    """Return the words of a table, each with its rank, from 0."""
    return {word: at for at, word in enumerate(" ".join(table_lines(name)).split())}


@cache
def pair_table(name: str) -> Mapping[str, str]:
    """Return the pairs `key:value` of a table."""
    return dict(word.split(":") for word in rank_table(name))


def word_table(name: str) -> AbstractSet[str]:
    """Return the words of a table."""
    return rank_table(name).keys()
