"""The command line's arguments. Settings are not among them: a token must never be an argument."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot import build
from bot.cli.parsers import Parser, add_command, add_group, add_json, whole_number
from bot.domain.alert import MessageState
from bot.language.languages import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.parsers import AddParser

_EPILOG = """\
settings:
  PAPERBOY_... environment variables, a .env file, a TOML file (--config).
  config/paperboy.toml lists them all; `paperboy check` checks them.

exit codes:
  0    success
  1    failure: see the message
  2    invalid usage: an argument, a setting or the token
  130  interrupted with Ctrl-C (0 for run and demo)
"""
_QUERY_HINT = 'Put a query that starts with a minus after --: paperboy match -- "-survey diffusion"'
_KEY_HINT = "Put a key that starts with a minus after --: paperboy outbox drop -- -Ab3"
_limit_type = whole_number(1, 1000, "a whole number from 1 to 1000")
_KEY_HELP = "a message's key from `outbox list`, or its first characters"
_port_type = whole_number(0, 65535, "a port is a whole number from 0 (any free one) to 65535")


class Arguments(argparse.Namespace):
    """The parsed arguments, with their types. Options of other commands keep their defaults."""

    parser: Parser
    command: str = ""
    action: str | None = ""  # None for a group such as `outbox` without one; "" for a command that has none
    config: Path | None = None
    port: int = 0
    browser: bool = True
    sample: bool = False
    language: str = ENGLISH.tag
    json: bool = False
    query: str = ""
    papers: Path | None = None
    explain: bool = False
    health: bool = False
    ready: bool = False
    state: Sequence[MessageState] | None = None
    limit: int = 50
    key: str = ""
    all_dead: bool = False
    file: Path = Path()
    shell: str = ""
    origin: str = ""
    address: str = ""


def parse(argv: Sequence[str] | None = None) -> Arguments:
    """Parse the arguments (None: the process's own). Exits with 2 and a message for invalid usage."""
    parser = build_parser()
    arguments, unknown = parser.parse_known_args(argv, namespace=Arguments(parser=parser))
    if unknown:
        arguments.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    if not arguments.command or arguments.action is None:
        arguments.parser.exit_with_help()
    return arguments


def build_parser() -> Parser:
    """Return the parser with every command."""
    parser = Parser(
        prog="paperboy",
        description="Alerts for new trending research papers, in Discord.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"paperboy {build()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    add_parser = cast("AddParser", commands.add_parser)
    add_command(add_parser, "run", "run the bot (needs PAPERBOY_DISCORD__TOKEN)", json=False)
    _add_demo(add_parser)
    poll = add_command(add_parser, "poll", "poll every source and show what would be posted")
    poll.add_argument("--dry-run", action="store_true", help="changes nothing: poll never posts or stores")
    _add_match(add_parser)
    render = add_command(add_parser, "render", "show papers as cards in the terminal")
    render.add_argument(
        "--papers", type=Path, metavar="FILE", help="papers in Hugging Face's JSON (default: a bundled sample)"
    )
    add_command(add_parser, "check", "check settings, token, permissions, sources and store")
    status = add_command(add_parser, "status", "show the state of the bot and its store", json=False)
    form = status.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument(
        "--health", action="store_true", help="print one line; exit with 1 unless everything is working"
    )
    form.add_argument(
        "--ready",
        action="store_true",
        help="like --health, but exit with 0 even if posts wait for a person (see `paperboy outbox list`)",
    )
    _add_outbox(add_parser)
    _add_store(add_parser)
    stop = add_command(add_parser, "unsubscribe", "stop e-mails to an address, as its owner asked", json=False)
    stop.add_argument(
        "address", nargs="?", default="", metavar="ADDRESS", help="default: of the mail on standard input"
    )
    completion = add_command(
        add_parser, "completion", "print a completion script for your shell", config=False, json=False
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    return parser


def _add_demo(add_parser: AddParser) -> None:
    demo = add_command(
        add_parser, "demo", "try the bot on a local page, without a token or an account", json=False
    )
    demo.add_argument(
        "--port", type=_port_type, default=0, help="the page's port on 127.0.0.1 (default: any free one)"
    )
    demo.add_argument("--no-browser", dest="browser", action="store_false", help="print the address only")
    demo.add_argument("--sample", action="store_true", help="use the bundled papers instead of live ones")
    demo.add_argument(
        "--language",
        choices=[language.tag for language in LANGUAGES],
        default=ENGLISH.tag,
        help="the language of the demo (default: en)",
    )


def _add_match(add_parser: AddParser) -> None:
    match = add_command(add_parser, "match", "show which papers a query matches, and why", hint=_QUERY_HINT)
    match.add_argument(
        "query", metavar="QUERY", help="the query in quotation marks, after -- if it starts with a minus"
    )
    match.add_argument(
        "--papers", type=Path, metavar="FILE", help="papers in Hugging Face's JSON (default: the stored ones)"
    )
    match.add_argument("--explain", action="store_true", help="show why each paper matches or not")


def _add_outbox(add_parser: AddParser) -> None:
    """Add `outbox list|retry|drop`."""
    add_action = add_group(add_parser, "outbox", "list messages that are not posted yet; retry or drop them")
    listing = add_command(add_action, "list", "list messages that are not posted, stuck ones first")
    listing.add_argument(
        "--state",
        action="append",
        type=_parse_state,
        metavar="STATE",
        help="ready, sending, dead, uncertain, sent or dropped; repeatable (default: the first four)",
    )
    listing.add_argument(
        "--limit", type=_limit_type, default=50, metavar="N", help="the most messages to list (default: 50)"
    )
    retry = add_command(
        add_action,
        "retry",
        "post a dead or uncertain message, unless the channel's history has it",
        hint=_KEY_HINT,
    )
    target = retry.add_mutually_exclusive_group(required=True)
    target.add_argument("key", nargs="?", default="", metavar="KEY", help=_KEY_HELP)
    target.add_argument("--all-dead", action="store_true", help="retry every dead message")
    drop = add_command(
        add_action,
        "drop",
        "give up on a message that is ready, dead or uncertain",
        hint=_KEY_HINT,
    )
    drop.add_argument("key", metavar="KEY", help=_KEY_HELP)


def _add_store(add_parser: AddParser) -> None:
    """Add `store check|compact|export|import`."""
    add_action = add_group(add_parser, "store", "check, compact, export or import the stored data")
    add_command(add_action, "check", "check that all data is complete and consistent")
    add_command(add_action, "compact", "shrink the files by rewriting them without outdated entries")
    export = add_command(add_action, "export", "write all data to one file, even while the bot runs")
    export.add_argument("file", type=Path, metavar="FILE", help="the file to create, in JSON lines")
    fill = add_command(add_action, "import", "fill the empty store of PAPERBOY_STORE__URL")
    fill.add_argument("origin", metavar="SOURCE", help="a file made by `store export`, or another store's URL")


def _parse_state(text: str) -> MessageState:
    try:
        return MessageState(text.lower())
    except ValueError:
        choices = ", ".join(MessageState)
        raise argparse.ArgumentTypeError(f"a state is one of {choices}") from None
