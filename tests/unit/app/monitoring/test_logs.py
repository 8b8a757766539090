"""Logging: two formats, and what must never be shown."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.app.monitoring.logs import REDACTED, Formatter, configure

TOKEN = "made-up.token.of-a-bot"


@pytest.fixture(autouse=True)
def undo() -> Iterator[None]:
    """Restore the process's own logging."""
    root = logging.getLogger()
    names = ("", "discord.gateway")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = [*root.handlers]
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def record(message: str, *args: object, trace: bool = False, **extra: object) -> logging.LogRecord:
    """A record made at the epoch, with the exception being handled if asked."""
    made = logging.makeLogRecord(
        {
            "name": "bot.test",
            "levelno": 20,
            "levelname": "INFO",
            "msg": message,
            "args": args,
            "created": 0.0,
            **extra,
        }
    )
    made.exc_info = sys.exc_info() if trace else None
    return made


def failed() -> logging.LogRecord:
    """A record with a traceback that holds the token."""
    try:
        int(TOKEN)
    except ValueError:
        return record("It failed", trace=True)


def test_text_is_one_line_with_its_extras():
    """Time in UTC, level, logger, message, then extras by name."""
    line = Formatter("text").format(record("Read %d papers", 31, source="hf", skipped=None))
    assert line == "1970-01-01T00:00:00.000Z INFO bot.test: Read 31 papers source=hf skipped=None"


def test_json_is_one_object_with_its_extras():
    """Numbers stay numbers, other things become text, and extras cannot pose as the message."""
    line = Formatter("json").format(record("Résumé\nread", papers=31, day=io, time="never", ok=True))
    assert "\n" not in line
    fields = json.loads(line)
    assert (fields["time"], fields["level"], fields["logger"]) == ("1970-01-01T00:00:00.000Z", "info", "bot.test")
    assert (fields["message"], fields["papers"], fields["ok"], fields["day"]) == (
        "Résumé\nread",
        31,
        True,
        str(io),
    )
    assert "exception" not in fields


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_come_out_nowhere(form: Literal["text", "json"]):
    """Secrets are redacted in message, arguments, extras, tracebacks and stacks."""
    formatter = Formatter(form, [TOKEN])
    stack = record("x", stack_info=f"Stack: {TOKEN}")
    for made in (
        record(f"a {TOKEN}"),
        record("a %s", TOKEN),
        record("a", header=[f"Bot {TOKEN}"]),
        failed(),
        stack,
    ):
        line = formatter.format(made)
        assert TOKEN not in line
        assert REDACTED in line


def test_hostile_text_cannot_forge_lines_or_steer_terminals():
    """Control characters of a title are shown as escapes; tracebacks keep their lines."""
    line = Formatter("text").format(record("Title: %s", "a\nERROR bot: lost\r\x1b[2J\x9b\tend"))
    assert line.endswith(r"Title: a\nERROR bot: lost\r\x1b[2J\x9b\tend")
    assert len(Formatter("text").format(failed()).splitlines()) > 3
    assert "Traceback" in json.loads(Formatter("json").format(failed()))["exception"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_configure_logs_from_the_level_on_and_only_once(form: Literal["text", "json"]):
    """Configuring twice replaces the first; other people's handlers stay."""
    before = len(logging.getLogger().handlers)
    first, second = io.StringIO(), io.StringIO()
    configure(level="debug", form="text", stream=first)
    configure(level="warning", form=form, secrets=[TOKEN], stream=second)
    logging.getLogger("bot.x").info("quiet")
    logging.getLogger("bot.x").warning("loud %s", TOKEN)
    assert first.getvalue() == ""
    assert second.getvalue().count("\n") == 1
    assert f"loud {REDACTED}" in second.getvalue()
    assert len(logging.getLogger().handlers) == before + 1


def test_warnings_are_logged_and_chatter_is_not():
    """Python's warnings go to the log; gateway frames stay out of it."""
    stream = io.StringIO()
    configure(level="debug", form="text", stream=stream)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old habit", stacklevel=1)
    logging.getLogger("discord.gateway").debug("frame")
    assert "old habit" in stream.getvalue()
    assert "frame" not in stream.getvalue()
