"""What the pictures show, in the order of the page."""

from __future__ import annotations

from tools.gallery.scenes.awkward import AWKWARD
from tools.gallery.scenes.choosing import CHOOSING
from tools.gallery.scenes.languages import SPEAKING
from tools.gallery.scenes.looking import LOOKING
from tools.gallery.scenes.managing import MANAGING
from tools.gallery.scenes.posting import POSTING
from tools.gallery.scenes.pressing import PRESSING
from tools.gallery.scenes.scene import Scene, Section
from tools.gallery.scenes.subscribing import SUBSCRIBING
from tools.gallery.scenes.telling import TELLING

__all__ = ["SECTIONS", "Scene", "Section"]

SECTIONS = (POSTING, PRESSING, SUBSCRIBING, MANAGING, CHOOSING, LOOKING, TELLING, SPEAKING, AWKWARD)
