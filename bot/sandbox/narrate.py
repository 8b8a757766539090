"""What the demo says: in the terminal, and in the first post on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord import HttpLogEntry

    from bot.sandbox.feed import Feed
    from bot.sandbox.world import World

_POSTS = re.compile(r"/channels/(\d+)/messages")
_TRY = "/alerts subscribe"
_WORD = "diffusion"


def introduce(say: Callable[[str], object], feed: Feed, url: str) -> None:
    """Tell the one at the terminal what is shown, where, and how to end it."""
    say(f"{feed.label} ({feed.why}).")
    say(f"The page: {url}")
    say(f"Type {_TRY} there, Enter, {_WORD}, Enter, and press the buttons. Ctrl-C ends the demo.")


def topic(feed: Feed) -> str:
    """What stands above the channel, always in sight."""
    return f"{feed.label}. Type {_TRY}, Enter, {_WORD}, Enter"


def welcome(feed: Feed) -> str:
    """What the demo has to say below the first alerts."""
    names = ", ".join(f"**{ready.name}**{' (of the stream)' if ready.sources else ''}" for ready in feed.ready)
    return (
        "This is the real Paperboy in a make-believe Discord on your computer. "
        f"**{feed.label}.**\n"
        f"Some subscriptions are here already: {names}. Above is what they have found. Try these:\n"
        f"- type `{_TRY}`, press Enter, type `{_WORD}`, press Enter: to be told of papers about it\n"
        "- `/alerts list` to see all subscriptions\n"
        "- `/papers today` to see the papers of the day"
        f"{_beside(feed)}"
    )


def _beside(feed: Feed) -> str:
    """What the streams add, and how to see it."""
    if not feed.streams:
        return ""
    spec = feed.streams[0].spec
    return (
        f"\n- `/papers search query:source:{spec.name}` to see what the stream ({spec.title}) has brought: it has "
        "all that appears, and posts nothing unless a subscription asks for it"
    )


class Narrator:
    """Repeats in the terminal what the bot posts: the page shows one of the server's channels only."""

    def __init__(self, world: World, say: Callable[[str], object]) -> None:
        self._names = {str(channel.id): channel.name for channel in (world.channel, world.other) if channel}
        self._say = say

    def seen(self, request: HttpLogEntry) -> None:
        """Say it when this request posted papers to a channel."""
        posted = _POSTS.fullmatch(request.path)
        if request.method != "POST" or posted is None:
            return
        body = cast("dict[str, object]", request.json or {})
        embeds = cast("list[dict[str, object]]", body.get("embeds") or [])
        what = "Test post" if body.get("content") else "Posted"
        for title in (embed["title"] for embed in embeds if "title" in embed):
            self._say(f"{what} in #{self._names.get(posted[1], posted[1])}: {title}")
