"""What may be typed after `paperboy outbox` and `paperboy store`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parsers import add, add_group, add_json, whole_number
from bot.domain.alert import MessageState

if TYPE_CHECKING:
    from bot.cli.parsers import AddParser

_HINT = "A key that begins with a minus goes after --, for instance: paperboy outbox drop -- -Ab3"
_LIMIT = whole_number(1, 1000, "a whole number from 1 to 1000")
_KEY = "a message's key from `outbox list`, or how it begins"


def add_outbox(add_parser: AddParser) -> None:
    """`outbox list|retry|drop`."""
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
        hint=_HINT,
    )
    what = retry.add_mutually_exclusive_group(required=True)
    what.add_argument("key", nargs="?", default="", metavar="KEY", help=_KEY)
    what.add_argument("--all-dead", action="store_true", help="every dead message")
    add_json(retry)
    drop = add(
        add_action,
        "drop",
        "give up a message that is ready, dead or uncertain: its papers are not posted there",
        hint=_HINT,
    )
    drop.add_argument("key", metavar="KEY", help=_KEY)
    add_json(drop)


def add_store(add_parser: AddParser) -> None:
    """`store check|compact|export|import`."""
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
