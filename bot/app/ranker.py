"""Rank papers in a process of its own (`python -m bot.ranking`), whose memory and errors end with it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from typing_extensions import override

from bot.domain.errors import RankingError
from bot.domain.ports import Pick, PickTask, Ranker
from bot.language.translating import gettext
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from bot.domain.paper import Paper

_log = logging.getLogger(__name__)
_TIMEOUT = 300.0  # seconds, from one answer to the next
_MOST_CALLS = 8  # at once, of people and for the day's picks: one runs, the others wait, more are refused
_ABSTRACT_LENGTH = 5_000  # characters of an abstract
_MAX_AUTHORS = 50
_LINES_AT_ONCE = 10  # written between two turns of the event loop
_SETTINGS_PREFIX = "PAPERBOY_"  # of variables with settings, some of them secret: the process does not get them
# Bytes of an answer's line. The longest model seen has 200 KB: Chinese has no spaces, so its "words" are clauses
_MAX_LINE_BYTES = 1_000_000
_MOST_MODELS = 2_000  # kept at once; one has some 8 KB
_MAX_MODEL_BYTES = 40_000  # bytes; a longer model is not kept, so it is learned at each call
_KEPT_FOR = timedelta(days=7).total_seconds()  # of a model


class ProcessRanker(Ranker):
    """Starts a process for each call, one at a time, and kills it if it takes too long or the bot stops.

    It keeps the model of a taste for a week. If a process fails at a task, another one goes on, and picks for that
    task by a simple model (see `Learner.model`).
    """

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "bot.ranking")) -> None:
        self._command = command
        self._running = asyncio.Lock()
        self._places = asyncio.Semaphore(_MOST_CALLS)
        self._models: dict[int, bytes] = {}  # by the hash of a taste

    @override
    async def pick(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> Sequence[Sequence[Pick]]:
        """Return the picks of each task. Raises RankingError."""
        if self._places.locked():
            raise RankingError(gettext("Too many papers are being ranked. Try again in a minute."))
        found: list[Sequence[Pick]] = []
        broken: set[int] = set()  # hashes of tastes at which a process failed
        async with self._places, self._running:
            while left := tasks[len(found) :]:
                try:
                    await self._run(left, self._request(left, papers, background, broken), found, broken)
                except (TimeoutError, OSError, ValueError) as error:
                    _log.warning("Papers could not be ranked: %r.", error)
                    key = hash(tasks[len(found)].taste)
                    if key in broken:
                        raise RankingError(gettext("Ranking failed. Try again in a minute.")) from error
                    broken.add(key)
                    self._models.pop(key, None)  # else it would be tried again in place of the mean
        return found

    async def _run(
        self,
        tasks: Sequence[PickTask],
        request: Iterable[bytes],
        found: list[Sequence[Pick]],
        broken: Container[int],
    ) -> None:
        """Add the picks of these tasks to those that are `found`; keep new models, but for `broken` tastes."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            limit=_MAX_LINE_BYTES,
            cwd=Path(__file__).parents[2],  # the folder of `bot`
            env={name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS_PREFIX)},
        )
        stdin = cast("asyncio.StreamWriter", process.stdin)
        stdout = cast("asyncio.StreamReader", process.stdout)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_TIMEOUT) as limit:
                async for line in in_slices(request, _LINES_AT_ONCE):
                    stdin.write(line)
                    await stdin.drain()
                stdin.close()
                for task in tasks:
                    model, picks = await stdout.readline(), json.loads(await stdout.readline())
                    found.append([Pick(*one) for one in picks])
                    key, has_room = hash(task.taste), len(self._models) < _MOST_MODELS
                    is_new = key not in broken and key not in self._models
                    if is_new and has_room and len(model) < _MAX_MODEL_BYTES:
                        self._models[key] = model.strip()
                        loop.call_later(_KEPT_FOR, self._models.pop, key, None)
                    limit.reschedule(loop.time() + _TIMEOUT)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _request(
        self,
        tasks: Sequence[PickTask],
        papers: Mapping[str, Paper],
        background: Sequence[str],
        broken: Container[int],
    ) -> Iterator[bytes]:
        """Yield the lines of a request (see `bot.ranking.worker`); tastes that are `broken` get simple models.

        Such a model is the mean of the liked papers, less half that of the disliked.
        """
        sent: set[str] = set()

        def unsent(*groups: Sequence[str]) -> Iterator[bytes]:
            for key in chain(*groups):
                if key not in sent:
                    sent.add(key)
                    paper = papers[key]
                    yield _line(
                        {
                            "id": paper.id,
                            "title": paper.title,
                            "abstract": paper.abstract[:_ABSTRACT_LENGTH],
                            "authors": paper.authors[:_MAX_AUTHORS],
                            "categories": paper.categories,
                        }
                    )

        yield from unsent(background)
        yield _line(background)
        for task in tasks:
            key = hash(task.taste)
            model = self._models.get(key)
            # A kept model needs none of the papers from which it was learned.
            liked, disliked = ((), ()) if model else task.taste
            yield from unsent(liked, disliked, task.candidates)
            rest = {
                "liked": liked,
                "disliked": disliked,
                "simple": key in broken,
                "among": task.candidates,
                "most": task.most,
            }
            # A kept model is JSON already: with its name it replaces the opening brace of the rest.
            yield b'{"model":%b,%b' % (model or b"null", _line(rest)[1:])


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"
