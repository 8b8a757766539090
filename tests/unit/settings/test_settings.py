"""The settings themselves: defaults, secrets, the example files."""

import tomllib
from datetime import time
from pathlib import Path

from bot.settings import Settings
from bot.settings.model import setting_paths
from tests.support.paths import ROOT
from tests.unit.settings.given import TOKEN, load


def test_defaults_are_those_that_others_rely_on(tmp_path: Path):
    """Without any setting the documented defaults hold."""
    settings = load(tmp_path)
    assert settings == Settings()
    assert settings.store.url == "tinydb://data/paperboy"
    assert (settings.digest.time, settings.digest.weekday, settings.digest.zone.key) == (time(9), "monday", "UTC")
    assert (settings.health.host, settings.health.port) == ("127.0.0.1", 8080)
    assert (settings.poll.interval, settings.delivery.lease) == (900.0, 60.0)
    assert (settings.discord.token, settings.log.format) == (None, "text")


def test_what_people_write_is_understood(tmp_path: Path):
    """Trailing slashes, capitals and TOML's own times are accepted."""
    settings = load(
        tmp_path, "[digest]\ntime = 07:30:00\n", HUGGINGFACE__URL="http://127.0.0.1:8000/hf/", LOG__LEVEL="DEBUG"
    )
    assert settings.huggingface.url == "http://127.0.0.1:8000/hf"
    assert (settings.digest.time, settings.log.level) == (time(7, 30), "debug")
    assert load(tmp_path, DISCORD__GATEWAY_URL="ws://127.0.0.1:1/").discord.gateway_url == "ws://127.0.0.1:1"
    assert load(tmp_path, POLL__INTERVAL="1").poll.interval == 1
    for emoji in ("❤️", "1️⃣", "ℹ️", "🇩🇪", "heart:1234567890"):
        assert load(tmp_path, LIKES__LIKE=emoji).likes.like == emoji
    mail = load(tmp_path, MAIL__SENDER="Paperboy <papers@Bücher.Example>").mail
    assert mail.sender == "Paperboy <papers@xn--bcher-kva.example>"


def test_sources_are_off_until_something_is_chosen(tmp_path: Path):
    """Categories and subjects come as arrays, or in variables between commas or blanks; feeds as tables."""
    none = load(tmp_path)
    assert (none.arxiv.categories, none.biorxiv.subjects, none.medrxiv.subjects, none.feeds) == ((), (), (), ())
    config = (
        '[arxiv]\ncategories = ["cs.LG", "hep-ex", "cs.LG"]\n[biorxiv]\nsubjects = ["cell  biology"]\n'
        '[[feeds]]\nname = "lab"\nurl = "https://lab.example/feed?type=rss"\ntitle = "The lab"\n'
    )
    settings = load(tmp_path, config, MEDRXIV__SUBJECTS="all", MEDRXIV__URL="http://127.0.0.1:8000/")
    assert settings.arxiv.categories == ("cs.LG", "hep-ex")
    assert (settings.biorxiv.subjects, settings.medrxiv.subjects) == (("cell biology",), ("all",))
    assert settings.medrxiv.url == "http://127.0.0.1:8000"
    (feed,) = settings.feeds
    assert (feed.name, feed.url, feed.title) == ("lab", "https://lab.example/feed?type=rss", "The lab")
    for written in ("cs.LG,stat.ML", "cs.LG; stat.ML", "cs.LG stat.ML"):
        assert load(tmp_path, ARXIV__CATEGORIES=written).arxiv.categories == ("cs.LG", "stat.ML")
    assert load(tmp_path, BIORXIV__SUBJECTS="neuroscience, cell biology").biorxiv.subjects == (
        "neuroscience",
        "cell biology",
    )


def test_settings_never_show_their_secrets(tmp_path: Path):
    """The repr and JSON of settings hide tokens."""
    settings = load(tmp_path, DISCORD__TOKEN=TOKEN, HUGGINGFACE__TOKEN="hf_secret")
    shown = repr(settings) + str(settings) + settings.model_dump_json()
    assert TOKEN not in shown
    assert "hf_secret" not in shown


def switched_on(text: str) -> str:
    """The example file with its settings in force: comment lines that assign something."""
    return "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())


def test_the_example_file_says_what_the_model_says(tmp_path: Path):
    """`config/paperboy.toml` has every setting with its default under a comment, and changes nothing itself."""
    text = (ROOT / "config" / "paperboy.toml").read_text("utf-8")
    assert not any(tomllib.loads(text).values())
    tables: dict[str, dict[str, object]] = tomllib.loads(switched_on(text))
    assert {(section, key) for section, table in tables.items() for key in table} == set(setting_paths().values())
    assert load(tmp_path, switched_on(text)) == Settings()
    lines = text.splitlines()
    assert all(lines[i - 1].startswith("# ") for i, line in enumerate(lines) if " = " in line)


def test_the_example_environment_is_valid(tmp_path: Path):
    """`config/example.env` names only settings that exist, also in its comments."""
    text = (ROOT / "config" / "example.env").read_text("utf-8")
    lines = [
        line.removeprefix("# ") for line in text.splitlines() if line.removeprefix("# ").startswith("PAPERBOY_")
    ]
    (tmp_path / ".env").write_text("\n".join(line for line in lines if "_FILE=" not in line), "utf-8")
    assert load(tmp_path).discord.token is None
    assert any(line.startswith("PAPERBOY_DISCORD__TOKEN_FILE=") for line in lines)
