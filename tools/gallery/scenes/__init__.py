"""The sections of the page with their scenes, in order."""

from __future__ import annotations

from tools.gallery.scenes.buttons import BUTTONS
from tools.gallery.scenes.extremes import EXTREMES
from tools.gallery.scenes.help_and_notices import HELP_AND_NOTICES
from tools.gallery.scenes.languages import TRANSLATED
from tools.gallery.scenes.lookups import LOOKUPS
from tools.gallery.scenes.managing import MANAGING
from tools.gallery.scenes.posting import POSTING
from tools.gallery.scenes.scene import Scene, Section
from tools.gallery.scenes.settings import SETTINGS
from tools.gallery.scenes.sources import ADDED_SOURCES
from tools.gallery.scenes.subscribing import SUBSCRIBING

__all__ = ["SECTIONS", "Scene", "Section"]

SECTIONS = (
    POSTING,
    BUTTONS,
    SUBSCRIBING,
    MANAGING,
    ADDED_SOURCES,
    SETTINGS,
    LOOKUPS,
    HELP_AND_NOTICES,
    TRANSLATED,
    EXTREMES,
)
