"""Settings from the environment, `.env`, secret files and TOML, with one plain line for each mistake."""

from bot.settings.errors import SettingsError
from bot.settings.loading import load_settings
from bot.settings.model import Settings, variable

__all__ = ["Settings", "SettingsError", "load_settings", "variable"]
