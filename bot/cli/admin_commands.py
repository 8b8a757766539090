"""What `outbox`, `store` and `render` do. The heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from typing import TYPE_CHECKING

from bot.cli.output import any_text, show, show_json
from bot.domain.clock import utc_now
from bot.text.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.arguments import Arguments
    from bot.settings import Settings


def outbox(settings: Settings, arguments: Arguments) -> int:
    """List messages, try them again, drop them."""
    from bot.app.outbox import administer
    from bot.cli import outbox as words

    listing = arguments.action == "list"
    given: Mapping[str, object] = {"all_dead": True} if arguments.all_dead else {"key": arguments.key}
    if listing:
        given = {"states": arguments.state, "limit": arguments.limit}
    answer, running = asyncio.run(administer(settings.store.url, f"outbox_{arguments.action}", **given))
    if arguments.json:
        show_json({"running": running, **(answer if listing else {"messages": answer})})
    elif listing:
        show(*words.listing(answer, utc_now()))
    else:
        show(*words.done(answer, dropped=arguments.action == "drop", running=running))
    return 0


def store(settings: Settings, arguments: Arguments) -> int:
    """Check, compact, export or import the store."""
    from bot.app import store_admin

    url, file = settings.store.url, arguments.file
    match arguments.action:
        case "compact":
            before, after = asyncio.run(store_admin.compact(settings))
            show(f"Compacted: {before:,} bytes before, {after:,} after.")
        case "export":
            count = asyncio.run(store_admin.export(url, file))
            show(f"{count:,} entries are in {file}. `paperboy store import {file}` fills an empty one.")
        case "import":
            counts = asyncio.run(store_admin.import_entries(url, arguments.origin))
            show(f"Imported {_amounts(counts)}")
        case _:
            return _check(settings, arguments)
    return 0


def _check(settings: Settings, arguments: Arguments) -> int:
    from bot.app.store_admin import check

    found = asyncio.run(check(settings))
    problems = found.problems
    if arguments.json:
        show_json({"ok": not problems, "counts": found.counts, "problems": problems})
    else:
        last = "Export it, and report this." if problems else "Every line is whole and all belongs together."
        show(*problems, _amounts(found.counts), last)
    return 1 if problems else 0


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
        show_json(payloads)
        return 0
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns
    for payload in payloads:
        print(*card(payload, width=width, colour=colour), "", sep="\n")
    skipped = papers.skipped
    verb = "was" if skipped == 1 else "were"
    left_out = f" {counted(skipped, 'broken item')} {verb} skipped." if skipped else ""
    print(f"{counted(len(payloads), 'paper')}.{left_out}")
    return 0
