"""Scenes of help, status and notices."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from tools.gallery.scenes.posting import ACTOR
from tools.gallery.scenes.scene import Scene, Section

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

MISSING_PERMISSIONS, AUTOMOD = 50013, 200000  # Discord's error codes


async def _help(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    await stage.take(
        "help",
        await stage.run("paperboy help"),
        "Five example queries, first steps, all commands, and two buttons.",
        "`/paperboy help`: queries to try, and all commands.",
        light=True,
    )
    await stage.take(
        "status",
        await stage.run("paperboy status"),
        "The source with its last poll, channels and pending alerts.",
        "`/paperboy status`.",
    )


async def _trouble(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    refuse(stage, status=403, code=MISSING_PERMISSIONS)
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
    you = stage.you.user
    await stage.take(
        "told",
        you.dm_channel.last_message,
        "A direct message: a channel, the missing permission and where to grant it.",
        "A notice when alerts stop, sent once.",
        where=you.dm_channel,
        viewer=you,
        light=True,
    )
    await stage.take(
        "status-blocked",
        await stage.run("paperboy status"),
        "The status under a warning that names the channel and the permission.",
        "`/paperboy status` shows it until it is solved …",
    )
    await stage.take(
        "list-blocked",
        await stage.run("alerts list"),
        "A subscription with the reason of the block.",
        "… and so does `/alerts list`.",
    )
    await stage.later(hours=2)
    await stage.app.sweep()
    await stage.deliver()
    await stage.take(
        "told-flows",
        you.dm_channel.last_message,
        "A direct message: alerts are back.",
        "The notice when alerts are back.",
        where=you.dm_channel,
        viewer=you,
    )


async def _automod(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    refuse(stage, status=400, code=AUTOMOD)
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
    await stage.take(
        "told-automod",
        stage.here.last_message,
        "A message in the channel: the paper, the AutoMod rule and what to change.",
        "A post that the server's AutoMod blocked.",
    )


async def _outage(stage: Stage) -> None:
    await stage.subscribe("diffusion", name="Diffusion")
    stage.feed.is_down = True
    for hours in (0, 30):
        await stage.later(hours=hours)
        with suppress(SourceError):
            await stage.app.pollers[0].poll()
    await stage.app.sweep()
    await stage.env.settle()
    await stage.take(
        "told-outage",
        stage.here.last_message,
        "A message in the channel: Hugging Face has failed for a day; nothing to do.",
        "A source that fails for long.",
    )
    stage.feed.is_down = False
    stage.feed.list(ACTOR, upvotes=30)
    await stage.app.pollers[0].poll()
    await stage.app.sweep()
    await stage.env.settle()
    await stage.take(
        "told-read-again",
        stage.here.last_message,
        "A message in the channel: Hugging Face works again.",
        "The source is back.",
    )


def refuse(stage: Stage, *, status: int, code: int) -> None:
    """Let Discord refuse the next post in the channel."""
    stage.env.inject_error("POST", f"/channels/{stage.here.id}/messages", status=status, code=code)


HELP_AND_NOTICES = Section(
    title="Help and notices",
    scenes=(
        Scene(name="help", play=_help),
        Scene(name="trouble", play=_trouble, listed_later=frozenset({ACTOR})),
        Scene(name="automod", play=_automod, listed_later=frozenset({ACTOR})),
        Scene(name="outage", play=_outage, listed_later=frozenset({ACTOR})),
    ),
)
