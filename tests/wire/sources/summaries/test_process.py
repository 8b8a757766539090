"""`paperboy run` between a loopback Discord, a loopback Hugging Face and a loopback model."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.paper import Summary
from bot.store.opening import open_read_only
from tests.fake_discord.faults import hang
from tests.fake_sources import faults
from tests.fake_sources.chat import LoopbackModel
from tests.wire.support.scenario import CREATE, Scenario, learned, open_scenario, papers_in, posts_exactly

TEXT = "It is about what is in the paper."


@pytest.fixture
async def model() -> AsyncIterator[LoopbackModel]:
    async with LoopbackModel(TEXT) as server:
        yield server


@pytest.fixture
async def scenario(tmp_path: Path, model: LoopbackModel) -> AsyncIterator[Scenario]:
    settings = {"PAPERBOY_SUMMARIES__URL": model.url, "PAPERBOY_SUMMARIES__MODEL": "m-7b"}
    async with open_scenario(tmp_path, **settings) as opened:
        yield opened


def _shown(scenario: Scenario) -> list[str]:
    """Return the texts that posts show."""
    return [embed.get("description", "") for message in scenario.discord.posted() for embed in message.embeds]


async def test_posts_have_the_models_words(scenario: Scenario, model: LoopbackModel, tmp_path: Path):
    """Posts have the model's marked texts, requested once and stored."""
    known = await learned(scenario)
    assert model.asked == []
    fresh = scenario.grow(known)
    await posts_exactly(scenario, fresh)
    assert {text.partition("✎")[0].strip() for text in _shown(scenario)} == {TEXT}
    assert len(model.asked) == len(set(model.titles)) == len(fresh)
    assert await scenario.paperboy.stop() == 0
    async with open_read_only(f"tinydb://{tmp_path / 'store'}") as store:
        stored = await store.sightings([f"arxiv:{number}" for number in fresh])
        expected = Summary(language="en", text=TEXT, model="m-7b", general=True)
        assert {one.paper.summaries for one in stored.values()} == {(expected,)}
        spent = json.loads(await store.note("summaries spent") or "")
    assert (spent["requests"], spent["written"], spent["failed"]) == (len(fresh), len(fresh), 0)


@pytest.mark.parametrize("fault", [faults.status(500), faults.too_many(Retry_After="60")])
async def test_a_model_that_fails_costs_no_post(scenario: Scenario, model: LoopbackModel, fault: faults.Fault):
    """With a failing model our own gists are posted."""
    model.break_down(fault)
    known = await learned(scenario)
    fresh = scenario.grow(known)
    await posts_exactly(scenario, fresh)
    assert all(_shown(scenario))
    assert not any("✎" in text for text in _shown(scenario))


async def test_killed_between_the_answer_and_the_post(scenario: Scenario, model: LoopbackModel):
    """After a kill between answer and post nothing is lost, repeated or requested again."""
    known = await learned(scenario)
    armed = scenario.discord.faults.arm(*CREATE, hang(accepted=False))
    fresh = scenario.grow(known)
    await scenario.discord.until(lambda: armed.struck == 1, "a post that hangs")
    await scenario.paperboy.kill()
    asked = len(model.asked)
    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)
    assert {text.partition("✎")[0].strip() for text in _shown(scenario)} == {TEXT}
    assert len(model.asked) == asked == len(fresh)


@pytest.mark.parametrize("delay", [pytest.param(0.0, marks=pytest.mark.soak), 0.02])
async def test_killed_as_the_answers_come(scenario: Scenario, model: LoopbackModel, delay: float):
    """Before or after they are stored: each paper is posted once. What was not stored is asked for again."""
    known = await learned(scenario)
    enough = asyncio.Event()

    def says(_: dict[str, str]) -> str:
        if len(model.asked) >= 2:
            enough.set()
        return TEXT

    model.says = says
    fresh = scenario.grow(known)
    async with asyncio.timeout(30):
        await enough.wait()
    await asyncio.sleep(delay)
    await scenario.paperboy.kill()
    posted = papers_in(scenario.discord.posted())
    assert set(posted) <= fresh
    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)
    assert max(Counter(model.titles).values()) <= 2


async def test_killed_while_a_model_thinks(scenario: Scenario, model: LoopbackModel):
    """After a kill during a request the next start requests again and posts."""
    model.break_down(faults.silence())
    known = await learned(scenario)
    fresh = scenario.grow(known)
    await scenario.discord.until(lambda: bool(model.asked), "a question")
    await scenario.paperboy.kill()
    assert scenario.discord.posted() == []
    model.recover()
    await scenario.paperboy.start()
    await posts_exactly(scenario, fresh)
    assert {text.partition("✎")[0].strip() for text in _shown(scenario)} == {TEXT}
