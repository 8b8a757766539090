"""Open the writer of summaries if the host wants them, or try its model; its modules are imported only then."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.sources.http.fetcher import open_session

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.domain.ports import Observer, Store
    from bot.sources.summaries.settings import Summaries
    from bot.sources.summaries.writer import SummaryWriter


@asynccontextmanager
async def writing_summaries(
    settings: Summaries, store: Store, observer: Observer
) -> AsyncGenerator[SummaryWriter | None]:
    """Open the writer of summaries for this process; None when they are switched off.

    It has its own connections, so that a slow model does not delay polling.
    """
    if not settings.url:
        yield None
        return
    from bot.sources.summaries.chat import ChatServer
    from bot.sources.summaries.writer import SummaryWriter

    async with open_session() as session:
        writer = SummaryWriter(store, ChatServer(session, settings), settings, utc_now, observer)
        await writer.spending.load()
        try:
            yield writer
        finally:
            await writer.close()


async def try_summaries(settings: Summaries) -> AsyncGenerator[tuple[bool, str]]:
    """Request one summary of a made-up paper in each language.

    Yields whether it is usable, and a sentence about it. A server that does not answer is asked only once.
    """
    from bot.sources.summaries.chat import ChatServer
    from bot.sources.summaries.judging import try_model

    async with open_session() as session:
        server = ChatServer(session, settings)
        for language in settings.languages:
            try:
                yield await try_model(server, language)
            except SourceError as error:
                yield False, str(error)
                return
