"""Measuring against Discord's API description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.http.calls import Call
from tests.fake_discord.http.validation import Validator
from tests.support.data import shared

if TYPE_CHECKING:
    from pathlib import Path


async def test_violations_are_noticed() -> None:
    """A body that Discord's description forbids, and an endpoint that we lack, are written down."""
    shared("discord-openapi.json")
    async with LoopbackDiscord() as server, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {server.token}"}
        url = f"{server.api_url}/api/v10"
        await session.post(f"{url}/users/@me/channels", json={"recipient_id": []}, headers=headers)
        await session.get(f"{url}/voice/regions", headers=headers)
        noticed = {line.split(":")[0] for line in server.violations}
    assert noticed >= {"request POST /users/@me/channels", "request GET /api/v10/voice/regions"}


async def test_without_the_description(tmp_path: Path) -> None:
    """Where the description is absent nothing is checked and nothing is found wrong."""
    validator = Validator(tmp_path / "absent.json")
    validator.request(Call(method="GET", route="/nowhere"))
    validator.answer(Call(method="GET", route="/nowhere"), 200, {})
    assert (validator.violations, validator.checked) == ([], 0)


async def test_status_that_is_not_described() -> None:
    """A status that Discord never answers there is a violation."""
    shared("discord-openapi.json")
    validator = Validator()
    validator.answer(Call(method="GET", route="/users/@me"), 302, None)
    assert validator.violations == ["answer GET /users/@me: status 302 is not described"]
    validator.request(Call(method="GET", route="/nowhere"))
    assert validator.violations[1:] == ["request GET /nowhere: there is no such operation"]


async def test_the_alternative_that_was_meant() -> None:
    """Of a component it is said what is wrong inside of it, and not that it is none of another type."""
    shared("discord-openapi.json")
    validator = Validator()
    gallery = {"type": 12, "items": [{"media": {"url": 1}}]}
    body = {"flags": 1 << 15, "components": [{"type": 17, "components": [gallery]}]}
    validator.request(Call(method="POST", route="/channels/{channel_id}/messages", body=body))
    [violation] = validator.violations
    assert violation.endswith("$.components[0].components[0].items[0].media.url: 1 is not of type 'string'")
