"""One picture of the gallery."""

from __future__ import annotations

from dataclasses import dataclass

from tools.gallery.camera import Theme


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG, what it shows for those who cannot see it (`alt`), and the sentence under it (`says`)."""

    name: str
    png: bytes
    alt: str
    says: str
    theme: Theme = Theme.DARK
