"""The messages for wrong settings."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, token_problem
from bot.settings.model import allowed_values, setting_paths
from tests.unit.settings.given import TOKEN, load, mistakes

APART = "one that differs from other sources' in letters or digits"
_MANY = ",".join(f"{a}{b}" for a in "abcdefghijk" for b in "abcdefghijk")


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
        ("LIKES__LIKE", "1", "is no emoji"),
        ("LIKES__LIKE", ":heart:", "is no emoji"),
        ("LIKES__LIKE", "<:heart:1234567890>", "is no emoji"),
        ("LOG__FORMAT", "xml", "is not one of the choices"),
        ("DIGEST__TIME", "9", "is not a time of day"),
        ("DIGEST__TIME", "24:00", "is not a time of day"),
        ("DIGEST__ZONE", "Mars/Base", "is not a known time zone"),
        ("DIGEST__ZONE", "../etc/passwd", "is not a known time zone"),
        ("STORE__URL", "data/paperboy", "names an unknown kind of store"),
        ("STORE__URL", "tinydb:///", "names no folder"),
        ("DISCORD__API_URL", "https://discord.com/api/v10", "must end before /api"),
        ("DISCORD__GATEWAY_URL", "https://discord.gg", "is not an address of the right kind"),
        ("HUGGINGFACE__URL", "https://", "is not an address of the right kind"),
        ("HUGGINGFACE__URL", "http://host:99999", "is not an address"),
        ("HUGGINGFACE__URL", "https://host/?a=b", "has more than host, port and path"),
        ("ARXIV__CATEGORIES", "cs.LG,Computer Science", "names something that is not an arXiv category"),
        ("BIORXIV__SUBJECTS", "neuroscience,<b>", "names something that is not a subject"),
        ("MEDRXIV__SUBJECTS", _MANY, "has too many parts"),
        ("DISCORD__TOKEN", "two words", "holds white space or control characters"),
        ("DELIVERY__TIMEOUT", "60", "is not below PAPERBOY_DELIVERY__LEASE, which is 60"),
        ("LIMITS__SUBSCRIPTIONS_PER_CHANNEL", "10001", "is too large"),
    ],
)
def test_a_wrong_value_is_one_line(tmp_path: Path, name: str, value: str, problem: str):
    """The line names the variable, the problem and what is allowed, and never repeats the value."""
    words = allowed_values(*setting_paths()[f"PAPERBOY_{name}"])
    assert mistakes(tmp_path, **{name: value}) == [f"PAPERBOY_{name} {problem}; allowed: {words}"]


NAME = "a short name of its own, of small letters, digits and hyphens, that never changes"
ADDRESS = "an address like https://host/feed.xml"


@pytest.mark.parametrize(
    ("config", "lines"),
    [
        (
            "[[feeds]]\n",
            [f"feeds 1.name is missing; allowed: {NAME}", f"feeds 1.url is missing; allowed: {ADDRESS}"],
        ),
        (
            '[[feeds]]\nname = "a b"\nurl = "https://a.example/x y"\n',
            [
                f"feeds 1.name is not accepted; allowed: {NAME}",
                f"feeds 1.url is not an address of the right kind; allowed: {ADDRESS}",
            ],
        ),
        (
            '[[feeds]]\nname = "the-lists"\nurl = "https://a.example/"\n',
            [f"feeds 1.name stands for a group of sources; allowed: {NAME}"],
        ),
        (
            '[[feeds]]\nname = "arxiv"\nurl = "https://host:99999/"\ntitle = 5\nextra = 1\n',
            [
                f"feeds 1.url is not an address; allowed: {ADDRESS}",
                "feeds 1.title is not text; allowed: a text of at most 60 characters",
                "feeds 1.extra is not a setting; allowed: [[feeds]] with name, url, title",
            ],
        ),
        ("feeds = [5]\n", ["feeds 1 is not a table; allowed: [[feeds]] with name, url, title"]),
        (
            "[feeds]\nx = 1\n",
            ["feeds is not a list of tables; allowed: [[feeds]] with name, url, title, at most 100 times"],
        ),
        (
            '[[preprints]]\nserver = "chemrxiv"\n' * 21,
            [
                (
                    "preprints is not a list of tables; "
                    "allowed: [[preprints]] with server, url, timeout, at most 20 times"
                )
            ],
        ),
        (
            '[[preprints]]\nserver = "ssrn"\n[[preprints]]\nserver = "SSRN"\n',
            [
                f"preprints has the name {name}, which is too similar to {name}; allowed: {APART}"
                for name in ("preprints-ssrn", "SSRN")
            ],
        ),
        (
            '[[preprints]]\nserver = "ssrn"\n[[feeds]]\nname = "preprints-ssrn"\nurl = "https://a.example/"\n',
            [f"feeds has the name preprints-ssrn, which is too similar to preprints-ssrn; allowed: {APART}"],
        ),
        (
            '[[feeds]]\nname = "lab-a"\nurl = "https://a/"\n[[feeds]]\nname = "b"\ntitle = "Lab A!"\nurl = "http://b/"\n',
            [f"feeds has the name Lab A!, which is too similar to lab-a; allowed: {APART}"],
        ),
        (
            '[[feeds]]\nname = "h-f"\ntitle = "H. F."\nurl = "https://a.example/"\n',
            [
                f"feeds has the name h-f, which is too similar to hf; allowed: {APART}",
                f"feeds has the name H. F., which is too similar to hf; allowed: {APART}",
            ],
        ),
    ],
)
def test_what_is_wrong_in_a_list_of_tables(tmp_path: Path, config: str, lines: list[str]):
    """The line says what is wrong, and in which table. Sources with one name would share a cursor."""
    assert [line.removeprefix("given.toml: ") for line in mistakes(tmp_path, config)] == lines


def test_a_title_may_read_like_the_name(tmp_path: Path):
    """Both are the same feed's."""
    assert load(tmp_path, '[[feeds]]\nname = "lab-a"\ntitle = "Lab A"\nurl = "https://a.example/feed"\n').feeds


