"""Scenes of sources that people add: the preview, the list, and the menu of a subscription's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.background import Background
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage


async def _adding(stage: Stage) -> None:
    shown = await stage.run("sources add", source="cs.CL")
    await stage.take(
        "source-add",
        shown,
        "The name of the source, how many papers it has a day, its newest five, and the buttons Add and Cancel.",
        "`/sources add` previews a feed, a category of arXiv, a search of PubMed or a conference.",
        light=True,
    )
    await stage.take(
        "source-added",
        await stage.you.click(shown.response, label="Add"),
        "The added source, and that nothing of it is posted before somebody subscribes to it.",
        "After *Add*.",
    )
    other = await stage.run("sources add", source="stat.ML")
    await stage.you.click(other.response, label="Add")
    await Background(stage.app).added_polls().step()
    await stage.later(minutes=5)
    await stage.take(
        "source-list",
        await stage.run("sources list"),
        "Two sources with what they are, and whether they work.",
        "`/sources list`.",
        light=True,
    )
    first = await stage.subscribe("diffusion", name="Diffusion")
    await stage.take(
        "source-menu",
        await stage.run("alerts edit", subscription=first),
        "The form of a subscription with a menu of sources: the host's, and those that were added.",
        "A subscription chooses among the sources of the host and of the server.",
    )


ADDED_SOURCES = Section(title="Adding sources", scenes=(Scene(name="sources", play=_adding),))
