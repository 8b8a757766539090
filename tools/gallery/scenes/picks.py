"""Picks: the preview of a subscription by examples, and a day's digest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tools.gallery.feed import GalleryFeed
from tools.gallery.recorded import sightings
from tools.gallery.scenes.history import store_weeks
from tools.gallery.scenes.scene import Scene
from tools.gallery.stage import BEGAN

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_LIKED = "2512.14614, 2512.13604, 2601.00393, 2601.05138, 2512.15716"  # video world models


async def _picks(stage: Stage) -> None:
    await store_weeks(stage)
    shown = await stage.run("alerts picks", examples=_LIKED, how_many=3, name="World models")
    await stage.take(
        "picks",
        shown,
        "A preview: three picks a day by five examples; under each of the last days papers, each with titles that "
        "it is like and words; the buttons Save, Edit and Cancel.",
        "`/alerts picks` previews the last 7 days as well (recorded papers).",
        light=True,
    )
    form = await stage.you.click(shown.response, label="Edit")
    await stage.take(
        "picks-edit", form, "A form with filter, name, number and examples.", "*Edit* changes the rest."
    )
    await stage.you.click(shown.response, label="Save")
    await stage.later(hours=20)
    today = stage.clock.at.date()
    for one in sightings(today - timedelta(days=1), today, stage.clock.at):
        stage.feed.add(one)
    await stage.app.pollers[0].poll()
    await stage.later(hours=1)
    await stage.app.picker.step()
    await stage.deliver()
    await stage.take(
        "picks-digest",
        stage.here.last_message,
        "Papers under the heading Picks of the day, each with gist, upvotes, picture and titles that it is like.",
        "The picks of the next day.",
        light=True,
    )


PICKS = Scene(name="picks", play=_picks, recorded=True, listed_later=frozenset(GalleryFeed(began=BEGAN).papers))
