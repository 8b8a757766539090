"""Destinations that alerts cannot go to."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from cogs.shared.channel_option import UnfitChannelError, resolve_target


def forbidden() -> discord.Forbidden:
    answer: Any = SimpleNamespace(status=403, reason="Forbidden")
    return discord.Forbidden(answer, {"code": 50007, "message": "Cannot send messages to this user"})


@dataclass
class Person:
    """A person in their DMs, or with a user-installed app; `refuses` is Discord's error."""

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


async def test_closed_dms():
    """The error names the setting that allows direct messages."""
    person: Any = Person(refuses=forbidden())
    with pytest.raises(UnfitChannelError, match="Allow them in your privacy settings"):
        await resolve_target(person, None)
