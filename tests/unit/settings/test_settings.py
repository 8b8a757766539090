"""Settings: where they come from, and what happens to wrong ones."""

from __future__ import annotations

import tomllib
from datetime import time
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load_settings, token_problem
from bot.settings.model import allowed, places
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "made-up.token.of-a-bot"


def load(folder: Path, config: str | None = None, /, **environ: str) -> Settings:
    """Settings from a TOML text and variables without their prefix, in an empty folder."""
    path = folder / "given.toml" if config is not None else None
    if path is not None and config is not None:
        path.write_text(config, "utf-8")
    return load_settings(path, {f"PAPERBOY_{name}": value for name, value in environ.items()}, folder=folder)


def mistakes(folder: Path, config: str | None = None, /, **environ: str) -> list[str]:
    """The lines that these settings are refused with, the folder's name taken out."""
    with pytest.raises(SettingsError) as caught:
        load(folder, config, **environ)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return [line.replace(f"{folder}/", "") for line in caught.value.mistakes]


def test_defaults_are_those_that_others_rely_on(tmp_path: Path) -> None:
    """Without any setting the documented defaults hold."""
    settings = load(tmp_path)
    assert settings == Settings()
    assert settings.store.url == "tinydb://data/paperboy"
    assert (settings.digest.time, settings.digest.weekday, settings.digest.zone.key) == (time(9), "monday", "UTC")
    assert (settings.health.host, settings.health.port) == ("127.0.0.1", 8080)
    assert (settings.poll.interval, settings.delivery.lease) == (900.0, 60.0)
    assert (settings.discord.token, settings.log.format) == (None, "text")


def test_the_nearest_place_wins(tmp_path: Path) -> None:
    """The environment wins over `.env`, that over TOML, that over the default, each setting for itself."""
    (tmp_path / ".env").write_text("PAPERBOY_POLL__INTERVAL=20\nPAPERBOY_POLL__JITTER=0.2\nOTHER=1\n", "utf-8")
    toml = "[poll]\ninterval = 30\njitter = 0.3\n[log]\nformat = 'json'\n"
    settings = load(tmp_path, toml, POLL__INTERVAL="10")
    assert (settings.poll.interval, settings.poll.jitter) == (10.0, 0.2)
    assert (settings.log.format, settings.log.level) == ("json", "info")


def test_the_default_file_is_read_when_it_is_there(tmp_path: Path) -> None:
    """`config/paperboy.toml` needs no option."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "paperboy.toml").write_text("[poll]\ninterval = 7\n", "utf-8")
    assert load(tmp_path).poll.interval == 7


def test_the_process_environment_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a mapping the process's own variables are read, and names may be lower case."""
    monkeypatch.setenv("paperboy_poll__interval", "11")
    assert load_settings(folder=tmp_path).poll.interval == 11


