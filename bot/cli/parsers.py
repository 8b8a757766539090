"""Argument parsers that accept only whole option names and can show a hint."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    AddParser: TypeAlias = Callable[..., "Parser"]


class Parser(argparse.ArgumentParser):
    """An argument parser; `hint` is shown with each mistake."""

    def __init__(self, *, hint: str = "", **options: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(allow_abbrev=False, **options)
        self._hint = hint

    def error(self, message: str) -> NoReturn:
        """Exit with 2, the usage, the message and the hint."""
        super().error(f"{message}\n{self._hint}" if self._hint else message)

    def complete_paths(self, completion: object) -> None:
        """Mark each argument that is a path, also of subcommands, with shtab's `completion` of paths."""
        for action in self._actions:
            if action.type is Path:
                action.complete = completion  # pyright: ignore[reportAttributeAccessIssue] - shtab's own attribute
            if isinstance(action.choices, dict):
                for parser in cast("dict[str, Parser]", action.choices).values():
                    parser.complete_paths(completion)

    def exit_with_help(self) -> NoReturn:
        """Print the whole help and exit with 2."""
        self.print_help(sys.stderr)
        self.exit(2)


def add_command(  # noqa: PLR0913 - a command is all of these
    add_parser: AddParser, name: str, summary: str, *, hint: str = "", config: bool = True, json: bool = True
) -> Parser:
    """Add a command, with --config and --json unless refused, and return its parser.

    `add_parser` adds it to its group (see `add_group`). `summary` is its line in the list of commands, without
    capital and full stop. The parsed arguments contain the `parser`, so that an unknown argument is reported with
    the usage of its command.
    """
    description = summary[0].upper() + summary[1:] + "."
    parser = add_parser(name, help=summary, description=description, hint=hint)
    parser.set_defaults(parser=parser)
    if config:
        parser.add_argument(
            "--config",
            type=Path,
            metavar="FILE",
            help="a TOML file (default: config/paperboy.toml, if it exists)",
        )
    if json:
        add_json(parser)
    return parser


def add_group(add_parser: AddParser, name: str, summary: str) -> AddParser:
    """Add a command with subcommands; return the function that adds them."""
    parser = add_command(add_parser, name, summary, config=False, json=False)
    return parser.add_subparsers(dest="action", metavar="ACTION", title="actions").add_parser


def whole_number(lowest: int, highest: int, error: str) -> Callable[[str], int]:
    """Return a parser of whole numbers from `lowest` to `highest`; `error` is the message for other texts."""

    def read(text: str) -> int:
        with suppress(ValueError):  # of `int`, for more than 4,300 digits
            if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
                return int(text)
        raise argparse.ArgumentTypeError(error)

    return read


def add_json(parser: argparse._ActionsContainer) -> None:  # pyright: ignore[reportPrivateUsage] - parser or group
    """Add --json, the option of every command that programs read."""
    parser.add_argument("--json", action="store_true", help="print JSON")
