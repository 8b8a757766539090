"""What the gateway tells of us and of others: only what may give a permission back is a reason to try again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.discord_io.gateway_events import GatewayEvents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.ports import Store

ME, SOMEBODY, GUILD = 1, 2, 1000


class Tried:
    """Remembers the servers whose blocked channels were to be tried again."""

    def __init__(self) -> None:
        self.servers: list[int] = []

    async def reconsider(self, guild_ids: Iterable[int]) -> None:
        self.servers += guild_ids


@pytest.fixture
def tried() -> Tried:
    return Tried()


@pytest.fixture
def watch(store: Store, tried: Tried) -> GatewayEvents:
    client: Any = SimpleNamespace(user=SimpleNamespace(id=ME))
    blocks: Any = tried
    return GatewayEvents(client, store, blocks)


def member(who: int, *roles: str) -> Any:
    return SimpleNamespace(id=who, roles=roles, guild=SimpleNamespace(id=GUILD))


@pytest.mark.parametrize(
    ("who", "after", "servers"),
    [
        pytest.param(ME, ("everyone", "writers"), [GUILD], id="we were given a role"),
        pytest.param(ME, ("everyone",), [], id="we were called something else"),
        pytest.param(SOMEBODY, ("everyone", "writers"), [], id="somebody else was given one"),
    ],
)
async def test_a_role_of_ours_may_open_channels(
    watch: GatewayEvents, tried: Tried, *, who: int, after: tuple[str, ...], servers: list[int]
) -> None:
    """A trial costs a request, so that it is made for a reason."""
    await watch.on_member_update(member(who, "everyone"), member(who, *after))
    assert tried.servers == servers


@pytest.mark.parametrize(("after", "servers"), [(8, [GUILD]), (4, [])])
async def test_a_role_that_may_more(watch: GatewayEvents, tried: Tried, *, after: int, servers: list[int]) -> None:
    """Its name or colour open nothing."""
    roles: list[Any] = [SimpleNamespace(permissions=n, guild=SimpleNamespace(id=GUILD)) for n in (4, after)]
    await watch.on_guild_role_update(roles[0], roles[1])
    assert tried.servers == servers
