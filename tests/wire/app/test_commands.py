"""Registering commands: only if Discord's differ from ours."""

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.app.background import Background, run_forever
from bot.discord_io.registering.sync import sync_commands
from bot.domain.errors import TryLaterError
from tests.fake_discord.faults import blocked, hang, page, rate_limited, refuse, says
from tests.wire.support.harness import Harness

PATH = "/applications/{application_id}/commands"
Commands = dict[tuple[int, str], dict[str, Any]]


def _commands(harness: Harness) -> Commands:
    return harness.discord.accounts.commands


async def _synced(harness: Harness) -> bool:
    return await sync_commands(harness.app.client, harness.store)


def _renumbered(commands: Commands):
    for number, command in enumerate(commands.values()):
        command |= {"id": str(10**18 + number), "version": str(10**18 + number)}


def _in_another_order(commands: Commands):
    turned = list(reversed(commands.items()))
    commands.clear()
    for key, command in turned:
        commands[key] = command | {
            name: list(reversed(command[name])) for name in ("contexts", "integration_types") if command[name]
        }


def _spelled_out(commands: Commands):
    for command in commands.values():
        command |= {"name_localizations": None}
        for option in command.get("options") or ():
            option |= {"name_localizations": {}, "autocomplete": False}


@pytest.mark.parametrize("change", [len, _renumbered, _in_another_order, _spelled_out])
async def test_what_means_the_same_is_not_written(harness: Harness, change: Callable[[Commands], object]):
    """Hour after hour, in whatever way Discord shows what it has: with ids, versions and defaults for one."""
    change(_commands(harness))
    for _ in range(3):
        assert not await _synced(harness)
    assert harness.discord.accounts.syncs == 1


def _deleted(commands: Commands):
    del commands[1, "papers"]


def _foreign(commands: Commands):
    commands[1, "ping"] = commands[1, "papers"] | {"id": "77", "name": "ping"}


def _choice_in_english_alone(commands: Commands):
    (subscribe,) = [one for one in commands[1, "alerts"]["options"] if one["name"] == "subscribe"]
    (deliver,) = [one for one in subscribe["options"] if one["name"] == "deliver"]
    del deliver["choices"][0]["name_localizations"]


@pytest.mark.parametrize(
    "change",
    [
        _deleted,
        _foreign,
        _choice_in_english_alone,
    ],
)
async def test_what_another_process_overwrote_comes_back(
    harness: Harness, caplog: pytest.LogCaptureFixture, *, change: Callable[[Commands], None]
):
    """Overwritten commands are registered again once, with one log line."""
    before = {key: _meaning(command) for key, command in _commands(harness).items()}
    caplog.set_level("INFO", "bot.discord_io.registering.sync")
    change(_commands(harness))
    assert await _synced(harness)
    assert {key: _meaning(command) for key, command in _commands(harness).items()} == before
    said = f"Registered {len(before)} commands with Discord."
    assert [r.getMessage() for r in caplog.records if r.name == "bot.discord_io.registering.sync"] == [said]
    assert not await _synced(harness)
    assert harness.discord.accounts.syncs == 2


def _meaning(command: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in copy.deepcopy(command).items() if key not in ("id", "version")}


async def test_the_loop_looks_again_and_again(harness: Harness, monkeypatch: pytest.MonkeyPatch):
    """Overwritten commands are registered again within the hour, here within a moment; a 503 is retried."""
    monkeypatch.setattr("bot.app.background._SYNC_EVERY", 0.01)
    monkeypatch.setattr("bot.app.background._FIRST_WAIT", 0.01)
    armed = harness.discord.faults.arm("GET", PATH, refuse(503))
    async with asyncio.TaskGroup() as group:
        loop = group.create_task(run_forever("Commands", Background(harness.app).register, rng=harness.app.rng))
        for syncs in (2, 3):
            _commands(harness).clear()
            await harness.discord.until(
                lambda syncs=syncs: harness.discord.accounts.syncs == syncs, "the commands"
            )
        loop.cancel()
    assert armed.struck == 1


async def test_what_discord_makes_of_our_commands_is_not_written_again(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
):
    """Should it keep something otherwise than we send it, it is written once, not every hour."""
    accounts = harness.discord.accounts
    stored = accounts._stored

    def otherwise(command: dict[str, Any], known: Commands) -> dict[str, Any]:
        return stored(command, known) | {"nsfw": True}

    monkeypatch.setattr(accounts, "_stored", otherwise)
    _commands(harness).clear()
    assert await _synced(harness)
    assert not await _synced(harness)
    assert accounts.syncs == 2


async def test_the_command_of_an_activity_is_kept(harness: Harness):
    """The command of an Activity is kept, as Discord requires it."""
    commands = _commands(harness)
    launch = {"id": "5", "application_id": "6", "version": "7", "type": 4, "name": "launch", "description": ""}
    commands[4, "launch"] = launch | {"default_member_permissions": None, "handler": 2}
    assert await _synced(harness)
    assert not await _synced(harness)
    (call,) = harness.discord.journal.calls("PUT", PATH)[1:]
    (sent,) = [one for one in call.call.body if one["type"] == 4]
    assert (sent["id"], sent["name"], sent["handler"]) == ("5", "launch", 2)


ODD = {
    "limited": (rate_limited(99.0), "rate-limiting"),
    "down": (refuse(503), "returned error 503."),
    "a page": (page(200), "invalid response"),
    "Cloudflare": (blocked(), "returned error 403."),
    "refused": (refuse(403, 50001, "Missing Access"), "Discord refused the commands (403, code 50001): `Missing"),
    "token": (refuse(401), "Discord does not accept the token"),
    "an object": (says("{}"), "invalid response"),
    "words": (says('["alerts"]'), "invalid response"),
    "deep options": (says('[{"options": ' * 9 + "[]" + "}]" * 9), "invalid response"),
    "silence": (hang(), "in time."),
}


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_an_odd_answer_is_tried_again_later(harness: Harness, monkeypatch: pytest.MonkeyPatch, method: str):
    """Nothing is written on a guess, nothing ends: the loop says one sentence and asks again."""
    for name, (fault, why) in ODD.items():
        del _commands(harness)[1, "papers"]
        harness.discord.faults.arm(method, PATH, fault)
        with monkeypatch.context() as patched:
            # Only for that one nobody waits, however slow the machine is.
            patched.setattr("bot.discord_io.registering.sync._TIMEOUT", 3.0 if name == "silence" else 120.0)
            with pytest.raises(TryLaterError) as caught:
                await _synced(harness)
            patched.setattr("bot.discord_io.registering.sync._TIMEOUT", 120.0)
            assert why in str(caught.value), name
            assert (1, "papers") not in _commands(harness), name
            assert await _synced(harness), name
        assert (1, "papers") in _commands(harness), name
