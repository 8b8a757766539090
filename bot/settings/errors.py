"""Wrong settings."""

from __future__ import annotations


class SettingsError(Exception):
    """The settings are wrong. `mistakes` has one line for each, fit to be shown as it is."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes
