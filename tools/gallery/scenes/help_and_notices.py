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
        "Five queries, each with what it finds, how to begin, the names of all commands, and two buttons.",
        "`/paperboy help` begins with queries to try; the whole language is a press away, and so is each command.",
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
    refuse(stage, status=403, code=MISSING_PERMISSIONS)
    stage.feed.list(ACTOR, upvotes=30)
    await stage.post()
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
    await stage.take(
        "status-blocked",
        await stage.run("paperboy status"),
        "The status under a warning that names the channel and the permission.",
        "Until it is solved, `/paperboy status` shows it to everybody …",
    )
    await stage.take(
        "list-blocked",
        await stage.run("alerts list"),
        "A subscription with the sign and the reason of the block.",
        "… and `/alerts list` at each subscription that it holds up.",
    )
    await stage.later(hours=2)
    await stage.app.sweep()
    await stage.deliver()
    await stage.take(
        "told-flows",
        you.dm_channel.last_message,
        "A direct message: alerts flow again in the channel.",
        "When it works again, that is told as well.",
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
        "A message in the channel: one paper could not be posted because of an AutoMod rule, and what to change.",
        "A post that the server's own AutoMod does not let through: which rule to change.",
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
        "A message in the channel: Hugging Face could not be read since a day, and that nothing need be done.",
        "When a source cannot be read for long, the channels that wait for it are told once.",
    )
    stage.feed.is_down = False
    stage.feed.list(ACTOR, upvotes=30)
    await stage.app.pollers[0].poll()
    await stage.app.sweep()
    await stage.env.settle()
    await stage.take(
        "told-read-again",
        stage.here.last_message,
        "A message in the channel: Hugging Face is read again.",
        "And that it is back; what was listed meanwhile follows.",
    )


def refuse(stage: Stage, *, status: int, code: int) -> None:
    """Let Discord refuse the next post in the channel."""
    stage.env.inject_error("POST", f"/channels/{stage.here.id}/messages", status=status, code=code)


HELP_AND_NOTICES = Section(
    title="Help, and trouble",
    scenes=(
        Scene(name="help", play=_help),
        Scene(name="trouble", play=_trouble, held=frozenset({ACTOR})),
        Scene(name="automod", play=_automod, held=frozenset({ACTOR})),
        Scene(name="outage", play=_outage, held=frozenset({ACTOR})),
    ),
)
