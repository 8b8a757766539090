"""The right to manage personal subscriptions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.domain.subscription import Owner
from cogs.shared.guards import may_manage, require_manager


@pytest.mark.parametrize(("guild_id", "user_installed"), [(None, False), (7, True)])
async def test_personal_subscriptions_need_no_permission(guild_id: int | None, *, user_installed: bool) -> None:
    """In a DM, and through an app that the person installed for themselves, no permission is needed."""
    person: Any = SimpleNamespace(
        guild_id=guild_id,
        user=SimpleNamespace(id=9),
        is_user_integration=lambda: user_installed,
        is_guild_integration=lambda: not user_installed,
    )
    assert await require_manager(person) == Owner(guild_id=None, user_id=9)
    assert may_manage(person)
