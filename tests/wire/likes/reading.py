"""A bot that reads reactions, and what people think by now."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from bot.app.background import run_forever
from bot.domain.subscription import Owner

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from tests.fake_discord.state.models import Channel, Message, User
    from tests.wire.support.harness import Harness

FIRST, SECOND = "arxiv:2511.00001", "arxiv:2511.00002"
READ = "/channels/{channel_id}/messages/{message_id}"
_PATIENCE = 60.0  # seconds; only ever reached when a test fails
Opinions = dict[int, dict[str, bool]]


@asynccontextmanager
async def reading(harness: Harness) -> AsyncGenerator[None]:
    """Let the loop run that stores reactions."""
    reactions = harness.app.reactions
    loop = run_forever(
        "Reading reactions", reactions.step, rng=harness.app.rng, wake=reactions.wake, sleep=_at_once
    )
    task = asyncio.create_task(loop)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _at_once(_seconds: float):
    """Nobody waits after a failure."""
    await asyncio.sleep(0)


async def opinions(harness: Harness, person: User | None = None) -> Opinions:
    """Return the present opinions in the server, or of somebody in direct messages."""
    owner = Owner(guild_id=None if person else harness.guild.id, user_id=person.id if person else 0)
    found = await harness.app.likes.of_server(owner)
    return {key: {paper: like.liked for paper, like in likes.items()} for key, likes in found.items() if likes}


async def becomes(look: Callable[[], Awaitable[object]], wanted: object):
    """Wait until `look` returns what is wanted."""
    found = None
    try:
        async with asyncio.timeout(_PATIENCE):
            while (found := await look()) != wanted:  # noqa: ASYNC110 - the store rings no bell
                await asyncio.sleep(0.02)
    except TimeoutError:
        assert found == wanted


async def liked(harness: Harness, wanted: Opinions, person: User | None = None):
    await becomes(lambda: opinions(harness, person), wanted)


async def posts(harness: Harness, *numbers: str, channel: Channel | None = None) -> list[Message]:
    """Let the bot post these papers; gives all messages of the channel."""
    harness.list(*numbers)
    await harness.later(minutes=20)
    return [message for message in harness.discord.posted(channel or harness.channel) if message.embeds]


def readers(harness: Harness, count: int) -> list[User]:
    return [harness.discord.world.add_member(harness.guild, f"Reader {n}") for n in range(count)]


async def asked(harness: Harness) -> int:
    """Return the number of times that the bot has read a message."""
    return len(harness.discord.journal.calls("GET", READ))
