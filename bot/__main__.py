"""The command line: read arguments and settings, run the command, return an exit code."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

from bot.app.monitoring.logs import Redactor, configure
from bot.cli.arguments import parse
from bot.cli.commands import COMMANDS, Command, UsageError
from bot.domain.errors import CredentialsError, PaperboyError
from bot.settings import SettingsError, load_settings
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.cli.arguments import Arguments
    from bot.settings import Settings

FAILED, INVALID_USAGE, INTERRUPTED = 1, 2, 130

_log = logging.getLogger(__name__)

_SWITCH_INTERVAL = 0.0005  # seconds that a planning or writing thread can hold up the event loop; Python has 0.005


def entry() -> None:
    """Run the console script `paperboy`."""
    sys.setswitchinterval(_SWITCH_INTERVAL)
    sys.exit(main())


def main(argv: Sequence[str] | None = None, commands: Mapping[str, Command] = COMMANDS) -> int:
    """Run the command in `argv` (None: the process's arguments) and return the exit code; each error ends here."""
    try:
        code = _start(parse(argv), commands)
        sys.stdout.flush()
        return code  # noqa: TRY300 - a flush that fails is handled here as well
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place that can report it; logged with its traceback
        if _is_closed_pipe(error):
            # The program that reads our output has stopped. Python would complain when it flushes the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        _log.exception("Paperboy stopped because of an unexpected error. Please report it with these lines.")
        return FAILED


def _is_closed_pipe(error: Exception) -> bool:
    """Return True for BrokenPipeError, also for a group of only such errors."""
    return ExceptionGroup("", [error]).split(BrokenPipeError)[1] is None


def _start(arguments: Arguments, commands: Mapping[str, Command]) -> int:
    """Read the settings and run the command; report errors to the person, or in the JSON log of `run`."""
    serving = arguments.command == "run"  # the others answer a person
    try:
        settings = load_settings(arguments.config)
    except SettingsError as error:
        if as_json := serving and error.json_logs:
            configure(level="info", form="json")
        _report(error.mistakes, as_json=as_json)
        return INVALID_USAGE
    _configure_logs(settings, arguments)
    try:
        return commands[arguments.command](settings, arguments)
    except (SettingsError, PaperboyError) as error:
        sentences = error.mistakes if isinstance(error, SettingsError) else (str(error),)
        redact = Redactor(settings.secrets())
        _report(map(redact, sentences), as_json=serving and settings.log.format == "json")
        return INVALID_USAGE if isinstance(error, SettingsError | UsageError | CredentialsError) else FAILED


def _configure_logs(settings: Settings, arguments: Arguments) -> None:
    """Configure the log as set; but where `info` is set, all commands but `run` log only warnings."""
    warnings_only = arguments.command != "run" and settings.log.level == "info"
    configure(
        level="warning" if warnings_only else settings.log.level,
        form=settings.log.format,
        secrets=settings.secrets(),
    )


def _report(sentences: Iterable[str], *, as_json: bool) -> None:
    """Print the sentences on standard error, or log them as JSON for a program."""
    for sentence in sentences:
        if as_json:
            _log.critical("%s", sentence)
        else:
            print(f"paperboy: {terminal.escaped(sentence)}", file=sys.stderr)


if __name__ == "__main__":
    entry()
