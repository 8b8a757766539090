"""The command line: read the arguments and settings, start the command, turn its end into an exit code."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

from bot.app.logs import Redactor, configure
from bot.cli.arguments import parse
from bot.cli.commands import COMMANDS, Command, UsageError
from bot.domain.errors import CredentialsError, PaperboyError
from bot.settings import SettingsError, load_settings
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.cli.arguments import Arguments
    from bot.settings import Settings

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130

_log = logging.getLogger(__name__)

_TURN = 0.0005  # seconds for which a thread that plans or writes may hold the event loop, and so each post


def entry() -> None:
    """The console script `paperboy`."""
    sys.setswitchinterval(_TURN)
    sys.exit(main())


def main(argv: Sequence[str] | None = None, commands: Mapping[str, Command] = COMMANDS) -> int:
    """Do what `argv` says (None: the process's arguments) and return the exit code; each error ends here."""
    try:
        code = _start(parse(argv), commands)
        sys.stdout.flush()
        return code  # noqa: TRY300 - a flush that fails is handled here as well
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The program that read our output has seen enough. Python would complain when it flushes the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception:  # noqa: BLE001 - the last place that can say anything; it is logged whole
        _log.exception("Paperboy stopped on an error that it does not know; please report it with these lines.")
        return FAILED


def _start(arguments: Arguments, commands: Mapping[str, Command]) -> int:
    """Read the settings and do the command; what is wrong on the way is told where it is looked for."""
    serving = arguments.command == "run"  # the others answer a person
    try:
        settings = load_settings(arguments.config)
    except SettingsError as error:
        if as_json := serving and error.json_logs:
            configure(level="info", form="json")
        _tell(error.mistakes, as_json=as_json)
        return WRONG_USE
    _configure_logs(settings, arguments)
    try:
        return commands[arguments.command](settings, arguments)
    except (SettingsError, PaperboyError) as error:
        told = error.mistakes if isinstance(error, SettingsError) else (str(error),)
        redact = Redactor(settings.secrets())
        _tell(map(redact, told), as_json=serving and settings.log.format == "json")
        return WRONG_USE if isinstance(error, SettingsError | UsageError | CredentialsError) else FAILED


def _configure_logs(settings: Settings, arguments: Arguments) -> None:
    """`run` logs as asked; the other commands answer in their own words, and log only what is out of order."""
    warnings_only = arguments.command != "run" and settings.log.level == "info"
    configure(
        level="warning" if warnings_only else settings.log.level,
        form=settings.log.format,
        secrets=settings.secrets(),
    )


def _tell(sentences: Iterable[str], *, as_json: bool) -> None:
    """On standard error, as lines of the log where a program reads it."""
    for sentence in sentences:
        if as_json:
            _log.critical("%s", sentence)
        else:
            print(f"paperboy: {terminal.lines(sentence)}", file=sys.stderr)


if __name__ == "__main__":
    entry()
