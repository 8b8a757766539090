"""Where alerts are to go, and the sentence where they cannot."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.domain.subscription import Destination, Kind
from cogs.shared.targets import UnfitChannelError, resolve_channel, resolve_target


def forbidden() -> discord.Forbidden:
    answer: Any = SimpleNamespace(status=403, reason="Forbidden")
    return discord.Forbidden(answer, {"code": 50007, "message": "Cannot send messages to this user"})


@dataclass
class Person:
    """Who runs a command in their DMs, or where they brought the app along; `refuses` is what Discord says."""

    refuses: discord.HTTPException | None = None
    guild_id: int | None = None
    channel_id: int | None = None
    id: int = 9

    def is_user_integration(self) -> bool:
        return self.guild_id is not None

    def is_guild_integration(self) -> bool:
        return False

    @property
    def user(self) -> Person:
        return self

    async def create_dm(self) -> Any:
        if self.refuses is not None:
            raise self.refuses
        return SimpleNamespace(id=77)


@pytest.mark.parametrize("guild_id", [None, 7])
async def test_ones_own_alerts_go_to_ones_dm(guild_id: int | None) -> None:
    """In a DM, and in a server that has not invited the app."""
    person: Any = Person(guild_id=guild_id)
    target = await resolve_target(person, None)
    assert target.destination == Destination(id=77, guild_id=None, kind=Kind.DM)
    assert target.problems == ()


async def test_ones_own_alerts_take_no_channel() -> None:
    """Where the app was brought along, a channel may be chosen, and nothing may be posted there."""
    person: Any = Person(guild_id=7)
    chosen: Any = SimpleNamespace(id=5)
    with pytest.raises(UnfitChannelError, match="leave the channel out"):
        await resolve_target(person, chosen)


async def test_a_dm_that_cannot_be_opened_is_told() -> None:
    """With the setting that allows it."""
    person: Any = Person(refuses=forbidden())
    with pytest.raises(UnfitChannelError, match="allow direct messages in your privacy settings"):
        await resolve_target(person, None)


async def test_a_channel_that_discord_does_not_show_is_told() -> None:
    """It is asked for where it is not known; where that is refused, the person reads what to allow."""
    asked: list[int] = []

    async def fetch_channel(channel_id: int) -> Any:
        asked.append(channel_id)
        raise forbidden()

    def unknown(_channel_id: int) -> None:
        """Nothing is known of it."""

    guild = SimpleNamespace(get_channel_or_thread=unknown, fetch_channel=fetch_channel)
    interaction: Any = SimpleNamespace(guild=guild)
    with pytest.raises(UnfitChannelError, match="allow View Channel for me"):
        await resolve_channel(interaction, 5)
    assert asked == [5]
