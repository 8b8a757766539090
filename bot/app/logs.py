"""Logging: standard library, one line an event on standard error, as text or as JSON, with secrets taken out."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TextIO, cast

from bot.domain.log_context import current
from bot.text import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REDACTED = "[redacted]"

# What every record carries by itself; the rest was given with `extra=`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Redactor:
    """Takes secrets out of text."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """`text` with each secret replaced."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text


class _Formatter(logging.Formatter):
    """What both forms share: time in UTC, extras, redaction of everything that comes from outside."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def _time(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _extras(self, record: logging.LogRecord) -> Mapping[str, object]:
        given = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        return {name: self._clean(value) for name, value in {**current(), **given}.items()}

    def _clean(self, value: object) -> object:
        """Numbers, switches and nothing as they are; lists as lists; all else as redacted text."""
        if isinstance(value, list):
            return [self._clean(item) for item in cast("list[object]", value)]
        return value if value is None or isinstance(value, bool | int | float) else self._redact(str(value))

    def _trace(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return self._redact("\n".join(parts))


class TextFormatter(_Formatter):
    """For people: `2026-01-05T10:00:00.000Z INFO bot.service.poll: Read the list papers=31`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below it when there is one."""
        extras = "".join(f" {name}={_plain(value)}" for name, value in self._extras(record).items())
        # A title from the internet must neither forge a line nor steer a terminal.
        said = terminal.one_line(self._redact(record.getMessage()) + extras)
        trace = terminal.lines(self._trace(record))
        return f"{self._time(record)} {record.levelname} {record.name}: {said}" + (f"\n{trace}" if trace else "")


def _plain(value: object) -> str:
    return ",".join(map(str, cast("list[object]", value))) if isinstance(value, list) else str(value)


class JsonFormatter(_Formatter):
    """For programs: one JSON object a line with `time`, `level`, `logger`, `message`, extras and `exception`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; extras never replace the fields that every line has."""
        fields: dict[str, object] = {
            **self._extras(record),
            "time": self._time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if trace := self._trace(record):
            fields["exception"] = trace
        return terminal.json_text(json.dumps(fields, ensure_ascii=False))


def configure(
    *, level: str, form: Literal["text", "json"], secrets: Sequence[str] = (), stream: TextIO | None = None
) -> None:
    """Log everything from `level` (a name in any case) up to `stream`, standard error by default.

    A second call replaces the first; handlers that others have installed stay.
    """
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # One line for each health check, and every gateway frame, would drown the rest.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("discord.gateway").setLevel(max(root.level, logging.INFO))
