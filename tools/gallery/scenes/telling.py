"""What the bot says of itself, and of trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.gallery.scenes.posting import ACTOR
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_MISSING_PERMISSIONS = 50013


async def _help(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    await stage.take(
        "help",
        await stage.run("paperboy help"),
        "The query language by three examples, and the commands.",
        "`/paperboy help` teaches the query language by three examples.",
        light=True,
    )
    await stage.take(
        "status",
        await stage.run("paperboy status"),
        "The source with its last reading, the channels and what waits.",
        "`/paperboy status` says whether all is well.",
    )


async def _trouble(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    stage.env.inject_error(
        "POST",
        f"/channels/{stage.here.id}/messages",
        status=403,
        code=_MISSING_PERMISSIONS,
        message="Missing Permissions",
    )
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
    await stage.app.blocks.sweep()
    await stage.env.settle()
    you = stage.you.user
    await stage.take(
        "told",
        you.dm_channel.last_message,
        "A direct message: alerts cannot be posted in a channel, which permission is missing, where to give it.",
        "When alerts stop, whoever can change it is told once, with the step to take.",
        where=you.dm_channel,
        viewer=you,
        light=True,
    )


TELLING = Section(
    title="Help, and trouble",
    scenes=(Scene(name="help", play=_help), Scene(name="trouble", play=_trouble, held=frozenset({ACTOR}))),
)
