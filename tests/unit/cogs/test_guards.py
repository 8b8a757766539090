"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import discord
import pytest

from bot.discord_io.access import Rules
from bot.discord_io.errors import DeniedError
from cogs.guards import may_manage, require_manager


@dataclass
class FakeLookup:
    """What is known of a server's Integrations page."""

    told: Rules | None
    asked: list[int] = field(default_factory=list[int])

    async def rules(self, guild_id: int) -> Rules | None:
        self.asked.append(guild_id)
        return self.told


@dataclass
class FakeInteraction:
    """Where a command runs, who runs it, and what they may do there."""

    guild_id: int | None
    permissions: discord.Permissions
    alerts_access: FakeLookup
    channel: None = None
    channel_id: int = 8
    id: int = 9

    @property
    def user(self) -> FakeInteraction:
        return self

    @property
    def client(self) -> FakeInteraction:
        return self


async def guild_of(guild_id: int | None, lookup: FakeLookup | None = None, **granted: bool) -> int:
    interaction = FakeInteraction(guild_id, discord.Permissions(**granted), lookup or FakeLookup(Rules()))
    return await require_manager(cast("discord.Interaction", interaction))


@pytest.mark.parametrize("told", [Rules(), None])
@pytest.mark.parametrize("flag", ["manage_guild", "administrator"])
async def test_managers_and_administrators_may(flag: str, told: Rules | None) -> None:
    """Manage Server is enough where nothing else is known, and Administrator includes it."""
    assert await guild_of(7, FakeLookup(told), **{flag: True}) == 7


async def test_others_may_not() -> None:
    """Without Manage Server the sentence names it."""
    with pytest.raises(DeniedError, match="Manage Server"):
        await guild_of(7, manage_channels=True, manage_messages=True)


async def test_admins_are_not_looked_up() -> None:
    """No switch holds for administrators, so nothing is asked; for others their own server is."""
    lookup = FakeLookup(Rules())
    await guild_of(7, lookup, administrator=True)
    assert lookup.asked == []
    await guild_of(7, lookup, manage_guild=True)
    assert lookup.asked == [7]


async def test_outside_of_servers_nothing_is_managed() -> None:
    """Should Discord ever run the command elsewhere, it says where it works."""
    with pytest.raises(DeniedError, match="in a server only"):
        await guild_of(None, manage_guild=True)


def test_outside_of_servers_nobody_may() -> None:
    """In direct messages the quick answer is no."""
    interaction = FakeInteraction(None, discord.Permissions(administrator=True), FakeLookup(None))
    assert not may_manage(cast("discord.Interaction", interaction))
