"""What `outbox`, `store` and `render` do. The heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from typing import TYPE_CHECKING

from bot.cli.output import Progress, any_text, show, show_json
from bot.domain.clock import utc_now
from bot.text.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cli.arguments import Arguments
    from bot.settings import Settings


def outbox(settings: Settings, arguments: Arguments) -> int:
    """List messages, try them again, drop them."""
    any_text()
    return _OUTBOX[arguments.action or ""](settings, arguments)


def store(settings: Settings, arguments: Arguments) -> int:
    """Check, compact, export or import the store."""
    any_text()
    return _STORE[arguments.action or ""](settings, arguments)


def _list(settings: Settings, arguments: Arguments) -> int:
    from bot.app.outbox_admin import LIST, administer
    from bot.cli import outbox as words

    states = None if arguments.state is None else [state.value for state in arguments.state]
    done = asyncio.run(administer(settings.store.url, LIST, states=states, limit=arguments.limit))
    if arguments.json:
        show_json(json.dumps({"running": done.running, **done.answer}, indent=2))
    else:
        show(*words.listing(done.answer, utc_now()))
    return 0


def _retry(settings: Settings, arguments: Arguments) -> int:
    from bot.app.outbox_admin import RETRY

    return _change(settings, arguments, RETRY, "To be posted again")


def _drop(settings: Settings, arguments: Arguments) -> int:
    from bot.app.outbox_admin import DROP

    return _change(settings, arguments, DROP, "Dropped, never to be posted")


def _change(settings: Settings, arguments: Arguments, verb: str, said: str) -> int:
    from bot.app.outbox_admin import administer
    from bot.cli import outbox as words

    named = {"all_dead": True} if arguments.all_dead else {"key": arguments.key}
    done = asyncio.run(administer(settings.store.url, verb, **named))
    if arguments.json:
        show_json(json.dumps({"running": done.running, "messages": done.answer}, indent=2))
    else:
        show(*words.done(done.answer, verb=said, running=done.running))
    return 0


def _check(settings: Settings, arguments: Arguments) -> int:
    from bot.app.store_admin import check

    found = asyncio.run(check(settings))
    if arguments.json:
        show_json(
            json.dumps({"ok": not found.problems, "counts": found.counts, "problems": found.problems}, indent=2)
        )
    else:
        show(*found.problems, _amounts(found.counts))
        print(
            "Every line is whole and all belongs together."
            if not found.problems
            else "Export it, and report this."
        )
    return 1 if found.problems else 0


def _compact(settings: Settings, _arguments: Arguments) -> int:
    from bot.app.store_admin import compact

    before, after = asyncio.run(compact(settings))
    print(f"Compacted: {before:,} bytes before, {after:,} after.")
    return 0


def _export(settings: Settings, arguments: Arguments) -> int:
    from bot.app.store_admin import export

    count = asyncio.run(export(settings.store.url, arguments.file, Progress))
    print(
        f"{count:,} entries are in {arguments.file}. `paperboy store import {arguments.file}` fills an empty one."
    )
    return 0


def _import(settings: Settings, arguments: Arguments) -> int:
    from bot.app.store_admin import import_entries

    counts = asyncio.run(import_entries(settings.store.url, arguments.origin, Progress))
    print(f"Imported {_amounts(counts)}")
    return 0


def _amounts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items()) + "."


def render(settings: Settings, arguments: Arguments) -> int:
    """Show papers as cards."""
    from bot.cli.papers import papers_in, papers_of
    from bot.cli.render import card
    from bot.discord_io.render import DiscordRenderer
    from bot.domain.alert import Item
    from bot.sandbox.sample import bundled
    from bot.sources.catalogue import catalogue_of

    any_text()
    papers = papers_in(arguments.papers) if arguments.papers else papers_of(bundled(), "with the sample")
    renderer = DiscordRenderer(catalogue=catalogue_of(settings))
    payloads = [renderer.card(Item(sighting=sighting), "render") for sighting in papers.sightings]
    if arguments.json:
        show_json(json.dumps(payloads, indent=2))
        return 0
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns
    for payload in payloads:
        print(*card(payload, width=width, colour=colour), "", sep="\n")
    print(_shown(len(payloads), papers.skipped))
    return 0


def _shown(papers: int, skipped: int) -> str:
    said = f"{counted(papers, 'paper')}."
    if skipped:
        said += " 1 broken item was skipped." if skipped == 1 else f" {skipped} broken items were skipped."
    return said


_OUTBOX: Mapping[str, Callable[[Settings, Arguments], int]] = {"list": _list, "retry": _retry, "drop": _drop}
_STORE: Mapping[str, Callable[[Settings, Arguments], int]] = {
    "check": _check,
    "compact": _compact,
    "export": _export,
    "import": _import,
}
