"""Logging: standard library, one line an event on standard error, as text or JSON, with secrets removed."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TextIO, cast

from bot.domain.log_context import current
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

REDACTED = "[redacted]"

# The attributes of every record; any other was given with `extra=`.
_STANDARD_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Redactor:
    """Removes secrets from text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return `text` with each secret replaced."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text


class Formatter(logging.Formatter):
    """Time in UTC, level, logger, message, extras and traceback, with secrets redacted.

    For people `2026-01-05T10:00:00.000Z INFO bot.service.poll: Read the list papers=31`, and the traceback below
    it; for programs one JSON object a line with `time`, `level`, `logger`, `message`, extras and `exception`.
    """

    def __init__(self, form: Literal["text", "json"], secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._form = form
        self._redact = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, as text with the traceback below. No extra replaces a field that every line has."""
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD_ATTRIBUTES}
        extras = {name: self._clean(value) for name, value in {**current(), **extra}.items()}
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        time, message = moment.replace("+00:00", "Z"), self._redact(record.getMessage())
        traces = (record.exc_info and self.formatException(record.exc_info), record.stack_info)
        trace = self._redact("\n".join(filter(None, traces)))
        if self._form == "json":
            level, error = record.levelname.lower(), {"exception": trace} if trace else {}
            fields = {**extras, "time": time, "level": level, "logger": record.name, "message": message, **error}
            return terminal.json_text(json.dumps(fields, ensure_ascii=False))
        # A title from the internet must neither forge a line nor steer a terminal.
        line = terminal.one_line(message + "".join(f" {name}={_plain(value)}" for name, value in extras.items()))
        return "\n".join(
            filter(None, (f"{time} {record.levelname} {record.name}: {line}", terminal.escaped(trace)))
        )

    def _clean(self, value: object) -> object:
        """Return numbers, booleans and None unchanged, lists item by item, all else as redacted text."""
        if isinstance(value, list):
            return [self._clean(item) for item in cast("list[object]", value)]
        return value if value is None or isinstance(value, bool | int | float) else self._redact(str(value))


def _plain(value: object) -> str:
    """Return a value as text; of a list the items, with commas."""
    return ",".join(map(str, cast("list[object]", value))) if isinstance(value, list) else str(value)


def configure(
    *, level: str, form: Literal["text", "json"], secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Write records of `level` (a name in any case) and above to `stream`, by default standard error.

    A second call replaces the handler of the first one; other handlers are kept.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter(form, secrets))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # At `debug` discord.py would log every gateway frame, which would drown the rest.
    logging.getLogger("discord.gateway").setLevel(max(root.level, logging.INFO))
