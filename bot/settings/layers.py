"""The origins of settings: environment variables, `.env`, a TOML file.

Each layer keeps the names of its settings as that origin writes them, for messages.
"""

from __future__ import annotations

import io
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from dotenv.parser import Original, parse_stream
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.settings.model import DELIMITER, PREFIX, Settings, setting_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


SettingPath: TypeAlias = tuple[str, ...]  # (section,) or (section, key)

_UNREADABLE_TEXT = "cannot be read by user {user}: run chmod 644 {path}, or chown {user} {path}"
_LEAST_SIMILARITY = 0.8  # least similarity of names for a suggestion; high, as many begin alike
_SECRET_FILE_SUFFIX = "_FILE"  # noqa: S105 - the end of a variable's name
# Kubernetes and Docker set these variables beside a service called "paperboy"; our tests set PAPERBOY_TEST_…
_FOREIGN_VARIABLE = re.compile(r"PAPERBOY_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?|TEST_\w+)")


class Layer(NamedTuple):
    """The settings of one origin: values by section and key, their names for people, and mistakes."""

    values: Mapping[str, Any]
    names: Mapping[SettingPath, str]
    mistakes: tuple[str, ...] = ()


class _Variables(EnvSettingsSource):
    """Reads variables as pydantic-settings does, from a mapping instead of the process's environment."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        settings = cast("type[BaseSettings]", Settings)  # pydantic-settings uses only its fields
        super().__init__(settings, env_prefix=PREFIX, env_nested_delimiter=DELIMITER)
        self.env_vars = {name.lower(): value for name, value in variables.items()}


def variables_layer(variables: Mapping[str, str], *, where: str = "") -> Layer:
    """Return the settings among `variables`; `NAME_FILE` names a file with the value. Empty ones are unset.

    `where` is put before each name in mistakes. An unknown name with our prefix is a mistake.
    """
    known, mistakes = setting_paths(), list[str]()
    found, names = dict[str, str](), dict[SettingPath, str]()
    for written, text in variables.items():
        name = written.upper()
        if not name.startswith(PREFIX) or not text or _FOREIGN_VARIABLE.fullmatch(name):
            continue
        base = name if name in known else name.removesuffix(_SECRET_FILE_SUFFIX)
        if base not in known:
            mistakes.append(f"{where}{written} is not a setting{_suggestion(name, known)}")
        elif known[base] in names:
            mistakes.append(
                f"{where}{base} is given twice, directly and as {base}{_SECRET_FILE_SUFFIX}; allowed: one of them"
            )
        else:
            names[known[base]] = f"{where}{written}"
            try:
                found[base] = text if base == name else _secret(text)
            except ValueError as error:
                mistakes.append(f"{where}{written} {error}")
    return Layer(_Variables(found)(), names, tuple(mistakes))


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return `; did you mean X?` for the choice most like `word`, or one that it begins or ends; else ""."""
    import difflib  # noqa: PLC0415 - only for a mistake

    choices = list(choices)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=_LEAST_SIMILARITY)
    near += [choice for choice in choices if choice.startswith(word) or choice.endswith(word)]
    return f"; did you mean {near[0]}?" if near and word else ""


def _suggestion(name: str, known: Iterable[str]) -> str:
    """Return the hint of `did_you_mean`, for names compared without the prefix, which makes all look alike."""
    hint = did_you_mean(name.removeprefix(PREFIX), [other.removeprefix(PREFIX) for other in known])
    return hint.replace("did you mean ", f"did you mean {PREFIX}")


def _secret(path: str) -> str:
    """Return the content of a secret file. Raises ValueError; only the file's name may be shown."""
    try:
        content = _read(path).strip()
    except ValueError as error:
        raise ValueError(f"names a file that {error}: {path}") from None
    if not content:
        raise ValueError(f"names a file that is empty: {path}")
    return content


def dotenv_layer(path: Path) -> Layer:
    """Return the variables of a `.env` file, in which `${NAME}` stands for itself; none without a file."""
    if not may_exist(path):
        return Layer({}, {})
    try:
        bindings = list(parse_stream(io.StringIO(_read(path))))
    except ValueError as error:
        return Layer({}, {}, (f"{path} {error}",))
    layer = variables_layer({b.key: b.value for b in bindings if b.key and b.value}, where=f"{path}: ")
    broken = tuple(f"{path}: {_broken_line(b.original)}" for b in bindings if b.error)
    return layer._replace(mistakes=(*broken, *layer.mistakes))


def may_exist(path: Path) -> bool:
    """Return True if the file exists or cannot be checked: missing rights are reported when it is read."""
    try:
        return path.is_file()
    except OSError:
        return True


def _broken_line(original: Original) -> str:
    """Return a sentence about a broken line; the empty lines before it are part of `original`."""
    written = original.string.lstrip("\r\n")
    number = original.line + original.string[: len(original.string) - len(written)].count("\n")
    return f"line {number} is not NAME=value; a value that starts with a quotation mark must end with one"


def toml_layer(path: Path) -> Layer:
    """Return the settings of a TOML file. Unknown keys are left to the model, which refuses them."""
    try:
        tables = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        return Layer({}, {}, (f"{path} is not TOML: {_clause(str(error))}",))
    except ValueError as error:
        return Layer({}, {}, (f"{path} {error}",))
    names: dict[SettingPath, str] = {}
    for section, table in tables.items():
        names[section,] = f"{path}: {section}"
        if isinstance(table, dict):
            for key in cast("dict[str, Any]", table):
                names[section, key] = f"{path}: {section}.{key}"
    return Layer(tables, names)


def _read(path: Path | str) -> str:
    """Return the text of a file. Raises ValueError, which says what is wrong with it."""
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - a secret's path comes as text
            return file.read()
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        # The advice is about the file alone: it would not help if the folder were closed to us.
        if isinstance(error, PermissionError) and os.access(Path(path).parent, os.X_OK, effective_ids=True):
            raise ValueError(_UNREADABLE_TEXT.format(path=path, user=os.geteuid())) from None
        # A path with a null byte is a ValueError without a reason for people.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such path"
        raise ValueError(f"cannot be read ({reason.lower()})") from None


def _clause(message: str) -> str:
    """Return a parser's message without its capital and what it quotes, which may be a secret.

    `Expected '=' after a key` becomes `expected after a key`. The lookbehind only saves time on many spaces.
    """
    text = re.sub(r"""(?<!\s)\s*(: )?(['"]).*\2""", "", message)
    return text[:1].lower() + text[1:]
