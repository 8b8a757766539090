"""The commands of `paperboy`; each imports its heavy parts only when it runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from dataclasses import asdict, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from bot.cli.output import UsageError, answer, escape_unprintable, show, show_json
from bot.domain.clock import utc_now
from bot.language.languages import ENGLISH, language_of
from bot.settings import SettingsError, token_problem, variable
from bot.text.terminal import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cli.arguments import Arguments
    from bot.settings import Settings

Command: TypeAlias = "Callable[[Settings, Arguments], int]"
_MAX_MAIL = 1_000_000  # bytes that are read of a mail
_MAX_SECRETS = 100  # secrets that are read of its subject


def run(settings: Settings, _arguments: Arguments) -> int:
    """Run the bot until it is stopped."""
    token = settings.discord.token
    if token is None:
        name = variable("discord", "token")
        raise SettingsError((f"{name} is not set; allowed: your bot's token, or its file's name in {name}_FILE",))
    if problem := token_problem(token.get_secret_value()):
        raise SettingsError((f"{variable('discord', 'token')} {problem}",))
    from bot.app.memory import exempt_from_gc

    with exempt_from_gc():
        from bot.app.run import import_parts
        from bot.app.run import run as run_app

        import_parts(settings)
    return asyncio.run(run_app(settings, token.get_secret_value()))


def demo(settings: Settings, arguments: Arguments) -> int:
    """Show the bot in a simulated Discord."""
    if find_spec("simcord") is None:
        raise UsageError(
            "The container image has no demo. Run it on your machine: uvx --from paperboy-bot paperboy demo"
        )
    from bot.demo.command import run as run_demo
    from bot.demo.texts import Options

    options = Options(
        port=arguments.port, sample=arguments.sample, language=language_of(arguments.language) or ENGLISH
    )
    if not arguments.browser:
        options = replace(options, browse=None)
    return asyncio.run(run_demo(settings, options))


def poll(settings: Settings, arguments: Arguments) -> int:
    """Show what a poll would post."""
    from bot.app.progress import showing_time
    from bot.cli.poll_preview import as_text, dry_run

    preview = asyncio.run(showing_time("Polling", dry_run(settings)))
    answer(arguments, preview, *as_text(preview))
    return 0


def match(settings: Settings, arguments: Arguments) -> int:
    """Show which papers a query matches. The query is parsed first, since mistakes are most likely there."""
    from bot.cli.match import as_facts, as_text
    from bot.cli.papers import papers_in_file, stored_papers
    from bot.query import QueryError, parse
    from bot.sources.catalogue import catalogue_of

    try:
        query = parse(arguments.query, catalogue_of(settings))
    except QueryError as error:
        raise UsageError(str(error)) from error
    path = arguments.papers
    papers = papers_in_file(path) if path is not None else asyncio.run(stored_papers(settings.store.url))
    if arguments.json:
        show_json(as_facts(query, papers, why=arguments.explain))
    else:
        show(*as_text(query, papers, why=arguments.explain))
    return 0


def check(settings: Settings, arguments: Arguments) -> int:
    """Check everything that can be wrong; return 1 when something is."""
    from bot.app.check import check as check_all
    from bot.app.progress import showing_time

    findings = asyncio.run(showing_time("Checking", check_all(settings)))
    ok = all(finding.ok for finding in findings)
    facts = {"ok": ok, "findings": [asdict(finding) for finding in findings]}
    answer(arguments, facts, *(f"{'ok   ' if one.ok else 'WRONG'} {one.subject}: {one.text}" for one in findings))
    return 0 if ok else 1


def status(settings: Settings, arguments: Arguments) -> int:
    """Show the state of the bot on this store.

    `--health` and `--ready` show one line and return 1 for trouble; `--ready` not if only posts wait for a person.
    """
    from bot.cli import status as report

    facts = asyncio.run(_facts(settings))
    if arguments.health or arguments.ready:
        trouble = report.trouble(facts)
        show(trouble or "Everything is working.")
        return 1 if (trouble if arguments.health else report.outage(facts)) else 0
    answer(arguments, facts, report.as_text(facts))
    return 0


async def _facts(settings: Settings) -> Mapping[str, object]:
    """Return the status: of the replica here if it uses a database, else from the control socket."""
    from bot.store.opening import engine_of

    if engine_of(settings.store.url).shared:
        from bot.app.monitoring.replica_status import replica_status

        return await replica_status(settings)
    from bot.app.control import fetch_status

    return await fetch_status(settings.store.url)


def outbox(settings: Settings, arguments: Arguments) -> int:
    """List, retry or drop messages."""
    from bot.app.outbox import administer
    from bot.cli import outbox as words

    listing = arguments.action == "list"
    options: Mapping[str, object] = {"all_dead": True} if arguments.all_dead else {"key": arguments.key}
    if listing:
        options = {"states": arguments.state, "limit": arguments.limit}
    found, running = asyncio.run(administer(settings.store.url, f"outbox_{arguments.action}", **options))
    if listing:
        answer(arguments, {"running": running, **found}, *words.listing(found, utc_now()))
    else:
        texts = words.outcome(found, dropped=arguments.action == "drop", running=running)
        answer(arguments, {"running": running, "messages": found}, *texts)
    return 0


def store(settings: Settings, arguments: Arguments) -> int:
    """Check, compact, export or import the store."""
    from bot.app import store_admin
    from bot.app.progress import showing_time

    url, file = settings.store.url, arguments.file
    match arguments.action:
        case "compact":
            before, after = asyncio.run(showing_time("Compacting", store_admin.compact(settings)))
            facts = {"bytes_before": before, "bytes_after": after}
            answer(arguments, facts, f"Compacted from {before:,} to {after:,} bytes.")
        case "export":
            count = asyncio.run(store_admin.export(url, file))
            entries = "entry" if count == 1 else "entries"
            answer(arguments, {"entries": count, "file": str(file)}, f"Exported {count:,} {entries} to {file}.")
        case "import":
            counts = asyncio.run(store_admin.import_entries(url, arguments.origin))
            answer(arguments, {"counts": counts}, f"Imported {_amounts(counts)}")
        case _:  # check
            found = asyncio.run(store_admin.check(settings))
            problems = found.problems
            last = "Export the store, and report this." if problems else "The data is complete and consistent."
            facts = {"ok": not problems, "counts": found.counts, "problems": problems}
            answer(arguments, facts, *problems, _amounts(found.counts), last)
            return 1 if problems else 0
    return 0


def _amounts(counts: Mapping[str, int]) -> str:
    return (", ".join(counted(count, kind) for kind, count in counts.items()) or "nothing") + "."


def render(settings: Settings, arguments: Arguments) -> int:
    """Show papers as cards."""
    from bot.cli.papers import papers_in_file, parse_papers
    from bot.cli.render import card
    from bot.demo.sample import bundled
    from bot.discord_io.render.renderer import DiscordRenderer
    from bot.domain.alert import Item
    from bot.sources.catalogue import catalogue_of

    escape_unprintable()
    papers = papers_in_file(arguments.papers) if arguments.papers else parse_papers(bundled(), "with the sample")
    renderer = DiscordRenderer(catalogue=catalogue_of(settings))
    # The second argument marks the buttons of a post; nobody presses these.
    payloads = [renderer.card(Item(sighting=sighting), "render") for sighting in papers.sightings]
    if arguments.json:
        show_json(payloads)
        return 0
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns
    for payload in payloads:
        print(*card(payload, width=width, colour=colour), "", sep="\n")
    skipped = papers.skipped
    left_out = f" Skipped {counted(skipped, 'broken item')}." if skipped else ""
    print(f"{counted(len(payloads), 'paper')}.{left_out}")
    return 0


def unsubscribe(settings: Settings, arguments: Arguments) -> int:
    """Stop the e-mails to an address, or those whose secret is in the subject of the mail on standard input.

    A secret elsewhere in a mail does not count: automatic replies quote our mails.
    """
    from email.parser import BytesHeaderParser

    from bot.app.shared_parts import end_mails
    from bot.service.preferences.mail_addresses import LINK_PATTERN

    secrets: list[str] = []
    if not arguments.address:
        mail = BytesHeaderParser().parsebytes(sys.stdin.buffer.read(_MAX_MAIL))
        secrets = LINK_PATTERN.findall(str(mail["Subject"]))[:_MAX_SECRETS]
    ended = asyncio.run(end_mails(settings, arguments.address or " ".join(secrets)))
    show(f"Stopped the e-mails to {counted(ended, 'reader')}.")
    return 0


def completion(_settings: Settings, arguments: Arguments) -> int:
    """Print the script with which a shell completes our commands and options."""
    import shtab

    from bot.cli.arguments import build_parser

    parser = build_parser()
    parser.complete_paths(shtab.FILE)
    print(shtab.complete(parser, arguments.shell))
    return 0


COMMANDS: Mapping[str, Command] = {
    "run": run,
    "demo": demo,
    "poll": poll,
    "match": match,
    "check": check,
    "status": status,
    "render": render,
    "outbox": outbox,
    "store": store,
    "unsubscribe": unsubscribe,
    "completion": completion,
}
