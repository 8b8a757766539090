"""The demo's welcome, and its page without SimCord's tools."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import aiohttp

from bot.sandbox.helper import Greeter, Helper, Voices
from bot.sandbox.plain import make_plain
from tests.unit.sandbox.conftest import NOW

if TYPE_CHECKING:
    from simcord import Env

    from bot.sandbox.world import World


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> Any:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def newest(world: World) -> str:
    found = world.channel.last_message
    return found.content if found else ""


async def test_the_welcome_comes_below_the_first_alerts(world: World) -> None:
    """Two seconds after the newest of them, once."""
    watch = Watch()
    voices = Voices(Greeter(world, "Hello!", watch), Helper(world))
    assert not voices.answer()
    watch.forward(1.5)
    await world.host.send(world.channel, "An alert")
    assert not voices.answer()
    watch.forward(1.5)
    assert not voices.answer()
    watch.forward(1)
    assert voices.answer()
    assert newest(world) == "Hello!"
    watch.forward(60)
    assert not voices.answer()


async def test_without_alerts_it_comes_all_the_same(env: Env, world: World) -> None:
    """Nobody looks at an empty page for longer than ten seconds."""
    empty = cast("World", SimpleNamespace(channel=SimpleNamespace(last_message=None), host=world.host))
    watch = Watch()
    greeter = Greeter(empty, "Hello!", watch)
    watch.forward(9)
    assert not greeter.answer()
    empty.channel.__dict__.update(id=world.channel.id)
    watch.forward(1)
    greeter._world = cast("World", SimpleNamespace(channel=_Silent(world), host=world.host))
    assert greeter.answer()
    assert newest(world) == "Hello!"
    assert env.bot.user is not None


class _Silent:
    """A channel of which nobody says what is newest."""

    last_message = None

    def __init__(self, world: World) -> None:
        self._channel = world.channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)


async def test_the_workbench_is_hidden_by_styles(env: Env, world: World) -> None:
    """The page's own styles come with ours, everything else as it was."""
    preview = env.preview(world.channel, viewers=[world.person], layout="channel", assets=world.pictures)
    make_plain(preview)
    async with preview, aiohttp.ClientSession() as http:
        root = preview.url.partition("#")[0]
        async with http.get(f"{root}preview.css") as answer:
            styles = await answer.text()
        async with http.get(f"{root}app.js") as answer:
            script = await answer.text()
        async with http.get(root) as answer:
            page = await answer.text()
    assert "[data-workbench], #drawer-scrim { display: none !important; }" in styles
    assert '.preview-select[data-maximum="1"]' in styles.partition("[data-workbench]")[2]
    assert ".preview-shell" in styles.partition("#drawer-scrim {")[0]
    assert script.rstrip().endswith("})();")
    ours = script.split(";(() => {")[-2:]
    assert 'getElementById("channel-timeline")' in ours[0]
    assert 'getElementById("modal-root")' in ours[1]
    assert "display: none !important" not in page
    assert "--discord-bg: #fbfbfb;" in styles.partition("@media (prefers-color-scheme: light) {")[2]
    assert styles.count("{") == styles.count("}")
    assert 'document.title = "Paperboy";' in script


def test_another_simcord_is_left_as_it_is() -> None:
    """Where its server is another, the page is as SimCord shows it."""
    make_plain(cast("Any", SimpleNamespace()))
