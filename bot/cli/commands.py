"""What each command does. The heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

from bot.cli.admin_commands import outbox, render, store
from bot.cli.output import UsageError, show, show_json
from bot.domain.errors import pip_install
from bot.language.languages import ENGLISH, language_of
from bot.settings import SettingsError, token_problem, variable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cli.arguments import Arguments
    from bot.settings import Settings

Command: TypeAlias = "Callable[[Settings, Arguments], int]"


def run(settings: Settings, _arguments: Arguments) -> int:
    """Run the bot until it is told to stop."""
    token = settings.discord.token
    if token is None:
        name = variable("discord", "token")
        raise SettingsError((f"{name} is not set; allowed: your bot's token, or its file's name in {name}_FILE",))
    if problem := token_problem(token.get_secret_value()):
        raise SettingsError((f"{variable('discord', 'token')} {problem}",))
    from bot.app.memory import kept_for_good

    with kept_for_good():
        from bot.app.run import import_parts
        from bot.app.run import run as run_app

        import_parts(settings)
    return asyncio.run(run_app(settings, token.get_secret_value()))


def demo(settings: Settings, arguments: Arguments) -> int:
    """Show the bot in a make-believe Discord."""
    if find_spec("simcord") is None:
        raise UsageError(f"The demo needs packages that are not installed: {pip_install('demo')}")
    from bot.sandbox.demo import run as run_demo
    from bot.sandbox.narrate import Options

    options = Options(
        port=arguments.port, sample=arguments.sample, language=language_of(arguments.language) or ENGLISH
    )
    if not arguments.browser:
        options = replace(options, browse=None)
    return asyncio.run(run_demo(settings, options))


def poll(settings: Settings, _arguments: Arguments) -> int:
    """Show what a poll would post."""
    from bot.app.poll_preview import dry_run

    show(*asyncio.run(dry_run(settings)))
    return 0


def match(settings: Settings, arguments: Arguments) -> int:
    """Show which papers a query matches; the query is read first, as it is what people get wrong."""
    from bot.cli.match import as_facts, as_text
    from bot.cli.papers import papers_in, papers_stored
    from bot.query import QueryError, parse
    from bot.sources.catalogue import catalogue_of

    try:
        query = parse(arguments.query, catalogue_of(settings))
    except QueryError as error:
        raise UsageError(str(error)) from error
    path = arguments.papers
    papers = papers_in(path) if path is not None else asyncio.run(papers_stored(settings.store.url))
    if arguments.json:
        show_json(as_facts(query, papers, why=arguments.explain))
    else:
        show(*as_text(query, papers, why=arguments.explain))
    return 0


def check(settings: Settings, _arguments: Arguments) -> int:
    """Check everything that can be wrong; 1 when something is."""
    from bot.app.check import check as check_all

    findings = asyncio.run(check_all(settings))
    show(*(f"{'ok   ' if finding.well else 'WRONG'} {finding.subject}: {finding.text}" for finding in findings))
    return 0 if all(finding.well for finding in findings) else 1


def status(settings: Settings, arguments: Arguments) -> int:
    """Show how the bot on this store is."""
    from bot.cli import status as report

    facts = asyncio.run(_facts(settings))
    if arguments.health or arguments.ready:
        trouble = report.trouble(facts)
        show(trouble or "All is well.")
        return 1 if (trouble if arguments.health else report.outage(facts)) else 0
    if arguments.json:
        show_json(facts)
    else:
        show(report.as_text(facts))
    return 0


async def _facts(settings: Settings) -> Mapping[str, object]:
    """A health check runs often, and what has a control socket needs none of what asks a database's replica."""
    from bot.store.opening import engine_of

    if engine_of(settings.store.url).shared:
        from bot.app.monitoring.probe import probe

        return await probe(settings)
    from bot.app.control import stored_status

    return await stored_status(settings.store.url)


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
}
