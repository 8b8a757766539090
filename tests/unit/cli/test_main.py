"""The command line: arguments, and how each end becomes an exit code and a sentence."""

import json
import logging
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli import commands
from bot.cli.arguments import Arguments, parse
from bot.cli.commands import COMMANDS, UsageError
from bot.domain.errors import StoreError
from bot.settings import Settings, SettingsError
from tests.unit.cli.conftest import Printed

TOKEN = "made-up.token.of-a-bot"


pytestmark = pytest.mark.usefixtures("own_store")


class Recorder:
    """A command that records its call and then returns or raises."""

    def __init__(self, outcome: int | BaseException = 0):
        self.calls: list[tuple[Settings, Arguments]] = []
        self._outcome = outcome

    def __call__(self, settings: Settings, arguments: Arguments) -> int:
        self.calls.append((settings, arguments))
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


@pytest.mark.parametrize(
    "line",
    [
        "",
        "unknown",
        "completion tcsh",
        "run --token x",
        "status --json --health",
        "outbox",
        "outbox retry",
        "outbox retry abcd --all-dead",
        "outbox list --state lost",
        "outbox list --limit 0",
        "store",
        "store import",
    ],
)
def test_wrong_use_exits_with_2(line: str, printed: Printed):
    """A missing or unknown command, a missing flag and unknown options print how to do it right."""
    with pytest.raises(SystemExit) as caught:
        parse(line.split())
    assert caught.value.code == 2
    assert "usage: paperboy" in printed.err()


def test_no_command_prints_the_whole_help(printed: Printed):
    """`paperboy` alone lists the commands and exit codes."""
    with pytest.raises(SystemExit):
        parse([])
    shown = printed.err()
    assert {*COMMANDS} <= {*re.findall(r"^    (\w+)", shown, re.MULTILINE)}
    assert "exit codes:" in shown


@pytest.mark.parametrize("argv", [["match", "-survey"], ["match", "a", "-b"], ["outbox", "drop", "-abc"]])
def test_what_begins_with_a_minus_is_told_how_to_pass(argv: list[str], printed: Printed):
    """A query or a key that looks like an option gets the hint to put it after --."""
    with pytest.raises(SystemExit) as caught:
        parse(argv)
    assert caught.value.code == 2
    assert "after --:" in printed.err()


@pytest.mark.parametrize("port", ["-1", "65536", "http", "8_0", "٣", "9" * 4301])
def test_ports_are_checked(port: str, printed: Printed):
    """A port that cannot be is refused with the range."""
    with pytest.raises(SystemExit):
        parse(["demo", f"--port={port}"])
    assert "0 (any free one) to 65535" in printed.err()


def test_options_reach_the_command():
    """Each command has its own options; --config is on all of them."""
    demo = parse(["demo", "--port", "8000", "--no-browser", "--sample", "--language", "de", "--config", "x.toml"])
    assert (demo.port, demo.browser, demo.sample, str(demo.config)) == (8000, False, True, "x.toml")
    assert (demo.language, parse(["demo"]).language) == ("de", "en")
    status = parse(["status", "--json"])
    assert (status.command, status.json, status.health, status.browser) == ("status", True, False, True)
    match = parse(["match", "--papers", "x.json", "--explain", "--", "-survey flow"])
    assert (match.query, str(match.papers), match.explain, match.json) == ("-survey flow", "x.json", True, False)
    needed = {"match": ["diffusion"], "outbox": ["list"], "store": ["check"], "completion": ["bash"]}
    assert all(parse([name, *needed.get(name, [])]).config is None for name in COMMANDS)


def test_a_command_gets_settings_and_arguments(tmp_path: Path):
    """The command's return value is the exit code."""
    (tmp_path / "my.toml").write_text("[poll]\ninterval = 5\n", "utf-8")
    command = Recorder(1)
    assert main(["check", "--config", "my.toml"], {"check": command}) == 1
    settings, arguments = command.calls[0]
    assert (settings.poll.interval, arguments.command) == (5.0, "check")


