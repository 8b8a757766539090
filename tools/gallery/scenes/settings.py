"""Scenes of the alert settings of a channel."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.domain.preferences import Preferences
from tools.gallery.scenes.posting import ACTOR, STYLE
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_CHOSEN = Preferences(
    digest_time=time(9), zone="Europe/Berlin", quiet_from=time(22), quiet_until=time(7), most_a_day=5
)


async def _settings(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion", deliver="daily")
    await stage.subscribe("optimizer", name="Optimizers")
    await stage.store.set_preferences(stage.here.id, _CHOSEN, due={})
    for number in (ACTOR, STYLE):
        stage.feed.list(number, upvotes=12)
    await stage.post()
    panel = await stage.run("alerts settings")
    await stage.take(
        "settings",
        panel,
        "The next digest, pending papers, and each setting with its control.",
        "`/alerts settings`: one panel with every setting.",
        light=True,
    )
    await stage.take(
        "settings-most",
        panel,
        "The second menu, open: from no limit to a hundred alerts a day.",
        "The daily limit.",
        open_menu=2,
    )
    for button, name, alt in (
        ("Digest time…", "settings-digest", "A form with time, weekday and time zone."),
        ("Quiet hours…", "settings-quiet", "A form with start, end and time zone."),
    ):
        form = await stage.you.click(panel.response, label=button)
        caption = "Digest times, in the channel's time zone." if "digest" in name else "Quiet hours."
        await stage.take(name, form, alt, caption)


SETTINGS = Section(
    title="Alert settings",
    scenes=(Scene(name="settings", play=_settings, listed_later=frozenset({ACTOR, STYLE})),),
)
