"""The origins of settings: environment, `.env`, secret files, TOML."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from bot.settings.loading import DEFAULT_CONFIG
from tests.support.users import acting_as
from tests.unit.settings.given import TOKEN, load, mistakes


def test_the_nearest_place_wins(tmp_path: Path):
    """The environment wins over `.env`, that over TOML, that over the default, each setting for itself."""
    (tmp_path / ".env").write_text("PAPERBOY_POLL__INTERVAL=20\nPAPERBOY_POLL__JITTER=0.2\nOTHER=1\n", "utf-8")
    toml = "[poll]\ninterval = 30\njitter = 0.3\n[log]\nformat = 'json'\n"
    settings = load(tmp_path, toml, POLL__INTERVAL="10")
    assert (settings.poll.interval, settings.poll.jitter) == (10.0, 0.2)
    assert (settings.log.format, settings.log.level) == ("json", "info")


def test_the_default_file_is_read_when_it_is_there(tmp_path: Path):
    """`config/paperboy.toml` needs no option."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "paperboy.toml").write_text("[poll]\ninterval = 7\n", "utf-8")
    assert load(tmp_path).poll.interval == 7


def test_the_process_environment_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Without a mapping the process's own variables are read, and names may be lower case."""
    monkeypatch.setenv("paperboy_poll__interval", "11")
    assert load_settings(folder=tmp_path).poll.interval == 11


def test_settings_alone_read_nothing(monkeypatch: pytest.MonkeyPatch):
    """`Settings()` is the defaults whatever the environment holds."""
    monkeypatch.setenv("PAPERBOY_POLL__INTERVAL", "11")
    assert Settings().poll.interval == 900


def test_empty_variables_are_not_set(tmp_path: Path):
    """`NAME=`, as in a copied example file, leaves the default."""
    assert load(tmp_path, DISCORD__TOKEN="", HEALTH__HOST="") == Settings()
    assert load(tmp_path, "[discord]\ntoken = ''") == Settings()


def test_a_secret_file_gives_its_trimmed_content(tmp_path: Path):
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


def test_bad_secret_files_are_named_with_what_is_wrong(tmp_path: Path):
    """A secret file that is absent, empty, a folder, not text or no path at all is one line each."""
    (tmp_path / "empty").write_text(" \n", "utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name, said in {
        str(tmp_path / "absent"): "names a file that cannot be read (no such file or directory): absent",
        str(tmp_path / "empty"): "names a file that is empty: empty",
        str(tmp_path / "binary"): "names a file that is not UTF-8 text: binary",
        "a\0b": "names a file that cannot be read (no such path): a\0b",
    }.items():
        assert mistakes(tmp_path, POLL__INTERVAL_FILE=name) == [f"PAPERBOY_POLL__INTERVAL_FILE {said}"]
    assert "is a directory" in mistakes(tmp_path, POLL__INTERVAL_FILE=str(tmp_path))[0]


def test_a_setting_and_its_file_together_are_refused(tmp_path: Path):
    """A setting given both directly and as a file is a mistake."""
    name = "PAPERBOY_POLL__INTERVAL"
    said = f"{name} is given twice, directly and as {name}_FILE; allowed: one of them"
    assert mistakes(tmp_path, POLL__INTERVAL="5", POLL__INTERVAL_FILE="x") == [said]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('\n\nPAPERBOY_LOG__LEVEL="debug\n', 3),
        ("PAPERBOY_LOG__LEVEL='debug\nA=1\n", 1),
        ('A=1\nPAPERBOY_LOG__LEVEL="debug" x\n', 2),
        ("A=1\n\nnonsense\n=x\n", 4),
    ],
)
def test_a_broken_line_of_dotenv_is_named_with_its_number(tmp_path: Path, text: str, number: int):
    """An open quotation mark is one; the value is not shown."""
    (tmp_path / ".env").write_text(text, "utf-8")
    (line,) = mistakes(tmp_path)
    assert line.startswith(f".env: line {number} is not NAME=value")
    assert "debug" not in line


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
def test_unknown_variables_stop_the_start(tmp_path: Path, name: str, hint: str):
    """A variable with our prefix that does not exist is a mistake, with the likely one named."""
    assert mistakes(tmp_path, **{name: "1"}) == [f"PAPERBOY_{name} is not a setting{hint}"]


def test_what_platforms_put_into_the_environment_is_left_alone(tmp_path: Path):
    """Service links of Kubernetes and Docker, and the tests' own variables, are not ours."""
    links = {"SERVICE_HOST": "10.0.0.1", "PORT": "tcp://10.0.0.1:80", "PORT_80_TCP_ADDR": "10.0.0.1"}
    assert load(tmp_path, **links, SERVICE_PORT_HTTP="80", TEST_POSTGRES_URL="x") == Settings()


def test_files_that_cannot_be_read_are_one_line(tmp_path: Path):
    """Broken TOML, an absent --config file and a binary .env each end in a sentence."""
    assert mistakes(tmp_path, f'[discord]\ntoken = "{TOKEN}\n')[0].startswith("given.toml is not TOML: ")
    with pytest.raises(SettingsError, match=r"absent\.toml cannot be read"):
        load_settings(tmp_path / "absent.toml", {}, folder=tmp_path)
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    assert mistakes(tmp_path) == [".env is not UTF-8 text"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")
def test_a_file_that_may_not_be_read_is_named():
    """Be it the file that is closed to this user, or its folder, in which nobody can tell whether there is one."""
    place = Path(tempfile.mkdtemp(prefix="paperboy-layers-"))
    config = place / DEFAULT_CONFIG
    config.parent.mkdir()
    config.write_text("")
    try:
        advice = rf"toml cannot be read by user 10001: run chmod 644 {config}, or chown 10001 {config}"
        for mode, words in ((0o755, advice), (0o700, r"toml cannot be read \(permission denied\)")):
            place.chmod(mode)
            config.chmod(0o600)
            with acting_as(10001), pytest.raises(SettingsError, match=words):
                load_settings(None, {}, folder=place)
    finally:
        shutil.rmtree(place)
