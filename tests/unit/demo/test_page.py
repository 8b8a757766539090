"""The page's updates after changes."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from discord.http import Route
from simcord import Env, HttpLogEntry, Preview

from bot.demo.page import LivePage, run_in_one_go
from bot.demo.world import World
from tests.unit.demo.conftest import NOW


@pytest.fixture
async def preview(env: Env, world: World) -> AsyncGenerator[Preview]:
    async with env.preview(
        world.channel, viewers=[world.person], layout="channel", assets=world.pictures
    ) as preview:
        yield preview


class Page(LivePage):
    """A live page that remembers what it saw, with a clock of its own."""

    def __init__(self, env: Env, preview: Preview):
        self.requests: list[HttpLogEntry] = []
        self.time = NOW
        super().__init__(env, preview, lambda: self.time, self.requests.append)


@pytest.fixture
def page(env: Env, preview: Preview) -> Page:
    return Page(env, preview)


async def post(env: Env, world: World, title: str):
    """As the notifier posts."""
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=world.channel.id)
    await env.bot.http.request(route, json={"embeds": [{"title": title}], "nonce": "n", "enforce_nonce": True})


async def test_what_the_bot_posts_is_published(env: Env, world: World, page: Page):
    """After a post in the background the page is published, once; a request that changes nothing does nothing."""
    await env.bot.http.request(Route("GET", "/channels/{channel_id}", channel_id=world.channel.id))
    assert not page.update()
    await post(env, world, "A paper")
    assert page.update()
    assert not page.update()
    assert [request.path for request in page.requests] == [f"/channels/{world.channel.id}/messages"]


async def test_a_page_that_is_opened_later_begins_with_the_newest_message(
    env: Env, world: World, preview: Preview, page: Page
):
    """Then it is at its end, and follows what is added."""
    await post(env, world, "A paper")
    page.update()
    newest = world.channel.last_message
    assert newest is not None
    assert (await preview.snapshot())["targetId"] == str(newest.id)


async def test_a_command_in_progress_makes_the_page_wait(env: Env, world: World, page: Page):
    """While a person's command runs nothing is published; the next update catches up."""
    await post(env, world, "A paper")
    command = asyncio.create_task(world.person.slash(world.channel, "ponder"))
    await asyncio.sleep(0)  # now it has begun
    assert not page.update()
    assert page.requests
    env.bot.dispatch("enough")
    await command
    assert page.update()


@pytest.mark.parametrize(("seconds", "news"), [(1, False), (600, True)])
async def test_only_late_answers_to_a_person_are_news(
    env: Env, world: World, page: Page, *, seconds: int, news: bool
):
    """Effects of a command are published with it; later ones, such as a time-out, are not."""
    page.update()
    env.bot.dispatch("enough")
    await world.person.slash(world.channel, "ponder")
    assert not page.update()
    page.time += timedelta(seconds=seconds)
    env.bot.dispatch("late")
    await env.settle()
    assert page.update() is news


async def test_an_operation_that_only_yields_is_done_in_one_go():
    """Nobody else gets a turn between its beginning and its end."""
    turns: list[str] = []

    async def operation():
        turns.append("begin")
        await asyncio.sleep(0)
        turns.append("end")

    asyncio.get_running_loop().call_soon(turns.append, "press")
    assert run_in_one_go(operation())
    await asyncio.sleep(0)
    assert turns == ["begin", "end", "press"]


async def test_an_operation_that_has_to_wait_is_given_up():
    """It ends at once, tidying up after itself, and says that it was not done."""
    tidied: list[bool] = []

    async def operation():
        try:
            await asyncio.Event().wait()
        finally:
            tidied.append(True)

    assert not run_in_one_go(operation())
    assert tidied == [True]
