"""The language model of an episode, on loopback: it outlives bots, and may die before them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from itertools import cycle
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fake_sources import faults
from tests.fake_sources.chat import LoopbackModel, completion
from tests.wire.crash.plan.models import Answering

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence

    from tests.fake_discord.state.models import Message
    from tests.fake_sources.faults import Fault
    from tests.wire.crash.bots.pace import FastClock
    from tests.wire.crash.plan.models import Answer, Summaries

_TEXT = "It is about what is in the paper."
_WRONG = ("", "I'm sorry, but I cannot do that.", "It is 42.", "See https://example.org/.", "It is so. " * 60)
_BROKEN = (
    faults.status(500),
    faults.too_many(Retry_After="7"),
    faults.status(200, b"nonsense"),
    faults.html(),
    faults.dropped(),
    faults.raw(b"nonsense\r\n\r\n"),
)
_GLANCE = 0.02  # of the machine's seconds
_MARK = "✎"  # behind what a model wrote


class Model:
    """Answers as a life says, in turn; `asked` counts how, `log` says when."""

    def __init__(self, clock: FastClock, summaries: Summaries):
        self._clock = clock
        self._summaries = summaries
        self._server = LoopbackModel()
        self._is_up = False
        self._port = 0
        self._answers: Iterator[Answer] = iter(())
        self._dying: asyncio.Task[None] | None = None
        self.asked: Counter[str] = Counter()
        self.log: list[tuple[float, str]] = []

    @property
    def url(self) -> str:
        """Return its URL, which never changes."""
        return f"http://127.0.0.1:{self._port}"

    def environment(self) -> dict[str, str]:
        """Return the environment variables for it."""
        return {
            "PAPERBOY_SUMMARIES__URL": self.url,
            "PAPERBOY_SUMMARIES__MODEL": "m-7b",
            "PAPERBOY_SUMMARIES__TIMEOUT": str(self._summaries.timeout),
        }

    async def behave(self, answers: Sequence[Answer]):
        """Answer like this from now on; start the server if necessary."""
        await self._end_dying()
        self._answers = cycle(answers)
        if not self._is_up:
            self._server = LoopbackModel(port=self._port)
            self._server.break_down(self._answer)
            await self._server.__aenter__()
            self._port = int(self._server.url.rpartition(":")[2])
            self._is_up = True

    async def close(self):
        """Stop the model's server, whether it is dying or not."""
        await self._end_dying()
        await self._stop()

    async def _end_dying(self):
        if self._dying is not None:
            await self._dying
            self._dying = None

    async def _stop(self):
        if self._is_up:
            self._is_up = False
            await self._server.__aexit__(None, None, None)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        answer = next(self._answers)
        self.asked[answer.how] += 1
        title = LoopbackModel.about(asked)["title"]
        self.log.append((self._clock.now(), f"asked about {title!r}: {answer.how}, {answer.seconds:.0f} s"))
        until = self._clock.now() + answer.seconds
        while self._clock.now() < until:  # noqa: ASYNC110 - a clock that may be moved rings no bell
            await asyncio.sleep(_GLANCE)
        if answer.how is Answering.DIES:
            self._dying = self._dying or asyncio.create_task(self._stop())
            return await faults.silence()(request)
        if (fault := _fault(answer)) is not None:
            return await fault(request)
        text = _WRONG[int(answer.pick * len(_WRONG))] if answer.how is Answering.WRONG else _TEXT
        return web.json_response(completion("vllm", asked, text))


@asynccontextmanager
async def opened_model(summaries: Summaries | None, clock: FastClock) -> AsyncGenerator[Model | None]:
    """The model of an episode while the block runs; None for those without."""
    if summaries is None:
        yield None
        return
    model = Model(clock, summaries)
    await model.behave(summaries.answers)
    try:
        yield model
    finally:
        await model.close()


def cards(messages: Iterable[Message]) -> Counter[str]:
    """How many embeds say what a model wrote, and how many do not."""
    texts = [str(embed.get("description", "")) for message in messages for embed in message.embeds]
    return Counter("with one" if _MARK in text else "without" for text in texts)


def _fault(answer: Answer) -> Fault | None:
    if answer.how is Answering.SILENT:
        return faults.silence()
    return _BROKEN[int(answer.pick * len(_BROKEN))] if answer.how is Answering.BROKEN else None
