"""Settings from the environment, `.env`, secret files and TOML, with one plain line for each mistake."""

from bot.settings.loading import load_settings
from bot.settings.mistakes import SettingsError
from bot.settings.model import Settings, variable
from bot.settings.token import token_problem

__all__ = ["Settings", "SettingsError", "load_settings", "token_problem", "variable"]