def test_settings_alone_read_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Settings()` is the defaults whatever the environment holds."""
    monkeypatch.setenv("PAPERBOY_POLL__INTERVAL", "11")
    assert Settings().poll.interval == 900


def test_empty_variables_are_not_set(tmp_path: Path) -> None:
    """`NAME=`, as in a copied example file, leaves the default."""
    assert load(tmp_path, DISCORD__TOKEN="", HEALTH__HOST="") == Settings()
    assert load(tmp_path, "[discord]\ntoken = ''") == Settings()


def test_a_secret_file_gives_its_trimmed_content(tmp_path: Path) -> None:
    """`…_FILE` names a file, for tokens and for any other setting."""
    (tmp_path / "token").write_text(f"{TOKEN}\n", "utf-8")
    (tmp_path / "port").write_text("9000\n", "utf-8")
    settings = load(
        tmp_path, DISCORD__TOKEN_FILE=str(tmp_path / "token"), HEALTH__PORT_FILE=str(tmp_path / "port")
    )
    assert settings.discord.token is not None
    assert settings.discord.token.get_secret_value() == TOKEN
    assert settings.health.port == 9000
    assert settings.secrets() == (TOKEN,)


def test_bad_secret_files_are_named_with_what_is_wrong(tmp_path: Path) -> None:
    """A secret file that is absent, empty, a folder, not text or no path at all is one line each."""
    (tmp_path / "empty").write_text(" \n", "utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, said in {
        str(tmp_path / "absent"): "names a file that cannot be read (no such file or directory): absent",
        str(tmp_path / "empty"): "names a file that is empty: empty; put the value into it",
        str(tmp_path / "binary"): "names a file that is not UTF-8 text: binary",
        "a\0b": "names a file that cannot be read (no such path): a\0b",
    }.items():
        assert mistakes(tmp_path, POLL__INTERVAL_FILE=name) == [f"PAPERBOY_POLL__INTERVAL_FILE {said}"]
    assert "is a directory" in mistakes(tmp_path, POLL__INTERVAL_FILE=str(tmp_path))[0]


def test_a_setting_and_its_file_together_are_refused(tmp_path: Path) -> None:
    """Nobody has to guess which of two values holds."""
    name = "PAPERBOY_POLL__INTERVAL"
    said = f"{name} is given twice, directly and as {name}_FILE; allowed: one of them"
    assert mistakes(tmp_path, POLL__INTERVAL="5", POLL__INTERVAL_FILE="x") == [said]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("POLL__INTERVAL", "0.9", "is too small"),
        ("POLL__INTERVAL", "5m", "is not a number"),
        ("POLL__INTERVAL", "inf", "is not a finite number"),
        ("POLL__JITTER", "0.6", "is too large"),
        ("HEALTH__PORT", "65536", "is too large"),
        ("HEALTH__PORT", "80.5", "is not a whole number"),
        ("HEALTH__HOST", "a b", "is not accepted"),
        ("LOG__FORMAT", "xml", "is none of the choices"),
        ("DIGEST__TIME", "9", "is not a time of day"),
        ("DIGEST__TIME", "24:00", "is not a time of day"),
        ("DIGEST__ZONE", "Mars/Base", "is not a time zone that is known here"),
        ("DIGEST__ZONE", "../etc/passwd", "is not a time zone that is known here"),
        ("DIGEST__ZONE", "Europe", "is not a time zone that is known here"),
        ("STORE__URL", "data/paperboy", "names no store that there is"),
        ("STORE__URL", "mysql://x", "names no store that there is"),
        ("STORE__URL", "tinydb:///", "names no folder"),
        ("DISCORD__API_URL", "https://discord.com/api/v10", "must end before /api"),
        ("DISCORD__GATEWAY_URL", "https://discord.gg", "is not an address of the right kind"),
        ("HUGGINGFACE__URL", "https://", "is not an address of the right kind"),
        ("HUGGINGFACE__URL", "http://host:99999", "is not an address"),
        ("HUGGINGFACE__URL", "https://host/?a=b", "has more than host, port and path"),
        ("HUGGINGFACE__URL", "https://me:pass@host", "has more than host, port and path"),
        ("DISCORD__TOKEN", "two words", "holds white space or control characters"),
        ("DELIVERY__TIMEOUT", "60", "is not below PAPERBOY_DELIVERY__LEASE, which is 60"),
        ("LIMITS__SUBSCRIPTIONS_PER_GUILD", "0", "is too small"),
        ("LIMITS__SUBSCRIPTIONS_PER_CHANNEL", "10001", "is too large"),
    ],
)
def test_a_wrong_value_is_one_line(tmp_path: Path, name: str, value: str, problem: str) -> None:
    """The line names the variable, the problem and what is allowed, and never repeats the value."""
    words = allowed(*places()[f"PAPERBOY_{name}"])
    assert mistakes(tmp_path, **{name: value}) == [f"PAPERBOY_{name} {problem}; allowed: {words}"]


def test_what_people_write_is_understood(tmp_path: Path) -> None:
    """Trailing slashes, capitals and TOML's own times are no mistakes."""
    settings = load(
        tmp_path, "[digest]\ntime = 07:30:00\n", HUGGINGFACE__URL="http://127.0.0.1:8000/hf/", LOG__LEVEL="DEBUG"
    )
    assert settings.huggingface.url == "http://127.0.0.1:8000/hf"
    assert (settings.digest.time, settings.log.level) == (time(7, 30), "debug")
    assert load(tmp_path, DISCORD__GATEWAY_URL="ws://127.0.0.1:1/").discord.gateway_url == "ws://127.0.0.1:1"
    assert load(tmp_path, POLL__INTERVAL="1").poll.interval == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\n\nPAPERBOY_LOG__LEVEL="debug\n', 'line 3 opens a quotation mark (") that is never closed'),
        ("PAPERBOY_LOG__LEVEL='debug\nA=1\n", "line 1 opens a quotation mark (') that is never closed"),
        ('A=1\nPAPERBOY_LOG__LEVEL="debug" x\n', 'line 2 goes on after its closing quotation mark (")'),
        ("A=1\n\nnonsense\n=x\n", "line 4 is not NAME=value"),
    ],
)
def test_a_broken_line_of_dotenv_is_named_with_its_number(tmp_path: Path, text: str, said: str) -> None:
    """An open quotation mark is told from other mistakes; the value is not shown."""
    (tmp_path / ".env").write_text(text, "utf-8")
    (line,) = mistakes(tmp_path)
    assert line.startswith(f".env: {said}")
    assert "debug" not in line


@pytest.mark.parametrize("token", ["0123456789abcdef", "a.b", "a.b.c.d", "a.b.c!", "..", "ä.b.c"])
def test_what_cannot_be_a_token_is_told_without_showing_it(token: str) -> None:
    """An application's id, a client secret or half a token are recognised by their shape."""
    problem = token_problem(token)
    assert problem is not None
    assert token not in problem
    assert "Reset Token" in problem
    assert token_problem(TOKEN) is None


def test_all_mistakes_come_at_once_and_say_where(tmp_path: Path) -> None:
    """A mistake is named as it is written in the place that it comes from."""
    (tmp_path / ".env").write_text("PAPERBOY_HEALTH__PORT=x\nPAPERBOY_HEALTH__PROT=1\nnot a line\n", "utf-8")
    assert mistakes(tmp_path, "[poll]\ninterval = true\n[log]\nlevell = 1\n[storr]\n", DIGEST__TIME="noon") == [
        ".env: line 3 is not NAME=value",
        ".env: PAPERBOY_HEALTH__PROT is not a setting; did you mean PAPERBOY_HEALTH__PORT?",
        "given.toml: poll.interval is not a number; allowed: a number of seconds, at least 1",
        'PAPERBOY_DIGEST__TIME is not a time of day; allowed: a time of day like "09:00"',
        ".env: PAPERBOY_HEALTH__PORT is not a whole number; allowed: a whole number from 1 to 65535, or 0 for off",
        "given.toml: log.levell is not a setting; did you mean log.level?",
        "given.toml: storr is not a setting; did you mean store?",
    ]


def test_a_value_where_a_table_belongs(tmp_path: Path) -> None:
    """`poll = 5` is told what [poll] holds, also when a variable sets something in it."""
    said = "given.toml: poll is not a table; allowed: [poll] with interval, jitter"
    assert mistakes(tmp_path, "poll = 5\n") == [said]
    assert mistakes(tmp_path, "[poll]\ninterval = [1]\n")[0].startswith(
        "given.toml: poll.interval is not a number"
    )
    assert load(tmp_path, POLL__INTERVAL="5").poll.interval == 5


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("POLL__INTERVALL", "; did you mean PAPERBOY_POLL__INTERVAL?"),
        ("DISCORD_TOKEN", "; did you mean PAPERBOY_DISCORD__TOKEN?"),
        ("TOKEN", "; did you mean PAPERBOY_DISCORD__TOKEN?"),
        ("POLL", "; did you mean PAPERBOY_POLL__INTERVAL?"),
        ("XYZ", ""),
        ("", ""),
    ],
)
def test_unknown_variables_stop_the_start(tmp_path: Path, name: str, hint: str) -> None:
    """A variable with our prefix that does not exist is a mistake, with the likely one named."""
    assert mistakes(tmp_path, **{name: "1"}) == [f"PAPERBOY_{name} is not a setting{hint}"]


def test_what_platforms_put_into_the_environment_is_left_alone(tmp_path: Path) -> None:
    """Service links of Kubernetes and Docker, and the tests' own variables, are not ours."""
    links = {"SERVICE_HOST": "10.0.0.1", "PORT": "tcp://10.0.0.1:80", "PORT_80_TCP_ADDR": "10.0.0.1"}
    assert load(tmp_path, **links, SERVICE_PORT_HTTP="80", TEST_POSTGRES_URL="x") == Settings()


def test_files_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    """Broken TOML, an absent --config file and a binary .env each end in a sentence."""
    assert mistakes(tmp_path, f'[discord]\ntoken = "{TOKEN}\n')[0].startswith("given.toml is not TOML: ")
    with pytest.raises(SettingsError, match=r"absent\.toml cannot be read"):
        load_settings(tmp_path / "absent.toml", {}, folder=tmp_path)
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    assert mistakes(tmp_path) == [".env is not UTF-8 text"]


@pytest.mark.parametrize(
    "config",
    [
        f"[discord]\ntoken = {TOKEN}\n",
        f"[discord]\ntoken = '{TOKEN}' x\n",
        f"[discord]\ntoken = '{TOKEN} {TOKEN}'\n",
        f"[discord]\ntoken = ['{TOKEN}']\n",
        f"[log]\nformat = '{TOKEN}'\n",
        f"[digest]\nzone = '{TOKEN}'\n",
        f"discord = '{TOKEN}'\n",
    ],
)
def test_a_token_in_the_wrong_place_is_not_repeated(tmp_path: Path, config: str) -> None:
    """No mistake line, and nothing that the error carries, shows a value."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, config)
    assert TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_settings_never_show_their_secrets(tmp_path: Path) -> None:
    """The repr and JSON of settings hide tokens."""
    settings = load(tmp_path, DISCORD__TOKEN=TOKEN, HUGGINGFACE__TOKEN="hf_secret")
    shown = repr(settings) + str(settings) + settings.model_dump_json()
    assert TOKEN not in shown
    assert "hf_secret" not in shown


def test_settings_are_frozen() -> None:
    """Nothing can change a setting after the start."""
    with pytest.raises(ValidationError):
        Settings().poll.interval = 5.0  # pyright: ignore[reportAttributeAccessIssue] - that is the point


def switched_on(text: str) -> str:
    """The example file with its settings in force: comment lines that assign something."""
    return "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())


def test_the_example_file_says_what_the_model_says(tmp_path: Path) -> None:
    """`config/paperboy.toml` has every setting with its default under a comment, and changes nothing itself."""
    text = (ROOT / "config" / "paperboy.toml").read_text("utf-8")
    assert not any(tomllib.loads(text).values())
    tables: dict[str, dict[str, object]] = tomllib.loads(switched_on(text))
    assert {(section, key) for section, table in tables.items() for key in table} == set(places().values())
    assert load(tmp_path, switched_on(text)) == Settings()
    lines = text.splitlines()
    assert all(lines[i - 1].startswith("# ") for i, line in enumerate(lines) if " = " in line)


def test_the_example_environment_is_valid(tmp_path: Path) -> None:
    """`config/example.env` names only settings that exist, also in its comments."""
    text = (ROOT / "config" / "example.env").read_text("utf-8")
    lines = [
        line.removeprefix("# ") for line in text.splitlines() if line.removeprefix("# ").startswith("PAPERBOY_")
    ]
    (tmp_path / ".env").write_text("\n".join(line for line in lines if "_FILE=" not in line), "utf-8")
    assert load(tmp_path).discord.token is None
    assert any(line.startswith("PAPERBOY_DISCORD__TOKEN_FILE=") for line in lines)


def test_every_setting_says_what_it_takes() -> None:
    """No setting can be refused without saying what is allowed."""
    assert [name for name, place in places().items() if not allowed(*place)] == []
    assert allowed("poll", "nothing") is None
    assert allowed("nothing", "nothing") is None
