"""The command line's arguments. Settings are not among them: a token must never be an argument."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot import build
from bot.cli.parsers import Parser, add, add_group, add_json, whole_number
from bot.domain.alert import MessageState
from bot.language.languages import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.parsers import AddParser

_EPILOG = """\
settings:
  PAPERBOY_... environment variables, a .env file, a TOML file (--config). `paperboy check`
  says what is wrong with them; config/paperboy.toml lists them all.

exit codes:
  0    done
  1    it did not work; the message says why
  2    invalid usage: an argument, a setting or the token
  130  broken off with Ctrl-C (run and demo end in order then: 0)
"""
_MINUS = 'A query that begins with a minus goes after --, for instance: paperboy match -- "-survey diffusion"'


_KEYS = "A key that begins with a minus goes after --, for instance: paperboy outbox drop -- -Ab3"
_LIMIT = whole_number(1, 1000, "a whole number from 1 to 1000")
_KEY = "a message's key from `outbox list`, or how it begins"
_PORT = whole_number(0, 65535, "a port is a whole number from 0 (any free one) to 65535")


class Arguments(argparse.Namespace):
    """The parsed arguments, with their types. Options of other commands keep their defaults."""

    parser: Parser
    command: str = ""
    action: str | None = ""
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
    origin: str = ""


def parse(argv: Sequence[str] | None = None) -> Arguments:
    """Parse the arguments (None: the process's own). Exits with 2 and a message for invalid usage."""
    parser = build_parser()
    arguments, unknown = parser.parse_known_args(argv, namespace=Arguments(parser=parser))
    if unknown:
        arguments.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    if not arguments.command or arguments.action is None:
        arguments.parser.help_out()
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
    add(add_parser, "run", "run the bot (needs PAPERBOY_DISCORD__TOKEN)")
    _add_demo(add_parser)
    poll = add(add_parser, "poll", "read the papers of today and show what would be posted")
    poll.add_argument(
        "--dry-run", action="store_true", required=True, help="post and store nothing (the only way there is)"
    )
    _add_match(add_parser)
    render = add(add_parser, "render", "show how papers would look as cards in Discord")
    render.add_argument(
        "--papers", type=Path, metavar="FILE", help="these: Hugging Face's JSON (default: a bundled sample)"
    )
    add_json(render)
    add(add_parser, "check", "check settings, token, permissions, sources and store, and say what to fix")
    status = add(add_parser, "status", "show what the bot on this store is doing and what it holds")
    form = status.add_mutually_exclusive_group()
    add_json(form)
    form.add_argument("--health", action="store_true", help="one line, and exit code 1 unless all is well")
    form.add_argument(
        "--ready",
        action="store_true",
        help="the same, with exit code 0 also while posts that did not get through wait for a person",
    )
    _add_outbox(add_parser)
    _add_store(add_parser)
    return parser


def _add_demo(add_parser: AddParser) -> None:
    demo = add(add_parser, "demo", "see it work in a local page that looks like Discord: no token, no account")
    demo.add_argument("--port", type=_PORT, default=0, help="the page's port on 127.0.0.1 (default: any free one)")
    demo.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, open nothing")
    demo.add_argument(
        "--sample", action="store_true", help="use the bundled papers even when live ones are at hand"
    )
    demo.add_argument(
        "--language",
        choices=[language.tag for language in LANGUAGES],
        default=ENGLISH.tag,
        help="the language that everybody in it speaks (default: en)",
    )


def _add_match(add_parser: AddParser) -> None:
    match = add(add_parser, "match", "show which papers a query matches, and why", hint=_MINUS)
    match.add_argument(
        "query", metavar="QUERY", help="one argument in quotation marks, after -- when it begins with a -"
    )
    match.add_argument(
        "--papers", type=Path, metavar="FILE", help="look at these: Hugging Face's JSON (default: the stored ones)"
    )
    match.add_argument("--explain", action="store_true", help="say of every paper why it matches or not")
    add_json(match)


def _add_outbox(add_parser: AddParser) -> None:
    """Add `outbox list|retry|drop`."""
    add_action = add_group(
        add_parser, "outbox", "show what waits to be posted or got stuck; try it again or drop it"
    )
    listing = add(add_action, "list", "show messages that are not posted: what got stuck first, then the oldest")
    listing.add_argument(
        "--state",
        action="append",
        type=_state,
        metavar="STATE",
        help="ready, sending, dead, uncertain, sent or dropped; may be repeated (default: the first four)",
    )
    listing.add_argument("--limit", type=_LIMIT, default=50, metavar="N", help="at most so many (default: 50)")
    add_json(listing)
    retry = add(
        add_action,
        "retry",
        "post a dead or uncertain message again, after a look whether it got through",
        hint=_KEYS,
    )
    what = retry.add_mutually_exclusive_group(required=True)
    what.add_argument("key", nargs="?", default="", metavar="KEY", help=_KEY)
    what.add_argument("--all-dead", action="store_true", help="every dead message")
    add_json(retry)
    drop = add(
        add_action,
        "drop",
        "give up a message that is ready, dead or uncertain: its papers are not posted there",
        hint=_KEYS,
    )
    drop.add_argument("key", metavar="KEY", help=_KEY)
    add_json(drop)


def _add_store(add_parser: AddParser) -> None:
    """Add `store check|compact|export|import`."""
    add_action = add_group(add_parser, "store", "check, compact, export or import what is stored")
    check = add(
        add_action, "check", "read everything that is stored, and say whether it is whole and belongs together"
    )
    add_json(check)
    add(add_action, "compact", "write the files again without what has changed since")
    export = add(add_action, "export", "write everything into one file, also while the bot runs")
    export.add_argument("file", type=Path, metavar="FILE", help="a new file of JSON lines")
    fill = add(add_action, "import", "fill the store of PAPERBOY_STORE__URL, which must be empty")
    fill.add_argument("origin", metavar="SOURCE", help="a file that `store export` made, or another store's URL")


def _state(text: str) -> MessageState:
    try:
        return MessageState(text.lower())
    except ValueError:
        choices = ", ".join(MessageState)
        raise argparse.ArgumentTypeError(f"a state is one of {choices}") from None
