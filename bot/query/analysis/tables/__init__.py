"""Tables that were read by hand: text files in this folder, read when first needed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


def lines(name: str) -> list[str]:
    """The lines of a table, without its comments, which begin with #."""
    text = (files("bot.query.analysis.tables") / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def ranks(name: str) -> Mapping[str, int]:
    """The words of a table, each with its place."""
    return {word: at for at, word in enumerate(" ".join(lines(name)).split())}


@cache
def pairs(name: str) -> Mapping[str, str]:
    """The pairs of a table, `one:other`, by the one."""
    return dict(word.split(":") for word in ranks(name))


def words(name: str) -> AbstractSet[str]:
    """The words of a table."""
    return ranks(name).keys()
