"""Tables of words, kept as TOML beside the modules that they are for and read when they are first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def tables(module: str) -> Mapping[str, str]:
    """The tables of a module, given by its `__name__`: `bot.query.analysis.topics` has `tables/topics.toml`."""
    package, _, name = module.rpartition(".")
    return tomllib.loads((files(package) / "tables" / f"{name}.toml").read_text("utf-8"))


@cache
def word_table(module: str, *names: str) -> frozenset[str]:
    """The words of one table, or of several together."""
    return frozenset(word for name in names for word in tables(module)[name].split())


@cache
def pair_table(module: str, name: str) -> Mapping[str, str]:
    """A table of pairs, each written as `colour:color`."""
    return dict(pair.split(":", 1) for pair in tables(module)[name].split())
