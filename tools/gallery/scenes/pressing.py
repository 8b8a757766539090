"""Scenes of the buttons under an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.scenes.posting import STYLE
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage


async def _buttons(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    stage.feed.list(STYLE, upvotes=47)
    await stage.post()
    card = stage.here.last_message
    await stage.take(
        "abstract",
        await stage.you.click(card, label="Abstract"),
        "The whole abstract, seen by one person.",
        "*Abstract* shows it all, to one person.",
        light=True,
    )
    tune = await stage.you.click(card, label="Tune")
    await stage.take(
        "tune",
        tune,
        "The matching subscription, with menus to exclude a word or raise the minimum upvotes, and buttons to "
        "pause it or exclude another word.",
        "*Tune*, for alert managers: improve the query from an unwanted alert.",
        light=True,
    )
    await stage.take(
        "tune-words",
        tune,
        "The first menu, open: words of the paper to exclude.",
        "Its menu offers words of this paper …",
        opened=1,
    )
    await stage.take(
        "tune-bar",
        tune,
        "The second menu, open: numbers of upvotes.",
        "… and minimum upvotes that it does not reach.",
        opened=2,
    )
    form = await stage.you.click(tune.response, label="Leave out another word …")
    await stage.take("tune-other", form, "A form with one field for a word.", "Any other word is typed.")
    await stage.take(
        "tune-dry-run",
        await stage.you.submit_modal(form, {"word": "image editing"}),
        "A preview with the new query and the old one.",
        "The changed query has a preview first, as when subscribing.",
    )


PRESSING = Section(
    title="The buttons of an alert",
    scenes=(Scene(name="buttons", play=_buttons, held=frozenset({STYLE})),),
)
