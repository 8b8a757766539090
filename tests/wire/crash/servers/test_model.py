"""The model of an episode does what its life says."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.wire.crash.bots.pace import FastClock
from tests.wire.crash.episode import RATE, START
from tests.wire.crash.plan.models import Answer, Answering, Summaries
from tests.wire.crash.servers.model import opened_model


async def test_a_model_answers_as_it_is_told_to_and_dies() -> None:
    """Late by a clock that may be moved; once it has died nobody answers, until it is told something else."""
    clock = FastClock(START, RATE)
    summaries = Summaries(timeout=60.0, answers=(Answer(how=Answering.WELL, seconds=1_000.0),))
    async with opened_model(summaries, clock) as model, aiohttp.ClientSession() as session:
        assert model is not None

        async def ask() -> int:
            url, asked = (
                f"{model.url}/v1/chat/completions",
                {"model": "m", "messages": [{"content": '{"title":"x"}'}]},
            )
            async with session.post(url, json=asked, timeout=aiohttp.ClientTimeout(5)) as response:
                return response.status

        late = asyncio.create_task(ask())
        while not model.log:  # noqa: ASYNC110 - the model rings no bell
            await asyncio.sleep(0.01)
        clock.shift(1_000.0)
        assert await late == 200
        url = model.url
        await model.behave((Answer(how=Answering.DIES),))
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await ask()
        await model.behave((Answer(how=Answering.WELL),))
        assert await ask() == 200
        assert model.url == url
    assert model.asked == {"well": 2, "dies": 1}
