"""Scenes of subscribing, with the preview before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tools.gallery.scenes.history import BROAD
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage


async def _dry_runs(stage: Stage) -> None:
    shown = await stage.run("alerts subscribe", query="diffusion -video", name="Diffusion", min_upvotes=5)
    await stage.take(
        "subscribe",
        shown,
        "A preview: the query, the number of matches in the last week, three examples, and the buttons Save, Edit "
        "and Cancel.",
        "`/alerts subscribe` first shows the matches of the last seven days.",
        light=True,
    )
    form = await stage.you.click(shown.response, label="Edit")
    await stage.take(
        "subscribe-edit", form, "A form with the query.", "*Edit* changes the query and shows a new preview."
    )
    pressed = await stage.you.click(shown.response, label="Save")
    await stage.take("saved", pressed, "A sentence with the id of what was saved.", "The reply after *Save*.")


async def _warnings(stage: Stage) -> None:
    await stage.take(
        "subscribe-nothing",
        await stage.run("alerts subscribe", query='"quantum chromodynamics"'),
        "A preview without matches, with a warning.",
        "… and so has one without matches.",
    )
    await stage.take(
        "subscribe-wrong",
        await stage.run("alerts subscribe", query='diffusion (guidance OR "flow matching"'),
        "The query with a caret under an unpaired bracket, and a sentence.",
        "An invalid query is shown with the position of the mistake.",
        light=True,
    )


async def _permission(stage: Stage) -> None:
    denied = discord.PermissionOverwrite(embed_links=False, send_messages=False)
    me = stage.world.guild.me
    assert me is not None  # noqa: S101 - the bot has joined
    quiet = stage.world.guild.create_text_channel("announcements", overwrites={me: denied})
    await stage.take(
        "subscribe-permission",
        await stage.run("alerts subscribe", query="diffusion", channel=quiet),
        "A preview with a warning that names the permissions that the bot lacks in the channel.",
        "Permissions that the bot lacks in the channel are named.",
    )


SUBSCRIBING = Section(
    title="Subscribing",
    scenes=(
        Scene(name="subscribe", play=_dry_runs),
        BROAD,
        Scene(name="warnings", play=_warnings),
        Scene(name="permission", play=_permission),
    ),
)
