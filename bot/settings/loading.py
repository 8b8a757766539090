"""Load and validate the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from bot.settings import mistakes
from bot.settings.layers import Layer, dotenv_layer, may_exist, toml_layer, variables_layer
from bot.settings.mistakes import SettingsError
from bot.settings.model import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULT_CONFIG = Path("config", "paperboy.toml")
DOTENV = Path(".env")


def load_settings(
    config: Path | None = None, environ: Mapping[str, str] | None = None, *, folder: Path = Path()
) -> Settings:
    """Return the settings: environment over `.env` over TOML over defaults.

    Args:
        config: A TOML file that must exist; None for `config/paperboy.toml` in `folder` if there is one.
        environ: Environment variables; None for the process's own.
        folder: Where `.env` and the default TOML file are looked for.

    Raises:
        SettingsError: With one line for each mistake, from all origins at once; contradictions once all else is
            right.
    """
    layers = [variables_layer(os.environ if environ is None else environ), dotenv_layer(folder / DOTENV)]
    path = config or folder / DEFAULT_CONFIG
    if config is not None or may_exist(path):
        layers.append(toml_layer(path))  # lowest priority
    found = [line for layer in layers for line in layer.mistakes]
    settings = None
    try:
        settings = Settings.model_validate(_merged(reversed(layers)))
    except ValidationError as error:
        found += mistakes.lines(error, layers)
    if settings is not None:
        found += mistakes.contradictions(settings)
    if settings is None or found:
        raise SettingsError(tuple(found), json_logs=_json_logs(layers)) from None
    return settings


def _json_logs(layers: Iterable[Layer]) -> bool:
    """Return True if the strongest layer that names a log format names JSON, even if other settings are wrong."""
    for layer in layers:
        section = layer.values.get("log")
        if isinstance(section, dict) and "format" in section:
            return str(cast("dict[str, object]", section)["format"]).lower() == "json"
    return False


def _merged(layers: Iterable[Layer]) -> dict[str, Any]:
    """Merge section by section, later layers over earlier ones; the model refuses whatever is not a table."""
    result: dict[str, Any] = {}
    for layer in layers:
        for section, table in layer.values.items():
            if isinstance(table, dict) and isinstance(result.get(section, {}), dict):
                result[section] = {**result.get(section, {}), **cast("dict[str, Any]", table)}
            else:
                result[section] = table
    return result
