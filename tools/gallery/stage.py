"""The stage: the whole bot in SimCord with papers, people and a clock that scenes move."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import simcord

from bot.app.application import Application
from bot.app.shared_parts import SharedParts
from bot.demo.sample import SampleKinds
from bot.demo.world import build_world, move_clock
from bot.language.current import using_language
from bot.language.languages import ENGLISH
from bot.language.translating import pgettext
from bot.search.past_papers import following
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.sources.settings.table import Sources
from bot.store.opening import open_store
from tools.gallery.camera import Shot, Theme
from tools.gallery.covers import covers
from tools.gallery.feed import GalleryFeed
from tools.gallery.picture import Picture

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from simcord import Env, InteractionResult, MemberActor
    from simcord.builders import ChannelHandle, UserHandle

    from bot.demo.world import World
    from bot.domain.ports import Store
    from bot.language.languages import Language
    from tools.gallery.camera import Camera

BEGAN = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)  # a Wednesday; SimCord's own clock begins on the 1st
_MESSAGE, _CHANNEL, _FORM = "#focused-content", "#channel-layout", "[role=dialog]"
_ANSWER_TIMEOUT = 60.0  # seconds for an answer: a busy machine may take long over twelve weeks of papers
_SHOWN_IDS = ("k7m2p", "w4qhd", "t9xbn", "r5czj", "h3vgs")  # in place of subscriptions' own, which are random


@dataclass(kw_only=True)
class Stage:
    """Stage of the scenes; `take` photographs what a person sees."""

    env: Env
    app: Application
    store: Store
    feed: GalleryFeed
    world: World
    clock: Clock
    camera: Camera
    keep: Callable[[Picture], None]
    typed: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def you(self) -> MemberActor:
        """Owner of the server."""
        return self.world.person

    @property
    def here(self) -> ChannelHandle:
        """Default channel."""
        return self.world.channel

    async def run(self, command: str, **options: Any) -> InteractionResult:  # noqa: ANN401 - whatever SimCord takes
        """Run a slash command in the default channel."""
        self.typed = f"/{command}"
        return await self.you.slash(self.here, command, **options)

    async def subscribe(self, query: str, **options: Any) -> str:  # noqa: ANN401 - whatever SimCord takes
        """Subscribe and save; return the new subscription's id."""
        await self.later(seconds=1)  # so that subscriptions have an order
        before = {s.id for s in (await self.store.subscriptions()).subscriptions}
        preview = await self.run("alerts subscribe", query=query, **options)
        with using_language(self.world.language):
            save = pgettext("button", "Save")
        await self.you.click(preview.response, label=save)
        (made,) = {s.id for s in (await self.store.subscriptions()).subscriptions} - before
        return made

    async def post(self) -> None:
        """Poll the lists and post what is due."""
        await self.app.pollers[0].poll()
        await self.deliver()

    async def deliver(self) -> None:
        """Post what is due."""
        for _ in range(3):
            await self.app.deliverer.step()
            await self.app.deliverer.drain(10)
        await self.env.settle()

    async def later(self, **parts: float) -> None:
        """Let time pass, for the bot and for Discord."""
        self.clock.at += timedelta(**parts)
        await move_clock(self.env, self.clock.at)

    async def take(  # noqa: PLR0913 - a picture and how it is taken, by name
        self,
        name: str,
        subject: Any,  # noqa: ANN401 - a message, or the answer to a command, press or form
        alt: str,
        caption: str,
        *,
        light: bool = False,
        where: ChannelHandle | None = None,
        viewer: MemberActor | UserHandle | None = None,
        whole: bool = False,
        open_menu: int = 0,
    ) -> None:
        """Photograph a message or form, or the `whole` channel around it, in dark and optionally in light.

        `open_menu` is the number of the open menu, from 1.
        """
        part = _FORM if getattr(subject, "modal", None) is not None else _CHANNEL if whole else _MESSAGE
        preview = self.env.preview(
            where or self.here,
            viewers=[viewer or self.you],
            layout="channel" if whole else "message",
            presentation_time=self.clock.at,
            assets=self.world.pictures | covers(self.feed.papers),
        )
        names = await self._names()
        channels = {str(key): channel.name or "" for key, channel in self.env.backend.channels.items()}
        async with preview:
            await preview.show(subject)
            for theme in (Theme.DARK, Theme.LIGHT) if light else (Theme.DARK,):
                shot = Shot(
                    part=part, theme=theme, names=names, channels=channels, command=self.typed, open_menu=open_menu
                )
                png = await self.camera.take(preview.url, shot)
                self.keep(Picture(name=name, png=png, alt=alt, caption=caption, theme=theme))

    async def take_mail(self, name: str, html: str, alt: str, caption: str) -> None:
        """Photograph a mail, in dark and in light."""
        for theme in (Theme.DARK, Theme.LIGHT):
            png = await self.camera.take_document(html, theme)
            self.keep(Picture(name=name, png=png, alt=alt, caption=caption, theme=theme))

    async def _names(self) -> dict[str, str]:
        made = sorted((await self.store.subscriptions()).subscriptions, key=lambda s: (s.created, s.name))
        for subscription in made:
            self.ids.setdefault(subscription.id, _SHOWN_IDS[len(self.ids)])
        return {"TestBot": "Paperboy"} | self.ids


@dataclass
class Clock:
    """Clock that moves only by calls."""

    at: datetime

    def __call__(self) -> datetime:
        """Return its time."""
        return self.at


@asynccontextmanager
async def open_stage(
    camera: Camera,
    keep: Callable[[Picture], None],
    *,
    listed_later: frozenset[str] = frozenset(),
    language: Language = ENGLISH,
) -> AsyncGenerator[Stage]:
    """Open a server with the bot, which has polled a week of papers except those in `listed_later`."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="paperboy-gallery-"))
        store = await stack.enter_async_context(open_store(f"tinydb://{folder}/store"))
        clock = Clock(BEGAN)
        feed = GalleryFeed(began=BEGAN, listed_later=listed_later)
        past = await stack.enter_async_context(following(store, None))
        session = await stack.enter_async_context(open_session())
        strangers = await stack.enter_async_context(open_strangers_fetcher())
        kinds = build_all(Settings(), session, strangers).kinds
        sources = Sources((feed,), kinds=kinds and SampleKinds(kinds, BEGAN))
        shared = SharedParts(settings=Settings(), past=past, sources=sources, now=clock)
        app = Application(shared, store)
        env = await stack.enter_async_context(simcord.run(app.client, settle_timeout=_ANSWER_TIMEOUT))
        stack.push_async_callback(app.close)
        await move_clock(env, clock())
        world = await build_world(env, topic="Papers for us", language=language)
        world.guild.create_text_channel("general", topic="Everything else")
        await world.narrator.send(world.channel, "Good morning!")
        await app.pollers[0].poll()
        yield Stage(env=env, app=app, store=store, feed=feed, world=world, clock=clock, camera=camera, keep=keep)
