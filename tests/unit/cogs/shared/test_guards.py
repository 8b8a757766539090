"""Rights to one's own subscriptions."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.domain.subscription import Owner
from cogs.shared.guards import may_manage, require_manager


@pytest.mark.parametrize(("guild_id", "brought"), [(None, False), (7, True)])
async def test_everybody_manages_their_own(guild_id: int | None, *, brought: bool):
    """In a DM, and in a user-installed app, no right is needed and nothing is requested."""
    person: Any = SimpleNamespace(
        guild_id=guild_id,
        user=SimpleNamespace(id=9),
        is_user_integration=lambda: brought,
        is_guild_integration=lambda: not brought,
    )
    assert await require_manager(person) == Owner(guild_id=None, user_id=9)
    assert may_manage(person)
