"""One picture of the gallery."""

from __future__ import annotations

from dataclasses import dataclass

from tools.gallery.camera import Theme


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG with its text alternative (`alt`) and the sentence above it (`caption`)."""

    name: str
    png: bytes
    alt: str
    caption: str
    theme: Theme = Theme.DARK

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.png" if self.theme is Theme.DARK else f"{self.name}-{self.theme}.png"
