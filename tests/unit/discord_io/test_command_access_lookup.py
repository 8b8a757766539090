"""Reading and caching the Integrations page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest
from discord import AppCommandPermissionType as Kind
from discord.ext import commands

from bot.discord_io import command_access_lookup
from bot.discord_io.command_access import Rules, Switch
from bot.discord_io.command_access_lookup import AccessLookup

COMMAND, GUILD = 2, 1000
DENY = {"id": "7", "type": 2, "permission": False}
DENIED = Switch(kind=Kind.user, target_id=7, allowed=False)


@dataclass
class Command:
    """A registered command."""

    name: str
    id: int


@dataclass
class Answer:
    """The head of an HTTP answer."""

    status: int = 404
    reason: str = "Not Found"


def refusal(code: int, kind: type[discord.HTTPException] = discord.NotFound) -> discord.HTTPException:
    return kind(cast("Any", Answer()), {"code": code, "message": "no"})


@dataclass
class FakeClient:
    """A client whose Discord has the test's rules for each command id, and no changes for any other."""

    told: dict[int, Any] = field(default_factory=dict[int, Any])
    registered: list[Command] = field(default_factory=lambda: [Command("papers", 9), Command("alerts", COMMAND)])
    application_id = 1
    asked: int = 0

    @property
    def http(self) -> FakeClient:
        return self

    @property
    def tree(self) -> FakeClient:
        return self

    async def fetch_commands(self) -> list[Command]:
        return self.registered

    async def get_application_command_permissions(self, _application: int, _guild: int, command: int) -> Any:
        self.asked += 1
        told = self.told.get(command, refusal(10066))
        if isinstance(told, BaseException):
            raise told
        return {"permissions": told}


class Seconds:
    """A monotonic clock."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def lookup(client: FakeClient, clock: Seconds) -> AccessLookup:
    return AccessLookup(cast("commands.Bot", client), clock)


async def test_kept_for_a_minute(client: FakeClient, clock: Seconds, lookup: AccessLookup):
    """Rules are cached for a minute, then requested again."""
    assert lookup.cached_rules(GUILD) is None
    await lookup.rules(GUILD)
    clock.at += 59
    client.told[COMMAND] = [DENY]
    assert await lookup.rules(GUILD) == lookup.cached_rules(GUILD) == Rules()
    clock.at += 1
    assert lookup.cached_rules(GUILD) is None
    assert await lookup.rules(GUILD) == lookup.cached_rules(GUILD) == Rules(command=(DENIED,))


async def test_a_thousand_servers_are_kept(lookup: AccessLookup):
    """At most 1,000 servers are cached; the oldest is dropped."""
    for guild in range(1001):
        await lookup.rules(guild)
    assert lookup.cached_rules(0) is None
    assert lookup.cached_rules(1) == lookup.cached_rules(1000) == Rules()


@pytest.mark.parametrize(
    "told",
    [
        refusal(10063),
        discord.RateLimited(5.0),
        OSError("away"),
        None,
        [{}],
        [DENY, {"id": "x", "type": 2, "permission": False}],
        [DENY, {"id": "7", "type": 9, "permission": False}],
        [DENY, {"id": "7", "type": 2, "permission": "false"}],
    ],
    ids=repr,
)
async def test_unreadable_pages_have_no_rules(client: FakeClient, lookup: AccessLookup, told: object):
    """Refusals, outages and invalid answers give None, once a minute, and never raise."""
    client.told = {COMMAND: told}
    assert await lookup.rules(GUILD) is None
    assert await lookup.rules(GUILD) is None
    assert client.asked == 2


async def test_discord_that_does_not_answer(
    client: FakeClient, lookup: AccessLookup, monkeypatch: pytest.MonkeyPatch
):
    """The lookup ends in time for a press when Discord does not answer."""
    assert command_access_lookup._TIMEOUT < 3
    monkeypatch.setattr(command_access_lookup, "_TIMEOUT", 0.0)
    monkeypatch.setattr(client, "fetch_commands", asyncio.Event().wait)
    assert await lookup.rules(GUILD) is None


async def test_a_command_that_was_registered_anew_is_found_by_its_new_id(
    client: FakeClient, clock: Seconds, lookup: AccessLookup
):
    """A command registered again is looked up by its new id: the old id's rules would let everyone in."""
    assert await lookup.rules(GUILD) == Rules()
    client.registered = [Command("alerts", 3)]
    client.told[3] = [DENY]
    clock.at += 60
    assert await lookup.rules(GUILD) == Rules(command=(DENIED,))
