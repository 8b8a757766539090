"""Play scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.stage import open_stage

if TYPE_CHECKING:
    from tools.gallery.camera import Camera
    from tools.gallery.picture import Picture
    from tools.gallery.scenes import Scene


async def play(scene: Scene, camera: Camera) -> list[Picture]:
    """Play a scene; return its pictures in order."""
    pictures: list[Picture] = []
    async with open_stage(
        camera, pictures.append, listed_later=scene.listed_later, language=scene.language
    ) as stage:
        await scene.play(stage)
    return pictures