def test_wrong_settings_end_with_2_and_a_line_each(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """The command is not started, and there is no traceback."""
    monkeypatch.setenv("PAPERBOY_POLL__INTERVAL", "0")
    monkeypatch.setenv("PAPERBOY_POL__JITTER", "0")
    command = Recorder()
    assert main(["run"], {"run": command}) == 2
    assert command.calls == []
    assert printed.err().splitlines() == [
        "paperboy: PAPERBOY_POL__JITTER is not a setting; did you mean PAPERBOY_POLL__JITTER?",
        "paperboy: PAPERBOY_POLL__INTERVAL is too small; allowed: a number of seconds, at least 1",
    ]


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        (StoreError("The disk is full: make room."), 1, "paperboy: The disk is full: make room.\n"),
        (UsageError("Not like this."), 2, "paperboy: Not like this.\n"),
        (SettingsError(("One.", "Two.")), 2, "paperboy: One.\npaperboy: Two.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_expected_ends_are_sentences(outcome: BaseException, code: int, said: str, printed: Printed):
    """A PaperboyError is shown as its text, without a traceback."""
    assert main(["check"], {"check": Recorder(outcome)}) == code
    assert printed.err() == said


def test_unknown_errors_are_logged_whole_and_redacted(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """A mistake of ours ends with a traceback in the log, a sentence and 1, and without the token."""
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", TOKEN)
    assert main(["check"], {"check": Recorder(RuntimeError(f"with {TOKEN}"))}) == 1
    shown = printed.err()
    assert "Please report it" in shown
    assert "RuntimeError: with [redacted]" in shown
    assert TOKEN not in shown


@pytest.mark.parametrize(
    ("argv", "level", "expected"),
    [(["run"], "info", 20), (["check"], "info", 30), (["check"], "debug", 10), (["check"], "error", 40)],
)
def test_only_run_logs_its_progress(argv: list[str], level: str, expected: int, monkeypatch: pytest.MonkeyPatch):
    """The other commands speak for themselves, unless another level was asked for."""
    monkeypatch.setenv("PAPERBOY_LOG__LEVEL", level)
    levels: list[int] = []

    def command(_settings: Settings, _arguments: Arguments) -> int:
        levels.append(logging.getLogger().level)
        return 0

    assert main(argv, {argv[0]: command}) == 0
    assert levels == [expected]


def test_run_looks_at_the_token_before_it_opens_anything():
    """An invalid token is reported before the store is opened, and not shown."""
    settings = Settings.model_validate({"discord": {"token": "1234567890"}})
    with pytest.raises(SettingsError, match="PAPERBOY_DISCORD__TOKEN is not a bot token") as caught:
        commands.run(settings, Arguments())
    assert "1234567890" not in str(caught.value)


def test_a_start_that_fails_is_logged_as_the_log_is(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """With a JSON log, errors that stop the start of `run` are JSON too, mistakes in the settings included."""
    monkeypatch.setenv("PAPERBOY_LOG__FORMAT", "JSON")
    monkeypatch.setenv("PAPERBOY_POLL__INTERVAL", "0")
    assert main(["run"]) == 2
    (line,) = printed.err().splitlines()
    assert json.loads(line)["level"] == "critical"
    assert json.loads(line)["message"].startswith("PAPERBOY_POLL__INTERVAL is too small; allowed: ")
    assert main(["check"]) == 2
    assert printed.err().startswith("paperboy: PAPERBOY_POLL__INTERVAL"), "a person asked"
    monkeypatch.delenv("PAPERBOY_POLL__INTERVAL")
    assert main(["run"]) == 2
    assert "PAPERBOY_DISCORD__TOKEN is not set" in json.loads(printed.err())["message"]
    assert main(["run"], {"run": Recorder(StoreError("No disk."))}) == 1
    assert json.loads(printed.err())["message"] == "No disk."


def test_an_error_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """Passwords and tokens are removed from the texts of all libraries."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", "postgresql://me:sesame@db.example/papers")
    assert main(["check"], {"check": Recorder(StoreError("The address me:sesame@db is wrong."))}) == 1
    assert printed.err() == "paperboy: The address me:[redacted]@db is wrong.\n"


def test_the_module_is_the_command(tmp_path: Path):
    """`python -m bot` is `paperboy`, and nothing is imported for help that only `run` needs."""
    script = "import sys; sys.argv = ['paperboy', '--version']; import bot.__main__ as m, atexit\n"
    script += (
        "atexit.register(lambda: print(sorted({'discord', 'aiohttp', 'tinydb', 'simcord'} & set(sys.modules))))\n"
    )
    done = subprocess.run([sys.executable, "-c", script + "m.entry()"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("paperboy ")
    assert done.stdout.splitlines()[1] == "[]"
    done = subprocess.run([sys.executable, "-m", "bot"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2


def test_a_reader_that_leaves_is_no_error():
    """`paperboy status | head` ends quietly."""
    script = (
        "import sys; from bot.__main__ import main\n"
        "def talk(settings, arguments):\n    print('x' * 1_000_000)\n    return 0\n"
        "sys.exit(main(['status'], {'status': talk}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_a_closed_pipe_ends_any_command_quietly(caplog: pytest.LogCaptureFixture):
    """Also when one of several tasks of a command finds that nobody reads its output."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123 - a stream
        for error in (BrokenPipeError(), ExceptionGroup("tasks", [ExceptionGroup("more", [BrokenPipeError()])])):
            assert main(["poll"], {"poll": Recorder(error)}) == 1
    assert not caplog.records


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str, printed: Printed):
    """The completion script knows commands, options, and which of them name files."""
    assert main(["completion", shell]) == 0
    shown = printed.out()
    assert all(word in shown for word in ("paperboy", "outbox", "import", "papers"))
    assert {"bash": "_shtab_compgen_files", "zsh": "_files", "fish": "__fish_complete_path"}[shell] in shown
