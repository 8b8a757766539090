"""`paperboy run`: open everything, run it, and stop in order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from contextlib import AsyncExitStack
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

from bot.app.application import Application
from bot.app.background import Background
from bot.app.control import serve_control, store_status
from bot.app.memory import exempt_from_gc, share_arena, trim_memory
from bot.app.monitoring.overview import past_facts, process_facts, summary_facts
from bot.app.outbox import Outbox
from bot.app.replicas import Replica
from bot.app.shared_parts import END_MAILS_VERB, SharedParts, mail_addresses, mail_client
from bot.app.store_admin import search_folder, store_verbs
from bot.app.summaries import writing_summaries
from bot.discord_io.endpoints import use_endpoints
from bot.discord_io.requests.pacer import Breaker, share_of_limit
from bot.domain.clock import utc_now
from bot.domain.discord.ids import Shard
from bot.domain.errors import PaperboyError
from bot.domain.ports import Observer
from bot.search.past_papers import following
from bot.service.deliver.feeds import Feeds
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.store.opening import engine_of, open_store

if TYPE_CHECKING:
    from bot.app.replicas import Loops
    from bot.settings import Settings

_log = logging.getLogger(__name__)
_STOP_TIMEOUT = 9.5  # seconds from the signal until the process exits, whatever still runs


def import_parts(settings: Settings) -> None:
    """Import the parts that these settings need and others do not: the store's engine, metrics, and web servers.

    Called before `run`, so that garbage collection leaves these modules out as well. Raises StoreError for a
    store of an unknown kind.
    """
    engine_of(settings.store.url)
    if settings.health.port:
        import_module("bot.app.monitoring.monitor")
        import_module("bot.app.monitoring.metrics")
    if settings.web.port:
        import_module("bot.app.web.listener")


async def run(settings: Settings, token: str) -> int:
    """Run until SIGTERM or SIGINT; return the exit code. Posts in flight finish, then everything is flushed."""
    share_arena()
    use_endpoints(settings.discord.api_url, settings.discord.gateway_url)
    async with AsyncExitStack() as stack:
        with exempt_from_gc():  # the garbage collector skips objects loaded here
            store = await stack.enter_async_context(open_store(settings.store.url))
        membership = await stack.enter_async_context(store.join(settings.sharding.count))
        past = await stack.enter_async_context(following(store, search_folder(settings), on_idle=trim_memory))
        session = await stack.enter_async_context(open_session())
        allow_private = settings.added_sources.allow_private
        strangers = await stack.enter_async_context(open_strangers_fetcher(allow_private=allow_private))
        metrics = None
        if settings.health.port:  # without a port a start needs neither Prometheus nor a web server
            from bot.app.monitoring.metrics import Metrics

            metrics = Metrics()
        observer = metrics or Observer()
        summaries = await stack.enter_async_context(writing_summaries(settings.summaries, store, observer))
        count = settings.sharding.count
        shared = SharedParts(
            settings=settings,
            past=past,
            sources=build_all(settings, session, strangers),
            observer=observer,
            breaker=Breaker(time.monotonic, limit=share_of_limit(count)),
            summaries=summaries,
            mail=mail_client(settings),
        )

        def build(shard: int) -> tuple[Application, Loops]:
            app = Application(shared, membership.store_for(shard), Shard(id=shard, count=count))
            return app, Background(app).run

        replica = Replica(store, membership, build, utc_now)

        def status() -> dict[str, object]:
            found = process_facts(replica.overview()) | past_facts(past.state(), settings.retention.papers_days)
            found |= {"mail": {"trouble": shared.mail.trouble}} if shared.mail and shared.mail.trouble else {}
            return found | (summary_facts(summaries, settings.summaries.per_day) if summaries else {})

        verbs = Outbox(store, shared.clock, replica.wake).verbs()
        verbs = {"status": partial(store_status, store, status), **verbs, **store_verbs(store, past)}
        mails = mail_addresses(shared, store, replica.wake)

        async def end_mails(text: object = "") -> int:
            return await mails.end_all(str(text))

        verbs[END_MAILS_VERB] = end_mails
        await stack.enter_async_context(serve_control(settings.store.url, verbs))
        if metrics is not None:
            from bot.app.monitoring.monitor import serve_health

            await stack.enter_async_context(serve_health(settings.health, metrics, replica.overview, status))
        if settings.web.port:
            from bot.app.web.feeds import FeedPage
            from bot.app.web.listener import serve_web
            from bot.app.web.mails import MailPages
            from bot.app.web.probe import PROBE, answer_probe

            feeds, mail = FeedPage(Feeds(store, utc_now, settings.web.address)).answer, MailPages(mails).answer
            pages = {("GET", PROBE): answer_probe, ("GET", "feeds"): feeds}
            pages |= {("GET", "mail"): mail, ("POST", "mail"): mail}
            await stack.enter_async_context(serve_web(settings.web, pages, observer))
        return await _until_stopped(replica, token)


async def _until_stopped(replica: Replica, token: str) -> int:
    """Run until a signal, or until the replica ends by itself; return the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, stop)
    stopping = asyncio.create_task(stop.wait(), name="stop")
    serving = asyncio.create_task(replica.run(token), name="serve")
    await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
    _log.info("Stopping%s.", "" if stop.is_set() else " after a failure")
    stopping.cancel()
    serving.cancel()
    await asyncio.wait({serving, stopping})
    return 0 if serving.cancelled() else _conclude(serving.exception())


def _ask_to_stop(stop: asyncio.Event) -> None:
    """Stop in order; if something that cannot be cancelled hangs, such as a DNS lookup, exit without it.

    Everything acknowledged is on disk by then.
    """
    stop.set()
    timer = threading.Timer(_STOP_TIMEOUT, os._exit, args=(0,))
    timer.daemon = True
    timer.start()


def _conclude(error: BaseException | None) -> int:
    """Log each PaperboyError as a sentence and return 1; then raise the other errors."""
    if isinstance(error, BaseExceptionGroup):
        known, others = cast("BaseExceptionGroup[BaseException]", error).split(PaperboyError)
        for inner in known.exceptions if known else ():
            _conclude(inner)
        if others:
            raise others
    elif isinstance(error, PaperboyError):
        _log.critical("%s", error)
    elif error is not None:
        raise error
    return 1
