"""The shipped image leaves every setting to its host, and the packages hold what the documents say."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import discord
import pytest

from bot.settings import load_settings
from tests.house.files import text
from tests.support.paths import ROOT

URL = "postgresql://me:secret@db.example/papers"


def image() -> tuple[dict[str, str], Path, dict[str, str]]:
    """The variables that the image sets, where it starts, and its symbolic links."""
    last = text("Dockerfile").rpartition("\nFROM ")[2].replace("\\\n", " ")
    variables = dict(re.findall(r"(\w+)=(\S+)", re.findall(r"^ENV (.*)$", last, re.MULTILINE)[0]))
    links = {link: target for target, link in re.findall(r"ln --symbolic (\S+) (\S+)", last)}
    return variables, Path(re.findall(r"^WORKDIR (\S+)$", last, re.MULTILINE)[0]), links


def test_the_image_makes_no_setting(tmp_path: Path):
    """A store that a secret file or a TOML file names is used: a variable of the image would stand in its way."""
    variables, _, _ = image()
    (tmp_path / "url").write_text(URL)
    given = variables | {"PAPERBOY_STORE__URL_FILE": str(tmp_path / "url")}
    assert load_settings(environ=given, folder=tmp_path).store.url == URL
    (tmp_path / "my.toml").write_text(f'[store]\nurl = "{URL}"\n')
    assert load_settings(tmp_path / "my.toml", variables, folder=tmp_path).store.url == URL


def test_the_default_store_is_in_the_volume():
    """In the place where version 0.1 had it: an existing volume goes on."""
    variables, work, links = image()
    (first, *rest) = (
        load_settings(environ=variables, folder=Path("/nowhere")).store.url.removeprefix("tinydb://").split("/")
    )
    assert Path(links[str(work / first)], *rest) == Path("/data/paperboy")


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_packages_hold_the_samples_and_no_pictures(tmp_path: Path, kind: str):
    """Samples, word tables and the commit are in both, pictures in neither; the wheel has catalogues compiled."""
    build = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, env=os.environ | {"SOURCE_COMMIT": "0" * 40})
    (made,) = tmp_path.iterdir()
    if kind == "wheel":
        names, below = zipfile.ZipFile(made).namelist(), ".data/data/share/paperboy/"
    else:
        with tarfile.open(made) as archive:
            names, below = archive.getnames(), "/config/"
    for sample in ("paperboy.toml", "example.env", "alert-rules.yaml", "grafana-dashboard.json"):
        assert [name for name in names if name.endswith(below + sample)], sample
    assert [name for name in names if "docs/img" in name] == []
    assert [name for name in names if name.endswith("docs/operating.md")] != [] or kind == "wheel"
    assert [name for name in names if name.endswith("bot/commit.txt")] != []
    assert [name for name in names if name.endswith(".po")] == [] or kind == "sdist"
    tables = {str(path.relative_to(ROOT)) for path in (ROOT / "bot").rglob("tables/*.t*")}
    assert {table for table in tables if not any(name.endswith(table) for name in names)} == set()
    assert len(tables) > 5
    assert not (ROOT / "bot" / "commit.txt").exists()
    if kind == "wheel":
        said = demo_of(made, tmp_path / "installed")
        assert said.startswith(str(tmp_path))
        assert "The page: http://127.0.0.1:" in said


def demo_of(wheel: Path, folder: Path) -> str:
    """Start the demo of a wheel, far from the checkout, and return what it says until its page is there."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)  # noqa: S202 - a wheel of our own
    command = [
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import bot.__main__ as m; print(m.__file__); m.entry()",
    ]
    command += [str(folder), "demo", "--sample", "--no-browser"]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PAPERBOY_")}
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = ""
        for line in process.stdout or ():
            said += line
            if line.startswith("The page"):
                break
        process.kill()
    return said


def test_the_invite_asks_for_all_that_is_used():
    """The address in the README has the permissions that posts, threads and the search for a lost answer need."""
    (number,) = re.findall(r"permissions=(\d+)", text("README.md"))
    asked = {name for name, granted in discord.Permissions(int(number)) if granted}
    assert asked == {
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "embed_links",
        "read_message_history",
    }
