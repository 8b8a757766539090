"""The loopback Discord that a test starts, arranges and asks."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.fake_discord.faults import Faults
from tests.fake_discord.gateway.connection import Gateway
from tests.fake_discord.http.doors import Door
from tests.fake_discord.http.limits import Limits
from tests.fake_discord.http.rest import Rest
from tests.fake_discord.http.validation import Validator
from tests.fake_discord.journal import Journal
from tests.fake_discord.people import People
from tests.fake_discord.routes.accounts import AccountRoutes
from tests.fake_discord.routes.callbacks import CallbackRoutes
from tests.fake_discord.routes.channels import PlaceRoutes
from tests.fake_discord.routes.guilds import GuildRoutes
from tests.fake_discord.routes.messages import MessageRoutes
from tests.fake_discord.state.ids import Clock, Snowflakes
from tests.fake_discord.state.models import Channel, Message
from tests.fake_discord.state.posting import Posting
from tests.fake_discord.state.world import World
from tests.fake_discord.waiting import Bell

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.loopback.a-token-for-tests-only"


class LoopbackDiscord:
    """Gateway and REST on two ports of 127.0.0.1; outlives the bots that connect to it.

    `world` is arranged (guilds, channels, people, permissions), `people` act, `faults`, `gateway` and
    `limits` make trouble, `journal` and `posting` tell what happened, `clock` passes time.
    """

    def __init__(self, token: str = TOKEN, clock: Clock | None = None):
        self.token = token
        self.clock = clock or Clock()
        self.ids = Snowflakes(self.clock)
        self.bell = Bell()
        self.faults = Faults()
        self.gateway = Gateway(token, self.bell, self.faults, lambda: f"{self.gateway_door.url('ws')}/resume")
        self.world = World(self.clock, self.ids, self.gateway.dispatch)
        self.gateway.open_for(self.world)
        self.limits = Limits(self.clock)
        self.journal = Journal()
        self.validator = Validator()
        self.posting = Posting(self.world)
        self.accounts = AccountRoutes(self.world, lambda: self.gateway_url)
        self.guilds = GuildRoutes(self.world)
        self._callbacks = CallbackRoutes(self.world, self.posting)
        self.people = People(self.world, self.accounts, self._callbacks, self.gateway)
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        self.rest_door = Door(self._runner)
        self.gateway_door = Door(self._runner)

    def _app(self) -> web.Application:
        rest = Rest(
            token=self.token,
            faults=self.faults,
            limits=self.limits,
            journal=self.journal,
            validator=self.validator,
            clock=self.clock,
            bell=self.bell,
        )
        app = web.Application(client_max_size=32 * 1024 * 1024)
        places = PlaceRoutes(self.world, self.posting)
        messages = MessageRoutes(self.world, self.posting)
        groups = (self.accounts, places, messages, self.guilds, self._callbacks)
        rest.add_to(app, [route for group in groups for route in group.routes()])
        app.on_response_prepare.append(self._date)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/resume", self.gateway.serve)
        return app

    async def _date(self, _request: web.Request, response: web.StreamResponse):
        """Every answer tells this server's time, the gateway's too."""
        response.headers["Date"] = self.clock.http_date()

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await self.rest_door.open()
        await self.gateway_door.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ):
        self.faults.release()
        await self.gateway.close()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The base URL, without /api/v10."""
        return self.rest_door.url("http")

    @property
    def gateway_url(self) -> str:
        """The address for a first connection; a resume uses another one, as at Discord."""
        return f"{self.gateway_door.url('ws')}/gateway"

    def environment(self) -> dict[str, str]:
        """The settings that point Paperboy here."""
        return {
            "PAPERBOY_DISCORD__API_URL": self.api_url,
            "PAPERBOY_DISCORD__GATEWAY_URL": self.gateway_url,
            "PAPERBOY_DISCORD__TOKEN": self.token,
        }

    def posted(self, channel: Channel | None = None, *, nonce: str = "") -> list[Message]:
        """The messages that create-message accepted, deleted ones too, in order; those of a channel or nonce."""
        return [
            message
            for message in self.posting.posted
            if (channel is None or message.channel is channel) and (not nonce or message.nonce == nonce)
        ]

    async def until(self, holds: Callable[[], bool], what: str):
        """Wait until something holds that a request or a gateway payload brings about."""
        await self.bell.until(holds, what)

    @property
    def violations(self) -> list[str]:
        """Requests that did not fit Discord's API description so far; empty without the description."""
        return self.validator.violations
