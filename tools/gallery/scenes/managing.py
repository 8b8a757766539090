"""Scenes of managing subscriptions: list, edit, test, pause, export and import."""

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
    """Make three subscriptions; return their ids in order."""
    ids = [await stage.subscribe("diffusion -video", name="Diffusion", min_upvotes=5)]
    await stage.later(minutes=1)
    ids.append(await stage.subscribe('optimizer, "gradient descent"', name="Optimizers", deliver="daily"))
    await stage.later(minutes=1)
    return [*ids, await stage.subscribe("author:song has:code", name="Song's code", deliver="weekly")]


async def _managing(stage: Stage) -> None:
    await stage.take(
        "list-empty",
        await stage.run("alerts list"),
        "No subscriptions, and the command that creates one.",
        "No subscriptions.",
    )
    first, second, _ = await _several(stage)
    paused = await stage.run("alerts pause", subscription=second, until="2026-02-01")
    await stage.take(
        "pause",
        paused,
        "Paused until the first of February, with a button to resume.",
        "`/alerts pause`, with a date or without.",
    )
    await stage.take(
        "list",
        await stage.run("alerts list"),
        "Three subscriptions with their channels, times of digests and queries; one of them is paused.",
        "`/alerts list`: each subscription with its channel, delivery and problems.",
        light=True,
    )
    form = await stage.run("alerts edit", subscription=first)
    await stage.take(
        "edit",
        form,
        "A form with query, name, mode and channel, filled in.",
        "`/alerts edit` opens a form …",
    )
    shown = await stage.you.submit_modal(
        form, filled(form, query="diffusion -video -survey upvotes:>=5", channel=[stage.here])
    )
    await stage.take(
        "edit-dry-run",
        shown,
        "A preview with the new query, the old one and the new matches.",
        "… and previews the change.",
    )
    await stage.run("alerts test", subscription=first)
    await stage.take(
        "test",
        stage.here.last_message,
        "A card marked as a test.",
        "`/alerts test` posts the newest match, marked as a test.",
    )
    await stage.take(
        "resume",
        await stage.run("alerts resume", subscription=second),
        "Resumed, with the channel.",
        "`/alerts resume`.",
    )
    await stage.take(
        "pause-channel",
        await stage.run("alerts pause"),
        "Three paused subscriptions; Resume all below.",
        "`/alerts pause` without a subscription pauses the whole channel.",
    )
    await stage.take(
        "unsubscribe",
        await stage.run("alerts unsubscribe", subscription=second),
        "The deleted subscription.",
        "`/alerts unsubscribe`.",
    )


async def _exchange(stage: Stage) -> None:
    await _several(stage)
    await stage.take(
        "export",
        await stage.run("alerts export"),
        "A message with the attached file.",
        "`/alerts export` gives a readable JSON file.",
    )
    body = json.dumps(_FILE).encode()
    await stage.take(
        "import",
        await stage.run("alerts import", file=("alerts.json", body)),
        "New, changed and unchanged subscriptions, with the buttons Import and Cancel.",
        "`/alerts import` shows its changes first.",
    )


MANAGING = Section(
    title="Managing subscriptions",
    scenes=(Scene(name="managing", play=_managing), Scene(name="exchange", play=_exchange)),
)
