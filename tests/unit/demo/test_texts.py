"""The demo's texts."""

from dataclasses import replace

from simcord import HttpLogEntry

from bot.demo.shown_papers import sample_papers
from bot.demo.texts import introduce, print_posts, topic, welcome
from bot.demo.world import World
from bot.language.current import using_language
from tests.support.pseudo import PSEUDO, forgotten
from tests.unit.demo.conftest import NOW


def request(method: str, path: str, body: object) -> HttpLogEntry:
    return HttpLogEntry(method=method, path=path, params={}, json=body, reason=None)


async def test_the_terminal_says_what_is_shown_and_where():
    """The kind of data, the reason, the address and the way out are printed."""
    said: list[str] = []
    introduce(said.append, await sample_papers(NOW, "as you asked"), "http://127.0.0.1:1/#key")
    text = "\n".join(said)
    assert "Sample data" in text
    assert "as you asked" in text
    assert "http://127.0.0.1:1/#key" in text
    assert "Ctrl-C" in text


async def test_the_page_says_what_is_shown_and_what_to_type():
    """The line above the channel and the first post mark sample data as such and give a command to try."""
    shown = await sample_papers(NOW, "as you asked")
    for text in (topic(shown), welcome(shown)):
        assert "Sample data" in text
        assert "/alerts subscribe" in text
    assert "`/papers search query:source:sample-stream`" in welcome(shown)
    assert "\n\nThis demo can't send alerts by direct message." in welcome(shown)
    assert "stream" not in welcome(replace(shown, streams=(), subscriptions=shown.subscriptions[:2]))


async def test_the_page_speaks_other_languages():
    """Each text is translated, except names and commands."""
    shown = await sample_papers(NOW, "as you asked")
    with using_language(PSEUDO):
        text = f"{topic(shown)}\n{welcome(shown)}"
    names = ("/alerts subscribe", "diffusion", "sample stream", *(ready.name for ready in shown.subscriptions))
    assert not forgotten(text, *names)


def test_posts_are_repeated_in_the_terminal(world: World):
    """Each paper that is posted gives a line that names its channel; all other requests are silent."""
    said: list[str] = []
    path = f"/channels/{world.channel.id}/messages"
    print_posts(said.append, world, request("PATCH", f"{path}/1", {"embeds": [{"title": "A"}]}))
    print_posts(said.append, world, request("POST", path, None))
    print_posts(said.append, world, request("POST", path, {"embeds": [{"title": "A"}, {"title": "B"}]}))
    assert said == ["Posted in #paper-alerts: A", "Posted in #paper-alerts: B"]
