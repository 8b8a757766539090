"""Run the demo: the application of `paperboy run` in SimCord instead of Discord."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import simcord

from bot.app.application import Application
from bot.app.background import Background
from bot.app.shared_parts import SharedParts
from bot.demo.page import LivePage, hide_workbench, remember_texts
from bot.demo.sample import SampleKinds
from bot.demo.seeding import seed, subscribe
from bot.demo.shown_papers import choose_papers
from bot.demo.texts import Options, introduce, print_posts, topic, welcome
from bot.demo.world import build_world, move_clock
from bot.domain.clock import utc_now
from bot.domain.errors import PaperboyError
from bot.domain.subscription import Destination
from bot.language.current import using_language
from bot.search.past_papers import following
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.sources.settings.table import Sources
from bot.store.opening import open_store

if TYPE_CHECKING:
    from simcord import Env, Preview

    from bot.demo.shown_papers import ShownPapers
    from bot.demo.world import World
    from bot.domain.ports import Store
    from bot.language.languages import Language
    from bot.settings import Settings

_UPDATE_EVERY = 0.25  # seconds


async def run_session(settings: Settings, options: Options) -> None:
    """Show the demo until its session is ended on the page, or until cancelled."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(open_session())
        sources = build_all(settings, session, await stack.enter_async_context(open_strangers_fetcher()))
        shown = await choose_papers(None if options.sample else sources, utc_now())
        kinds = sources.kinds
        if shown.interval is not None:  # the sample
            kinds = kinds and SampleKinds(kinds, utc_now())
            often = {"interval": shown.interval}
            poll, added = (one.model_copy(update=often) for one in (settings.poll, settings.added_sources))
            settings = settings.model_copy(update={"poll": poll, "added_sources": added})
        folder = stack.enter_context(TemporaryDirectory(prefix="paperboy-demo-"))
        store = await stack.enter_async_context(open_store(f"tinydb://{folder}/store"))
        past = await stack.enter_async_context(following(store, None))
        demo_sources = Sources((shown.source, *shown.streams), shown.lookups, kinds)
        app = Application(SharedParts(settings=settings, past=past, sources=demo_sources), store)
        env = await stack.enter_async_context(simcord.run(app.client, check_errors=False))
        stack.push_async_callback(app.close)
        world = await _build_server(env, store, shown, options.language)
        preview = _page(env, world, options.port)
        try:
            await stack.enter_async_context(preview)
        except simcord.SetupError as error:
            raise PaperboyError(_page_trouble(options.port, error)) from error
        introduce(options.say, shown, preview.url)
        if options.browse:
            await asyncio.to_thread(options.browse, preview.url)
        page = LivePage(env, preview, utc_now, partial(print_posts, options.say, world))
        await _run_until_closed(app, page, preview)


async def _build_server(env: Env, store: Store, shown: ShownPapers, language: Language) -> World:
    """Build the server with the welcome, fill the store as a first poll does, and add the first subscriptions."""
    await move_clock(env, utc_now())
    with using_language(language):
        heading, greeting = topic(shown), welcome(shown)
    world = await build_world(env, topic=heading, language=language)
    await world.narrator.send(world.channel, greeting)
    await seed(store, shown, utc_now)
    destination = Destination(id=world.channel.id, guild_id=world.guild.id)
    await subscribe(store, shown.subscriptions, destination, world.person.id, utc_now)
    return world


def _page(env: Env, world: World, port: int) -> Preview:
    """Return the page, on a loopback port."""
    preview = env.preview(
        world.channel,
        viewers=[world.person],
        layout="channel",
        locale=world.language.locales[0],
        assets=world.pictures,
        port=port,
    )
    hide_workbench(preview)
    remember_texts()
    return preview


def _page_trouble(port: int, error: simcord.SetupError) -> str:
    """Return a sentence for a page that cannot be shown: a taken port, or a missing package."""
    if isinstance(error.__cause__, OSError):
        return (
            f"The demo's page cannot listen on port {port} ({error.__cause__.strerror}): "
            "choose another one with --port."
        )
    return f"Could not show the demo's page: {error}"


async def _run_until_closed(app: Application, page: LivePage, preview: Preview) -> None:
    """Run the bot and update the page until the session is ended on the page."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part) for part in (Background(app).run(), page.run(_UPDATE_EVERY))]
        await preview.wait_closed()
        for task in tasks:
            task.cancel()
