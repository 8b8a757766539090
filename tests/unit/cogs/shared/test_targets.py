"""The channel or DM that alerts are posted to."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from cogs.shared.targets import UnfitChannelError, resolve_target


def forbidden() -> discord.Forbidden:
    answer: Any = SimpleNamespace(status=403, reason="Forbidden")
    return discord.Forbidden(answer, {"code": 50007, "message": "Cannot send messages to this user"})


@dataclass
class Person:
    """The interaction of a person in a DM, or in a server through their own app; `refuses` is Discord's error."""

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


async def test_a_refused_dm_is_explained() -> None:
    """The error for a DM that Discord refuses names the setting that allows it."""
    person: Any = Person(refuses=forbidden())
    with pytest.raises(UnfitChannelError, match="allow direct messages in your privacy settings"):
        await resolve_target(person, None)
