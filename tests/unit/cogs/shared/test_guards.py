"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import discord
import pytest

from bot.discord_io.access import Rules
from bot.domain.subscription import Owner
from cogs.shared.guards import may_manage, require_manager


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
    brought: bool = False

    def is_user_integration(self) -> bool:
        return self.brought

    def is_guild_integration(self) -> bool:
        return not self.brought

    @property
    def user(self) -> FakeInteraction:
        return self

    @property
    def client(self) -> FakeInteraction:
        return self


async def guild_of(guild_id: int | None, lookup: FakeLookup | None = None, **granted: bool) -> int | None:
    interaction = FakeInteraction(guild_id, discord.Permissions(**granted), lookup or FakeLookup(Rules()))
    return (await require_manager(cast("discord.Interaction", interaction))).guild_id


@pytest.mark.parametrize("told", [Rules(), None])
@pytest.mark.parametrize("flag", ["manage_guild", "administrator"])
async def test_managers_and_administrators_may(flag: str, told: Rules | None) -> None:
    """Manage Server is enough where nothing else is known, and Administrator includes it."""
    assert await guild_of(7, FakeLookup(told), **{flag: True}) == 7


async def test_admins_are_not_looked_up() -> None:
    """No switch holds for administrators, so nothing is asked; for others their own server is."""
    lookup = FakeLookup(Rules())
    await guild_of(7, lookup, administrator=True)
    assert lookup.asked == []
    await guild_of(7, lookup, manage_guild=True)
    assert lookup.asked == [7]


async def test_everybody_manages_their_own() -> None:
    """In a DM, and where somebody brought the app along, no permission is needed: it is about their own."""
    private = FakeInteraction(None, discord.Permissions.none(), FakeLookup(None))
    brought = FakeInteraction(7, discord.Permissions.none(), FakeLookup(None), brought=True)
    for interaction in (private, brought):
        acting = cast("discord.Interaction", interaction)
        assert await require_manager(acting) == Owner(guild_id=None, user_id=9)
        assert may_manage(acting)
        assert interaction.alerts_access.asked == []
