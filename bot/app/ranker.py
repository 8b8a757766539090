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
from typing import TYPE_CHECKING, Any, Final, cast

from typing_extensions import override

from bot.domain.errors import RankingError
from bot.domain.ports import Pick, PickTask, Ranker
from bot.language.translating import gettext
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from bot.domain.paper import Paper

_log = logging.getLogger(__name__)
_TIMEOUT: Final = 300.0  # seconds, from one answer to the next
_MOST_WAITING: Final = 8  # people and the day's picks; one process runs at a time
_ABSTRACT_LENGTH: Final = 5_000  # characters of an abstract
_MAX_AUTHORS: Final = 50
_LINES_AT_ONCE: Final = 10  # written between two turns of the event loop
_SETTINGS_PREFIX: Final = "PAPERBOY_"  # of settings, some of them secret, which the process does not get
_MAX_LINE_BYTES: Final = 1_000_000  # bytes; Chinese has no spaces: a model of clauses in place of words has 200 KB
_MOST_MODELS: Final = 2_000  # kept; one has some 8 KB
_MAX_MODEL_BYTES: Final = 40_000  # bytes; a longer model is learned again
_KEPT_FOR: Final = timedelta(days=7).total_seconds()


class ProcessRanker(Ranker):
    """Starts a process for each call, one at a time, and kills it if it takes too long or the bot stops.

    It keeps the model of a taste for a week. If a process fails at a task, another one goes on, and picks for that
    task by the mean of its liked papers.
    """

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "bot.ranking")) -> None:
        self._command = command
        self._running = asyncio.Lock()
        self._waiting = 0
        self._models: dict[int, tuple[float, bytes]] = {}  # time and model by the hash of a taste, the latest last

    @override
    async def pick(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> Sequence[Sequence[Pick]]:
        """Return the picks of each task. Raises RankingError."""
        if self._waiting >= _MOST_WAITING:
            raise RankingError(gettext("Too many papers are being ranked. Try again in a minute."))
        self._waiting += 1
        found: list[Sequence[Pick]] = []
        broken: set[int] = set()  # tastes at which a process failed
        try:
            async with self._running:
                now = asyncio.get_running_loop().time()
                kept = list(self._models.items())[-_MOST_MODELS:]
                self._models = {key: model for key, model in kept if now - model[0] < _KEPT_FOR}
                while len(found) < len(tasks):
                    request = self._request(tasks[len(found) :], papers, background, broken)
                    try:
                        await self._run(request, tasks, found, broken)
                    except (TimeoutError, OSError, ValueError) as error:
                        _log.warning("Papers could not be ranked: %r.", error)
                        key = hash(tasks[len(found)].taste)
                        if key in broken:
                            raise RankingError(gettext("Ranking failed. Try again in a minute.")) from error
                        broken.add(key)
                        self._models.pop(key, None)  # else it would be tried again in place of the mean
        finally:
            self._waiting -= 1
        return found

    async def _run(
        self,
        request: Iterable[bytes],
        tasks: Sequence[PickTask],
        found: list[Sequence[Pick]],
        broken: Container[int],
    ) -> None:
        """Add the picks of further tasks to those that are `found`."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            limit=_MAX_LINE_BYTES,
            cwd=Path(__file__).parents[2],
            env={name: value for name, value in os.environ.items() if not name.startswith(_SETTINGS_PREFIX)},
        )
        stdin = cast("asyncio.StreamWriter", process.stdin)
        stdout = cast("asyncio.StreamReader", process.stdout)
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(_TIMEOUT) as limit:
                async for line in in_slices(request, _LINES_AT_ONCE):
                    stdin.write(line)
                    await stdin.drain()
                stdin.close()
                for task in tasks[len(found) :]:
                    model, picks = await stdout.readline(), json.loads(await stdout.readline())
                    found.append([Pick(**one) for one in picks])
                    if (key := hash(task.taste)) not in broken and len(model) < _MAX_MODEL_BYTES:
                        self._models.setdefault(key, (now(), model.strip()))
                    limit.reschedule(now() + _TIMEOUT)
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
        """Yield the lines of a request (see `bot.ranking.worker`); tastes that are `broken` get simple models."""
        sent: set[str] = set()

        def unsent(*groups: Sequence[str]) -> Iterator[bytes]:
            for key in chain(*groups):
                if key not in sent:
                    sent.add(key)
                    yield _line(_paper(papers[key]))

        yield from unsent(background)
        yield _line(background)
        for task in tasks:
            taste, key = task.taste, hash(task.taste)
            model = self._models.get(key)
            # A kept model needs none of the papers from which it was learned.
            liked, disliked = ((), ()) if model else (taste.liked, taste.disliked)
            yield from unsent(liked, disliked, task.candidates)
            rest = {
                "liked": liked,
                "disliked": disliked,
                "simple": key in broken,
                "among": task.candidates,
                "most": task.most,
            }
            # A kept model is JSON already: it is put before the rest, in place of that one's opening brace.
            yield b'{"model":%b,%b' % (model[1] if model else b"null", _line(rest)[1:])


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract[:_ABSTRACT_LENGTH],
        "authors": paper.authors[:_MAX_AUTHORS],
        "categories": paper.categories,
    }
