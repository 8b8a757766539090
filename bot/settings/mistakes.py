"""Mistakes in settings, each as one line for a person: name, problem, what is allowed. Never the value.

`SettingsError` carries them; `lines` makes them of what pydantic found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import letters_and_digits
from bot.settings.model import Settings, allowed, allowed_in_feeds, setting_paths, variable
from bot.settings.suggestions import did_you_mean
from bot.settings.values import TAKEN_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from bot.settings.layers import Layer, SettingPath


_PROBLEMS: Mapping[str, str] = {
    "bool_parsing": "is neither true nor false",
    "finite_number": "is not a finite number",
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "greater_than_equal": "is too small",
    "int_from_float": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "less_than_equal": "is too large",
    "literal_error": "is none of the choices",
    "string_type": "is not text",
    "too_long": "has too many parts",
}


_APART = "one that differs from other sources' in letters or digits"


class SettingsError(Exception):
    """The settings are wrong. `mistakes` has one line for each, fit to be shown as it is.

    `json_logs`: whether they ask for a log in JSON all the same.
    """

    def __init__(self, mistakes: tuple[str, ...], *, json_logs: bool = False) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
        self.json_logs = json_logs


def lines(error: ValidationError, layers: Sequence[Layer]) -> list[str]:
    """One line for each mistake, named as the first of the layers that has it calls it."""
    return [_line(detail, layers) for detail in error.errors(include_url=False, include_input=False)]


def contradictions(settings: Settings) -> list[str]:
    """One line for each two settings that are well alone and cannot be used together."""
    return [*_shards_of_a_folder(settings), *_feeds_alike(settings), *_summaries_of_no_model(settings)]


def _summaries_of_no_model(settings: Settings) -> list[str]:
    if not settings.summaries.url or settings.summaries.model:
        return []
    model, url = variable("summaries", "model"), variable("summaries", "url")
    return [f"{model} is needed with {url}; allowed: {allowed('summaries', 'model')}"]


def _feeds_alike(settings: Settings) -> list[str]:
    found: list[str] = []
    for what, given in (
        ("name", [feed.name for feed in settings.feeds]),
        ("title", [*{feed.name: feed.title or feed.name for feed in settings.feeds}.values()]),
    ):
        twice = sorted({one for one in given if given.count(one) > 1})
        found += [f"feeds has the {what} {one} twice; allowed: a {what} of its own for each feed" for one in twice]
    return found or _names_alike(settings)


def _names_alike(settings: Settings) -> list[str]:
    """Queries, links and the index of past papers compare names without case, spaces and signs."""
    taken = {letters_and_digits(name): ("", name) for name in sorted(TAKEN_NAMES)}
    found: list[str] = []
    for feed in settings.feeds:
        for name in (feed.name, feed.title or feed.name):
            whose, other = taken.setdefault(letters_and_digits(name), (feed.name, name))
            if whose != feed.name:
                found.append(f"feeds has the name {name}, which reads like {other}; allowed: {_APART}")
    return list(dict.fromkeys(found))


def _shards_of_a_folder(settings: Settings) -> list[str]:
    if settings.sharding.count > 1 and settings.store.url.startswith("tinydb://"):
        count = settings.sharding.count
        wrong = f"{variable('sharding', 'count')} is {count}, and a store in a folder has one shard"
        return [f"{wrong}; allowed: 1, or a PostgreSQL database as {variable('store', 'url')} (docs/scaling.md)"]
    return []


def _line_of_feeds(detail: ErrorDetails, layers: Sequence[Layer]) -> str:
    """`[[feeds]]` is the one setting that is a list of tables: they are told apart by number, from 1."""
    _, *rest = detail["loc"]
    where = _name(("feeds",), layers)
    if not rest or not isinstance(rest[0], int):
        return f"{where} is not a list of tables; allowed: [[feeds]] with name, url, title, at most 100 times"
    name = f"{where} {rest[0] + 1}"
    if len(rest) == 1:
        return f"{name} is not a table; allowed: [[feeds]] with name, url, title"
    key = str(rest[1])
    if detail["type"] == "extra_forbidden":
        return f"{name}.{key} is not a setting; allowed: name, url, title"
    problem = "is missing" if detail["type"] == "missing" else _problem(detail)
    return f"{name}.{key} {problem}; allowed: {allowed_in_feeds(key)}"


def _line(detail: ErrorDetails, layers: Sequence[Layer]) -> str:
    if detail["loc"][:1] == ("feeds",):
        return _line_of_feeds(detail, layers)
    path = tuple(str(part) for part in detail["loc"][:2])
    name = _name(path, layers)
    if detail["type"] == "extra_forbidden":
        hint = did_you_mean(".".join(path), _siblings(path))
        known = f"; allowed: {_table(path[0])}" if path[0] in Settings.model_fields else ""
        return f"{name} is not a setting{hint or known}"
    if len(path) == 1:
        return f"{name} is not a table; allowed: {_table(path[0])}"
    words = allowed(*path)
    return f"{name} {_problem(detail)}" + (f"; allowed: {words}" if words else "")


def _table(section: str) -> str:
    keys = ", ".join(key for of, key in setting_paths().values() if of == section)
    return f"[{section}] with {keys}"


def _name(path: SettingPath, layers: Sequence[Layer]) -> str:
    given = next((layer.names[path] for layer in layers if path in layer.names), None)
    return given or variable(path[0], path[-1])


def _siblings(path: SettingPath) -> list[str]:
    """What an unknown name could have meant: sections for a section, dotted keys for a key."""
    if len(path) == 1:
        return [*Settings.model_fields]
    return [f"{section}.{key}" for section, key in setting_paths().values()]


def _problem(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail.get("ctx", {})["error"])
    return _PROBLEMS.get(detail["type"], "is not accepted")
