"""What may be typed after `paperboy store`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parsers import add, add_group, add_json

if TYPE_CHECKING:
    from bot.cli.parsers import AddParser


def add_store(add_parser: AddParser) -> None:
    """`store check|compact|export|import`."""
    add_action = add_group(add_parser, "store", "check, compact, export or import what is stored")
    check = add(
        add_action, "check", "read everything that is stored, and say whether it is whole and belongs together"
    )
    add_json(check)
    add(add_action, "compact", "write the files anew without what has changed since")
    export = add(add_action, "export", "write everything into one file, also while the bot runs")
    export.add_argument("file", type=Path, metavar="FILE", help="a new file of JSON lines")
    take = add(add_action, "import", "fill the store of PAPERBOY_STORE__URL, which must be empty")
    take.add_argument("origin", metavar="SOURCE", help="a file that `store export` made, or another store's URL")
