"""Summaries by a model, built where the host wants them; nothing of them is imported else."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.settings.summary_values import key_in

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import aiohttp

    from bot.domain.ports import Observer, Store
    from bot.settings import Settings
    from bot.sources.summaries.chat import ChatServer
    from bot.sources.summaries.writer import SummaryWriter


@asynccontextmanager
async def writing_summaries(
    settings: Settings, store: Store, observer: Observer
) -> AsyncGenerator[SummaryWriter | None]:
    """What writes summaries, for everything that runs in this process; None when the host wants none.

    It has connections of its own: a model that takes its time must not keep sources from being read.
    """
    wanted = settings.summaries
    if not wanted.url:
        yield None
        return
    from bot.sources.http.fetcher import open_session  # noqa: PLC0415 - only where summaries are wanted, as said
    from bot.sources.summaries.writer import Policy, SummaryWriter  # noqa: PLC0415 - the same

    policy = Policy(
        languages=wanted.languages,
        per_day=wanted.per_day,
        translating=wanted.translate_only,
        settings=_mark(settings),
    )
    async with open_session() as session:
        writer = SummaryWriter(store, _server(settings, session), policy, utc_now, observer)
        await writer.spending.load()
        try:
            yield writer
        finally:
            await writer.close()


async def try_summaries(settings: Settings) -> AsyncGenerator[tuple[bool, str]]:
    """Ask for one summary in each language, of a paper that we made up.

    Yields whether it could be shown, and what came in a sentence. A server that does not answer is asked once.
    """
    from bot.sources.http.fetcher import open_session  # noqa: PLC0415 - as above
    from bot.sources.summaries.trial import trial  # noqa: PLC0415 - as above

    async with open_session() as session:
        server = _server(settings, session)
        for language in settings.summaries.languages:
            try:
                yield await trial(server, language)
            except SourceError as error:
                yield False, str(error)
                return


def _server(settings: Settings, session: aiohttp.ClientSession) -> ChatServer:
    from bot.sources.summaries.chat import Access, ChatServer  # noqa: PLC0415 - as above

    wanted = settings.summaries
    key = key_in(wanted.key_file)
    return ChatServer(session, Access(wanted.url, wanted.model, key, wanted.timeout, wanted.extra))


def _mark(settings: Settings) -> str:
    """Stands for the server and how it is asked, and gives nothing of that away."""
    wanted = settings.summaries
    parts = [wanted.url, wanted.model, key_in(wanted.key_file), wanted.extra]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
