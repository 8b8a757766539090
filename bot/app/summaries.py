"""Summaries by a model, built where the host wants them; nothing of them is imported else."""

from __future__ import annotations

from contextlib import asynccontextmanager
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

    policy = Policy(languages=wanted.languages, per_day=wanted.per_day, translating=wanted.translate_only)
    async with open_session() as session:
        writer = SummaryWriter(store, _server(settings, session), policy, utc_now, observer)
        await writer.spending.load()
        try:
            yield writer
        finally:
            await writer.close()


async def try_summary(settings: Settings) -> tuple[bool, str]:
    """Ask for one summary, of a paper that we made up: whether it could be shown, and what came in a sentence."""
    from bot.sources.http.fetcher import open_session  # noqa: PLC0415 - as above
    from bot.sources.summaries.trial import Trial  # noqa: PLC0415 - as above

    async with open_session() as session:
        trial = Trial(_server(settings, session), settings.summaries.languages[0])
        try:
            return await trial.run()
        except SourceError as error:
            return False, str(error)


def _server(settings: Settings, session: aiohttp.ClientSession) -> ChatServer:
    from bot.sources.summaries.chat import ChatServer  # noqa: PLC0415 - as above

    wanted = settings.summaries
    return ChatServer(session, wanted.url, wanted.model, key_in(wanted.key_file), wanted.timeout)
