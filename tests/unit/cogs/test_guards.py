"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import discord
import pytest

from bot.discord_io.errors import DeniedError
from cogs.guards import require_manager


@dataclass
class FakeInteraction:
    """Where a command runs, and what its person may do there."""

    guild_id: int | None
    permissions: discord.Permissions


def guild_of(guild_id: int | None, **granted: bool) -> int:
    interaction = FakeInteraction(guild_id, discord.Permissions(**granted))
    return require_manager(cast("discord.Interaction", interaction))


@pytest.mark.parametrize("flag", ["manage_guild", "administrator"])
def test_managers_and_administrators_may(flag: str) -> None:
    """Manage Server is enough, and Administrator includes it."""
    assert guild_of(7, **{flag: True}) == 7


def test_others_may_not() -> None:
    """Without Manage Server the sentence names it."""
    with pytest.raises(DeniedError, match="Manage Server"):
        guild_of(7, manage_channels=True, manage_messages=True)


def test_outside_of_servers_nothing_is_managed() -> None:
    """Should Discord ever run the command elsewhere, it says where it works."""
    with pytest.raises(DeniedError, match="in a server only"):
        guild_of(None, manage_guild=True)
