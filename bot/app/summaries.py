"""Summaries by a model, built where the host wants them; nothing of them is imported else."""

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
    wanted: Summaries, store: Store, observer: Observer
) -> AsyncGenerator[SummaryWriter | None]:
    """The writer of summaries for all that runs in this process; None when the host wants none.

    It has connections of its own, so that a slow model does not delay the reading of sources.
    """
    if not wanted.url:
        yield None
        return
    from bot.sources.summaries.chat import ChatServer
    from bot.sources.summaries.writer import SummaryWriter

    async with open_session() as session:
        writer = SummaryWriter(store, ChatServer(session, wanted), wanted, utc_now, observer)
        await writer.spending.load()
        try:
            yield writer
        finally:
            await writer.close()


async def try_summaries(wanted: Summaries) -> AsyncGenerator[tuple[bool, str]]:
    """Ask for one summary in each language, of a paper that we made up.

    Yields whether it could be shown, and a sentence about what came. A server that does not answer is asked once.
    """
    from bot.sources.summaries.chat import ChatServer
    from bot.sources.summaries.judging import trial

    async with open_session() as session:
        server = ChatServer(session, wanted)
        for language in wanted.languages:
            try:
                yield await trial(server, language)
            except SourceError as error:
                yield False, str(error)
                return
