"""The demo's texts, in the terminal and in the first post on the page, and its options."""

from __future__ import annotations

import re
import sys
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.language.formats import listed
from bot.language.languages import ENGLISH
from bot.language.translating import gettext
from bot.text.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord import HttpLogEntry

    from bot.demo.shown_papers import ShownPapers
    from bot.demo.world import World
    from bot.language.languages import Language

_MESSAGES_PATH = re.compile(r"/channels/(\d+)/messages")
_EXAMPLE_COMMAND = "/alerts subscribe"
_EXAMPLE_WORD = "diffusion"
_TO_TYPE = {"command": _EXAMPLE_COMMAND, "word": _EXAMPLE_WORD}


def to_terminal(line: str) -> None:
    """Print the line and flush it, also to a file or another program."""
    sys.stdout.write(f"{one_line(line)}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The demo's options: its papers (`sample`: only the bundled ones), `port` (0 takes a free one), and language.

    `say` prints a line in the terminal; `browse` opens an address, and can take its time; None opens none.
    """

    port: int = 0
    sample: bool = True
    language: Language = ENGLISH
    say: Callable[[str], object] = to_terminal
    browse: Callable[[str], object] | None = webbrowser.open


def introduce(say: Callable[[str], object], shown: ShownPapers, url: str) -> None:
    """Print what is shown, where, and how to end it."""
    say(f"{_label(shown)} ({shown.why}).")
    say(f"The page: {url}")
    say(f"Type {_EXAMPLE_COMMAND}, Enter, {_EXAMPLE_WORD}, Enter there. Press Ctrl-C to end the demo.")


def _label(shown: ShownPapers) -> str:
    """Return the name of the shown papers."""
    return gettext(shown.label, sources=listed(shown.titles))


def topic(shown: ShownPapers) -> str:
    """Return the channel's topic, which is always visible."""
    # NOTE: {label} is "Sample data: real papers with invented numbers and dates" or the like; Enter is the key
    return gettext("{label}. Type {command}, Enter, {word}, Enter", label=_label(shown), **_TO_TYPE)


def welcome(shown: ShownPapers) -> str:
    """Return the first post of the page, before the first alerts."""
    names = listed([f"**{one.name}**" for one in shown.subscriptions])
    lines = [
        # NOTE: said by the demo, in its local page; {label} says what kind of papers it has
        gettext(
            "This is the real Paperboy in a simulated Discord on your computer. **{label}.**",
            label=_label(shown),
        ),
        gettext("The papers below match these subscriptions: {names}. Try:", names=names),
        gettext(
            "- `{command}`, Enter, `{word}`, Enter: get alerts about {word}\n"
            "- `/alerts list`: all subscriptions\n"
            "- `/papers today`: today's papers\n"
            "- `/sources add`: papers of a journal, PubMed search or conference",
            **_TO_TYPE,
        ),
    ]
    if shown.streams:
        spec = shown.streams[0].spec
        lines.append(
            gettext(
                "- `/papers search query:source:{name}`: all papers from {title}",
                name=spec.name,
                title=spec.title,
            )
        )
    lines += ["", gettext("This demo can't send alerts by direct message.")]
    return "\n".join(lines)


def print_posts(say: Callable[[str], object], world: World, request: HttpLogEntry) -> None:
    """Print in the terminal each paper that the bot posts with this request."""
    posted = _MESSAGES_PATH.fullmatch(request.path)
    if request.method != "POST" or posted is None:
        return
    body = cast("dict[str, object]", request.json or {})
    embeds = cast("list[dict[str, object]]", body.get("embeds") or [])
    # Test posts have text above the card; so have a newest match and a mention, named alike.
    what = "Test post" if body.get("content") else "Posted"
    name = world.channel.name if posted[1] == str(world.channel.id) else posted[1]
    for embed in embeds:
        if "title" in embed:
            say(f"{what} in #{name}: {embed['title']}")
