"""Scenes of subscribing, with the preview before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tools.gallery.scenes.history import BROAD
from tools.gallery.scenes.picks import PICKS
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage


async def _previews(stage: Stage) -> None:
    shown = await stage.run("alerts subscribe", query="diffusion -video", name="Diffusion", min_upvotes=5)
    await stage.take(
        "subscribe",
        shown,
        "A preview: the query, the number of matches, three examples, and the buttons Save, Edit and Cancel.",
        "`/alerts subscribe` first previews the last 7 days.",
        light=True,
    )
    form = await stage.you.click(shown.response, label="Edit")
    await stage.take("subscribe-edit", form, "A form with the query.", "*Edit* changes the query.")
    pressed = await stage.you.click(shown.response, label="Save")
    await stage.take("saved", pressed, "The saved subscription.", "After *Save*.")


async def _warnings(stage: Stage) -> None:
    await stage.take(
        "subscribe-nothing",
        await stage.run("alerts subscribe", query='"quantum chromodynamics"'),
        "A preview without matches, with a warning.",
        "… or matches nothing.",
    )
    await stage.take(
        "subscribe-wrong",
        await stage.run("alerts subscribe", query='diffusion (guidance OR "flow matching"'),
        "The query with a caret under an unclosed bracket.",
        "An error in a query, with what to type instead.",
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
        "A preview with a warning about missing permissions.",
        "Missing permissions in the channel.",
    )


SUBSCRIBING = Section(
    title="Subscribing",
    scenes=(
        Scene(name="subscribe", play=_previews),
        BROAD,
        Scene(name="warnings", play=_warnings),
        Scene(name="permission", play=_permission),
        PICKS,
    ),
)
