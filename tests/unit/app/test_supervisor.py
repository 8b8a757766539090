"""The supervised loop survives failures and raises errors that end the process."""

import asyncio
import random
from itertools import pairwise

import pytest

from bot.app.background import run_forever
from bot.domain.clock import backoff
from bot.domain.errors import CredentialsError, SourceError, TryLaterError


async def test_a_wake_is_no_failure(caplog: pytest.LogCaptureFixture):
    """A failed step is retried after a doubling back-off, however often it is woken."""
    wake, ended = asyncio.Event(), asyncio.Event()
    at, tries = 0.0, list[float]()

    async def sleep(seconds: float):
        nonlocal at
        for _ in range(50):  # posts that end meanwhile
            wake.set()
            await asyncio.sleep(0)
        at += seconds

    async def step() -> float:
        tries.append(at)
        if len(tries) == 1:
            raise ZeroDivisionError
        if len(tries) <= 4:
            raise SourceError("It is down.")
        ended.set()
        return 1000.0

    task = asyncio.create_task(run_forever("The loop", step, rng=random.Random(1), wake=wake, sleep=sleep))
    async with asyncio.timeout(10):
        await ended.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(tries) == 5, "what woke the failing step was seen by the one that went well"
        wake.set()
        for _ in range(5):
            await asyncio.sleep(0)
        assert len(tries) == 6, "a wake cuts short the wait of a step that went well"
    task.cancel()
    waits = [later - before for before, later in pairwise(tries[:5])]
    assert all(2.5 * 2**n <= wait <= 5 * 2**n for n, wait in enumerate(waits))
    assert len(caplog.messages) == 4
    assert "ZeroDivisionError" in caplog.text, "a bug is logged with its cause"


async def test_loop_passes_up_what_ends_the_process():
    """A refused token is not retried."""

    async def step() -> float:
        raise CredentialsError("Bad token.")

    with pytest.raises(CredentialsError):
        await run_forever("The loop", step, rng=random.Random(1))


@pytest.mark.parametrize(
    "error",
    [SourceError("It is down.", retry_after=99), TryLaterError("It limits us.", in_doubt=False, retry_after=99)],
    ids=["a source", "Discord"],
)
async def test_loop_waits_as_long_as_it_is_told(error: Exception, caplog: pytest.LogCaptureFixture):
    """A step is retried after the named time, not after the five seconds of a first failure."""
    failed = asyncio.Event()

    async def step() -> float:
        failed.set()
        raise error

    task = asyncio.create_task(run_forever("The loop", step, rng=random.Random(1)))
    await failed.wait()
    await asyncio.sleep(0)
    task.cancel()
    (line,) = caplog.messages
    assert 99 <= float(line.split("Retrying in ")[1].removesuffix(" s.")) <= 109


def test_back_off_grows_to_its_cap_and_honours_the_server():
    """The wait doubles up to the cap, is never zero, and a Retry-After is a floor."""
    rng = random.Random(3)
    waits = [backoff(n, rng, base=1, cap=60) for n in range(1, 12)]
    assert all(0.5 * min(60, 2 ** (n - 1)) <= wait <= 60 for n, wait in enumerate(waits, start=1))
    assert 600 <= backoff(1, rng, cap=300, at_least=600) <= 660
    assert backoff(10**6, rng, cap=300) <= 300
