"""An alert can be followed in the log, the metrics and the outbox of a running `paperboy run`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.fake_sources.huggingface import make_item
from tests.support.postgres import free_port
from tests.wire.support.scenario import Scenario, open_scenario

_PAPER = "2510.99999"


async def _posted(scenario: Scenario) -> str:
    """Learn one paper, subscribe, let another one match; return the id of its message."""
    old = make_item("2510.00001", title="Trees")
    scenario.papers.put(scenario.day, [old])
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    await scenario.polled()
    assert "New matches go to" in (await scenario.subscribe("diffusion")).content
    scenario.papers.put(scenario.day, [old, make_item(_PAPER, title="Diffusion")])
    (message,) = await scenario.posts(1)
    await scenario.polled()
    return str(message.id)


async def _get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


def _samples(page: str) -> dict[str, float]:
    """Samples by name, those with labels added up."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found


async def _outbox(folder: Path) -> dict[str, Any]:
    """Return the JSON of `paperboy outbox list`, asked of the running process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "outbox", "list", "--state", "sent", "--json"),
        cwd=folder,
        env=os.environ | {"PAPERBOY_STORE__URL": f"tinydb://{folder / 'store'}"},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return json.loads(said)


async def test_one_alert_can_be_followed_from_poll_to_sent(tmp_path: Path):
    """Each step has a line of JSON with paper, destination and subscriptions; outbox and metrics agree."""
    port = free_port()
    settings = {
        "PAPERBOY_LOG__FORMAT": "json",
        "PAPERBOY_LOG__LEVEL": "debug",
        "PAPERBOY_HEALTH__PORT": str(port),
    }
    async with open_scenario(tmp_path, **settings) as scenario:
        message_id = await _posted(scenario)
        status, ready = await _get(port, "/readyz")
        _, page = await _get(port, "/metrics")
        listed = await _outbox(tmp_path)
        assert await scenario.paperboy.stop() == 0
        lines = [json.loads(line) for line in scenario.paperboy.output().splitlines()]

    trail = [
        line for line in lines if f"arxiv:{_PAPER}" in line.get("papers", []) and line["logger"].startswith("bot.")
    ]
    assert [line["message"].split()[0] for line in trail] == ["Matched", "Planned", "Claimed", "Posting", "Posted"]
    assert {line["destination"] for line in trail} == {str(scenario.channel.id)}
    assert len({tuple(line["subscriptions"]) for line in trail}) == 1
    (key,) = {line["message_key"] for line in trail[1:]}
    assert [line["claim"] for line in trail[1:]] == [0, 1, 1, 1]
    assert trail[-1]["message_id"] == message_id
    assert any(line.get("alerts_matched") == 1 and line.get("source") == "Hugging Face" for line in lines)

    (sent,) = listed["messages"]
    assert (listed["running"], sent["key"], sent["message_id"]) == (True, key, message_id)

    assert (status, json.loads(ready)["ready"]) == (200, True)
    counted = _samples(page)
    assert (counted["paperboy_delivery_seconds_count"], counted["paperboy_alerts_matched_total"]) == (1, 1)
    assert 0 < counted["paperboy_delivery_seconds_sum"] < 60
    assert counted["paperboy_discord_answers_total"] > 0
    assert (counted["paperboy_ready"], counted["paperboy_discord_guilds"]) == (1, 1)
    assert counted["paperboy_queue_messages"] == counted["paperboy_delivery_errors_total"] == 0
