"""Mistakes in settings, each as one line for a person: name, problem, what is allowed.

`SettingsError` carries them; `lines` makes them from pydantic's errors, without the value: it may be a secret.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import letters_and_digits
from bot.settings.layers import Layer, SettingPath, did_you_mean
from bot.settings.model import Settings, allowed_values, is_list, section_of, setting_paths, variable
from bot.sources.catalogue import SourceSettings, catalogue_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails


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
    "missing": "is missing",
    "literal_error": "is not one of the choices",
    "string_type": "is not text",
    "too_long": "has too many parts",
}


_RESERVED_NAMES = ("sample", "sample-stream", "unannounced")  # of sources, in the demo and the store
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_TOKEN_PARTS = 3
_DISTINCT_TEXT = "one that differs from other sources' in letters or digits"


class SettingsError(Exception):
    """The settings are wrong. `mistakes` has one line for each, fit to be shown.

    `json_logs`: the settings ask for a log in JSON, which is heeded even if others are wrong.
    """

    def __init__(self, mistakes: tuple[str, ...], *, json_logs: bool = False) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
        self.json_logs = json_logs


def lines(error: ValidationError, layers: Sequence[Layer]) -> list[str]:
    """Return one line for each mistake, with the setting's name as its origin writes it."""
    return [_line(detail, layers) for detail in error.errors(include_url=False, include_input=False)]


def contradictions(settings: Settings) -> list[str]:
    """Return one line for each setting that others rule out, such as a name that another source has."""
    found = _similar_names(settings)
    url = variable("store", "url")
    if (count := settings.sharding.count) > 1 and settings.store.url.startswith("tinydb://"):
        wrong = f"{variable('sharding', 'count')} is {count}, but a store in a folder has one shard"
        found.append(f"{wrong}; allowed: 1, or a PostgreSQL database as {url} (docs/scaling.md)")
    if settings.summaries.url and not settings.summaries.model:
        model, url = variable("summaries", "model"), variable("summaries", "url")
        found.append(f"{model} is needed with {url}; allowed: {allowed_values('summaries', 'model')}")
    return found


def _similar_names(settings: Settings) -> list[str]:
    """Return a line for each name in a list of tables that reads like another: only letters and digits count."""
    known = catalogue_of(SourceSettings())
    # By how it reads: the number of its table, -1 if it is of no such table, and the name
    taken = {letters_and_digits(name): (-1, name) for name in (*_RESERVED_NAMES, *known.names)}
    found: list[str] = []
    for number, table in enumerate((*settings.preprints, *settings.feeds)):
        section = "feeds" if number >= len(settings.preprints) else "preprints"
        for name in dict.fromkeys((table.spec.name, table.spec.title)):
            first, other = taken.setdefault(letters_and_digits(name), (number, name))
            if first != number:
                found.append(
                    f"{section} has the name {name}, which is too similar to {other}; allowed: {_DISTINCT_TEXT}"
                )
    return found


def _line(detail: ErrorDetails, layers: Sequence[Layer]) -> str:
    section, *rest = (str(part) for part in detail["loc"])
    path: SettingPath = (section,)
    name = _name(path, layers)
    if section not in Settings.model_fields:
        return f"{name} is not a setting{did_you_mean(section, Settings.model_fields)}"
    if is_list(section):
        if not rest or not rest[0].isdecimal():
            most = Settings.model_fields[section].metadata[0].max_length
            return f"{name} is not a list of tables; allowed: {_table(section)}, at most {most} times"
        name = f"{name} {int(rest.pop(0)) + 1}"
    if not rest:
        return f"{name} is not a table; allowed: {_table(section)}"
    key = rest[0]
    name = f"{name}.{key}" if is_list(section) else _name((section, key), layers)
    if detail["type"] == "extra_forbidden":
        hint = did_you_mean(f"{section}.{key}", map(".".join, setting_paths().values()))
        return f"{name} is not a setting{hint or f'; allowed: {_table(section)}'}"
    return f"{name} {_problem(detail)}; allowed: {allowed_values(section, key)}"


def _table(section: str) -> str:
    keys = ", ".join(section_of(section).model_fields)
    return f"[[{section}]] with {keys}" if is_list(section) else f"[{section}] with {keys}"


def _name(path: SettingPath, layers: Sequence[Layer]) -> str:
    name = next((layer.names[path] for layer in layers if path in layer.names), None)
    return name or variable(path[0], path[-1])


def _problem(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail.get("ctx", {})["error"])
    return _PROBLEMS.get(detail["type"], "is not accepted")


def token_problem(token: str) -> str | None:
    """Return why this cannot be a bot's token, without quoting it; None when it can be one."""
    if _TOKEN.fullmatch(token):
        return None
    parts = token.count(".") + 1
    shape = (
        "it has characters other than letters, digits, - and _"
        if parts == _TOKEN_PARTS
        else f"it has {parts} instead of {_TOKEN_PARTS} parts"
    )
    return (
        f"is not a bot token ({shape} joined by dots); allowed: the token from Bot > Reset Token in the Developer "
        "Portal, not the application's id, public key or client secret"
    )
