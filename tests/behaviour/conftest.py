"""Fixtures: the real bot in a simulated Discord, on the real store."""

from collections.abc import Callable
from dataclasses import replace

import discord
import pytest
from simcord import Env

from bot.app.application import Application
from bot.discord_io.client import PaperboyClient
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from bot.sources.huggingface.settings import SPEC
from tests.behaviour.simulated import patient
from tests.behaviour.world import World
from tests.support.fakes import Clock, FakeLookup, FakeSource
from tests.support.makers import application
from tests.support.picks import FakeRanker
from tests.support.streams import FakeKinds


@pytest.fixture
def apps() -> list[Application]:
    """Applications, one for each start of the bot."""
    return []


@pytest.fixture
def lookup() -> FakeLookup:
    """A source that fetches single papers."""
    return FakeLookup(spec=replace(SPEC, lookup_pattern=r"arxiv:17.*|doi:10\.1101/.*"))


@pytest.fixture
def kinds() -> FakeKinds:
    """The sources that people can add."""
    return FakeKinds()


@pytest.fixture
def build(
    *,
    store: Store,
    past: PastIndex,
    now: Clock,
    apps: list[Application],
    lookup: FakeLookup,
    kinds: FakeKinds,
) -> Callable[[], PaperboyClient]:
    """A function that makes a bot as a process start does."""

    def start() -> PaperboyClient:
        apps.append(
            application(
                Settings.model_validate({"web": {"port": 8081, "public_url": "https://papers.example"}}),
                store,
                past,
                [FakeSource()],
                lookups=[lookup],
                kinds=kinds,
                now=now,
                ranker=FakeRanker(),
            )
        )
        return apps[-1].client

    return start


@pytest.fixture
async def simcord_bot(build: Callable[[], PaperboyClient]) -> PaperboyClient:
    """The bot of the first start, made while the event loop runs."""
    return build()


@pytest.fixture
def world(
    *,
    simcord_env: Env,
    store: Store,
    now: Clock,
    build: Callable[[], PaperboyClient],
    apps: list[Application],
    kinds: FakeKinds,
) -> World:
    """A server with the bot in it."""
    guild = simcord_env.create_guild("Reading group")
    managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    return World(
        env=patient(simcord_env),
        store=store,
        now=now,
        build=build,
        apps=apps,
        kinds=kinds,
        guild=guild,
        channel=guild.create_text_channel("papers"),
        manager=guild.add_member(simcord_env.create_user("ada"), roles=[managers]),
        reader=guild.add_member(simcord_env.create_user("bob")),
    )