@pytest.mark.parametrize("token", ["0123456789abcdef", "a.b", "a.b.c.d", "a.b.c!", "..", "ä.b.c"])
def test_what_cannot_be_a_token_is_told_without_showing_it(token: str):
    """An application's id, a client secret or half a token are recognised by their shape."""
    problem = token_problem(token)
    assert problem is not None
    assert token not in problem
    assert "Reset Token" in problem
    assert token_problem(TOKEN) is None


def test_all_mistakes_come_at_once_and_say_where(tmp_path: Path):
    """A mistake is named as it is written in the place that it comes from."""
    (tmp_path / ".env").write_text("PAPERBOY_HEALTH__PORT=x\nPAPERBOY_HEALTH__PROT=1\nnot a line\n", "utf-8")
    assert mistakes(tmp_path, "[poll]\ninterval = true\n[log]\nlevell = 1\n[storr]\n", DIGEST__TIME="noon") == [
        ".env: line 3 is not NAME=value; a value that starts with a quotation mark must end with one",
        ".env: PAPERBOY_HEALTH__PROT is not a setting; did you mean PAPERBOY_HEALTH__PORT?",
        "given.toml: poll.interval is not a number; allowed: a number of seconds, at least 1",
        'PAPERBOY_DIGEST__TIME is not a time of day; allowed: a time of day like "09:00"',
        ".env: PAPERBOY_HEALTH__PORT is not a whole number; allowed: a whole number from 1 to 65535, or 0 for off",
        "given.toml: log.levell is not a setting; did you mean log.level?",
        "given.toml: storr is not a setting; did you mean store?",
    ]


def test_a_name_that_is_like_no_other_is_told_what_there_is(tmp_path: Path):
    """An unknown key gets the table's keys instead of a bad suggestion."""
    known = "[summaries] with url, model, key_file, languages, per_day, timeout, translate_only, extra"
    assert mistakes(tmp_path, '[summaries]\napi_key = "x"\nkey = "x"\n') == [
        f"given.toml: summaries.api_key is not a setting; allowed: {known}",
        "given.toml: summaries.key is not a setting; did you mean summaries.key_file?",
    ]
    assert mistakes(tmp_path, SUMMARIES__API_KEY="x") == ["PAPERBOY_SUMMARIES__API_KEY is not a setting"]


def test_a_value_where_a_table_belongs(tmp_path: Path):
    """`poll = 5` is told what [poll] holds, also when a variable sets something in it."""
    said = "given.toml: poll is not a table; allowed: [poll] with interval, jitter"
    assert mistakes(tmp_path, "poll = 5\n") == [said]
    assert mistakes(tmp_path, "[poll]\ninterval = [1]\n")[0].startswith(
        "given.toml: poll.interval is not a number"
    )
    assert load(tmp_path, POLL__INTERVAL="5").poll.interval == 5


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
def test_a_token_in_the_wrong_place_is_not_repeated(tmp_path: Path, config: str):
    """No mistake line, and nothing that the error carries, shows a value."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, config)
    assert TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_every_setting_says_what_it_takes():
    """No setting can be refused without saying what is allowed."""
    assert [name for name, path in setting_paths().items() if not allowed_values(*path)] == []
