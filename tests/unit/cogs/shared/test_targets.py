"""Where alerts are to go, and the sentence where they cannot."""

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


async def test_a_dm_that_cannot_be_opened_is_told() -> None:
    """With the setting that allows it."""
    person: Any = Person(refuses=forbidden())
    with pytest.raises(UnfitChannelError, match="allow direct messages in your privacy settings"):
        await resolve_target(person, None)
