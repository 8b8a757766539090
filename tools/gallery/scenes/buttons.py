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
        "The whole abstract.",
        "*Abstract*, visible only to you.",
        light=True,
    )
    tune = await stage.you.click(card, label="Tune")
    await stage.take(
        "tune",
        tune,
        "The subscription that matched the paper, with menus of delivery, words to exclude and minimum upvotes.",
        "*Tune*, for alert managers: a better query after an unwanted alert.",
        light=True,
    )
    await stage.take(
        "tune-words",
        tune,
        "The second menu, open: words of the paper.",
        "Words of this paper to exclude …",
        open_menu=2,
    )
    await stage.take(
        "tune-bar",
        tune,
        "The third menu, open: numbers of upvotes.",
        "… and minimum upvotes that it did not reach.",
        open_menu=3,
    )
    form = await stage.you.click(tune.response, label="Exclude another word")
    await stage.take("tune-other", form, "A form with one field for a word.", "Another word.")
    await stage.take(
        "tune-dry-run",
        await stage.you.submit_modal(form, {"word": "image editing"}),
        "A preview with the new and the old query.",
        "A preview of the changed query.",
    )


BUTTONS = Section(
    title="The buttons of an alert",
    scenes=(Scene(name="buttons", play=_buttons, listed_later=frozenset({STYLE})),),
)
