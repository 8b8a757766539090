"""What one has: listing, editing, testing, pausing, carrying elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.gallery.forms import filled
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_FILE = {
    "paperboy": 1,
    "channels": [
        {
            "channel": "paper-alerts",
            "subscriptions": [
                {"name": "Diffusion", "query": "diffusion -video upvotes:>=5"},
                {"name": "Optimizers", "query": 'optimizer, "gradient descent"', "deliver": "weekly"},
                {"name": "With code", "query": "has:code consistency", "deliver": "daily"},
            ],
            "settings": {"look": "compact", "quiet_hours": "22:00-07:00", "zone": "Europe/Berlin"},
        }
    ],
}


async def _several(stage: Stage) -> list[str]:
    """Three subscriptions; the first one's id comes first."""
    ids = [await stage.subscribe("diffusion -video", name="Diffusion", min_upvotes=5)]
    await stage.later(minutes=1)
    ids.append(await stage.subscribe('optimizer, "gradient descent"', name="Optimizers", deliver="daily"))
    await stage.later(minutes=1)
    return [*ids, await stage.subscribe("author:song has:code", name="Song's code", deliver="weekly")]


async def _managing(stage: Stage) -> None:
    await stage.take(
        "list-empty",
        await stage.run("alerts list"),
        "No subscriptions yet, and the command that makes one.",
        "Before there is anything.",
    )
    first, second, _ = await _several(stage)
    paused = await stage.run("alerts pause", subscription=second, until="2026-02-01")
    await stage.take(
        "pause",
        paused,
        "A sentence: paused until the first of February, and the button that resumes it.",
        "`/alerts pause`, with a date or without.",
    )
    await stage.take(
        "list",
        await stage.run("alerts list"),
        "Three subscriptions with their ids, channels, times of digests and queries; one of them is paused.",
        "`/alerts list` says of each subscription where it goes, how, and why it does not if it does not.",
        light=True,
    )
    form = await stage.run("alerts edit", subscription=first)
    await stage.take(
        "edit",
        form,
        "A form with query, name, mode and channel, filled in.",
        "`/alerts edit` opens a form with what holds …",
    )
    shown = await stage.you.submit_modal(
        form, filled(form, query="diffusion -video -survey upvotes:>=5", channel=[stage.here])
    )
    await stage.take(
        "edit-dry-run",
        shown,
        "A dry run that shows the new query, the old one and what the new one would have matched.",
        "… and runs the changed query before anything changes.",
    )
    await stage.run("alerts test", subscription=first)
    await stage.take(
        "test",
        stage.here.last_message,
        "A card under a line that says that it is a test.",
        "`/alerts test` posts the newest match, marked as a test.",
    )
    await stage.take(
        "resume",
        await stage.run("alerts resume", subscription=second),
        "A sentence: it is on, and where what matches goes.",
        "`/alerts resume`.",
    )
    await stage.take(
        "pause-channel",
        await stage.run("alerts pause"),
        "A sentence with the names of three subscriptions that are paused now; Resume all below.",
        "`/alerts pause` without a subscription pauses the whole channel.",
    )
    await stage.take(
        "unsubscribe",
        await stage.run("alerts unsubscribe", subscription=second),
        "A sentence: what was ended.",
        "`/alerts unsubscribe`.",
    )


async def _exchange(stage: Stage) -> None:
    await _several(stage)
    await stage.take(
        "export",
        await stage.run("alerts export"),
        "A message with the attached file.",
        "`/alerts export` gives a JSON file that a person can read, keep and compare.",
    )
    body = json.dumps(_FILE).encode()
    await stage.take(
        "import",
        await stage.run("alerts import", file=("alerts.json", body)),
        "What would be new, changed and left as it is, with the buttons Import and Cancel.",
        "`/alerts import` tells what it would change before it does.",
    )


MANAGING = Section(
    title="Looking after subscriptions",
    scenes=(Scene(name="managing", play=_managing), Scene(name="exchange", play=_exchange)),
)
