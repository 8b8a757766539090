"""Rank papers in a process of its own (`python -m bot.ranking`), whose memory and errors end with it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from typing_extensions import override

from bot.domain.errors import RankingError
from bot.domain.ports import Pick, Ranker
from bot.language.translating import gettext
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.domain.ports import PickTask

_log = logging.getLogger(__name__)
_TIMEOUT: Final = 300.0  # seconds
_MOST_WAITING: Final = 8  # people and the day's picks; one process runs at a time
_LONGEST: Final = 5_000  # characters of an abstract
_AUTHORS: Final = 50
_PAPERS_AT_ONCE: Final = 20  # written between two turns of the event loop
_LARGEST_ANSWER: Final = 4 * 1024 * 1024  # bytes; a pick has about 300
_SECRETS: Final = "PAPERBOY_"  # names of settings begin so


class ProcessRanker(Ranker):
    """Starts a process for each call, one at a time, and kills it if it takes too long or the bot stops."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "bot.ranking")) -> None:
        self._command = command
        self._running = asyncio.Lock()
        self._waiting = 0

    @override
    async def pick(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> Sequence[Sequence[Pick]]:
        """Return the picks of each task. Raises RankingError."""
        if self._waiting >= _MOST_WAITING:
            raise RankingError(gettext("Too many papers are being ranked. Try again in a minute."))
        self._waiting += 1
        try:
            async with self._running, asyncio.timeout(_TIMEOUT):
                return _read(await self._run(tasks, papers, background))
        except (TimeoutError, OSError, ValueError, LookupError, TypeError) as error:
            _log.warning("Papers could not be ranked: %r.", error)
            raise RankingError(gettext("Ranking failed. Try again in a minute.")) from error
        finally:
            self._waiting -= 1

    async def _run(
        self, tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]
    ) -> bytes:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            cwd=Path(__file__).parents[2],
            env={name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)},
        )
        try:
            stdin = cast("asyncio.StreamWriter", process.stdin)
            stdout = cast("asyncio.StreamReader", process.stdout)
            with suppress(ConnectionError):  # it refused the request; its exit code says so
                async for part in in_slices(_request(tasks, papers, background), _PAPERS_AT_ONCE):
                    stdin.write(part.encode())
                    await stdin.drain()
                stdin.close()
            answer = b""
            while (part := await stdout.read(_LARGEST_ANSWER)) and len(answer) <= _LARGEST_ANSWER:
                answer += part
            if len(answer) > _LARGEST_ANSWER or await process.wait():
                raise ValueError(f"exit code {process.returncode}, {len(answer)} bytes")
            return answer
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


def _request(tasks: Sequence[PickTask], papers: Mapping[str, Paper], background: Sequence[str]) -> Iterator[str]:
    """Yield the request in parts (see `bot.ranking.worker`), since one of all papers would take too long."""
    used = chain(background, *((*one.taste.liked, *one.taste.disliked, *one.candidates) for one in tasks))
    yield '{"do":"pick","papers":['
    for number, key in enumerate(dict.fromkeys(used)):
        yield ("," if number else "") + json.dumps(_paper(papers[key]))
    tastes = [
        {
            "liked": one.taste.liked,
            "disliked": one.taste.disliked,
            "among": one.candidates,
            "most": one.most,
        }
        for one in tasks
    ]
    yield f'],"background":{json.dumps(background)},"tastes":{json.dumps(tastes)}}}'


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract[:_LONGEST],
        "authors": paper.authors[:_AUTHORS],
        "categories": paper.categories,
    }


def _read(answer: bytes) -> list[list[Pick]]:
    """Return the picks of an answer that are near."""
    return [
        [
            Pick(paper_id=one["paper"], like=tuple(one["like"]), words=tuple(one["words"]))
            for one in picks
            if one["near"]
        ]
        for picks in json.loads(answer)["picks"]
    ]
