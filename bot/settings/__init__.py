"""Settings from the environment, `.env`, secret files and TOML, with one plain line for each mistake.

`model` has every setting with its default, `values` the kinds of value; `layers` reads each origin of settings,
`loading` merges them, `mistakes` says what is wrong.
"""

from bot.settings.loading import load_settings
from bot.settings.mistakes import SettingsError, token_problem
from bot.settings.model import Settings, variable

__all__ = ["Settings", "SettingsError", "load_settings", "token_problem", "variable"]
