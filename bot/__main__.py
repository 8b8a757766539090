"""The command line: read the arguments and settings, start the command, turn its end into an exit code."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

from bot.app.logs import configure
from bot.cli.arguments import parse
from bot.cli.commands import COMMANDS, Command, UsageError
from bot.domain.errors import PaperboyError
from bot.settings import SettingsError, load_settings
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.cli.arguments import Arguments
    from bot.settings import Settings

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130

_log = logging.getLogger(__name__)


def entry() -> None:
    """The console script `paperboy`."""
    sys.exit(main())


def main(argv: Sequence[str] | None = None, commands: Mapping[str, Command] = COMMANDS) -> int:
    """Do what `argv` says (None: the process's arguments) and return the exit code; each error ends here."""
    try:
        arguments = parse(argv)
        settings = load_settings(arguments.config)
        _configure_logs(settings, arguments)
        code = commands[arguments.command](settings, arguments)
        sys.stdout.flush()
        return code  # noqa: TRY300 - a flush that fails is handled here as well
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The program that read our output has seen enough. Python would complain when it flushes the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except SettingsError as error:
        _say(*error.mistakes)
        return WRONG_USE
    except PaperboyError as error:
        _say(str(error))
        return WRONG_USE if isinstance(error, UsageError) else FAILED
    except Exception:  # noqa: BLE001 - the last place that can say anything; it is logged whole
        _log.exception("Paperboy stopped on an error that it does not know; please report it with these lines.")
        return FAILED


def _configure_logs(settings: Settings, arguments: Arguments) -> None:
    """`run` logs as asked; the other commands answer in their own words, and log only what is out of order."""
    warnings_only = arguments.command != "run" and settings.log.level == "info"
    configure(
        level="warning" if warnings_only else settings.log.level,
        form=settings.log.format,
        secrets=settings.secrets(),
    )


def _say(*lines: str) -> None:
    for line in lines:
        print(f"paperboy: {terminal.lines(line)}", file=sys.stderr)


if __name__ == "__main__":
    entry()
