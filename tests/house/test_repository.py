"""Truths about the house: what people who clone, build, read or ship it rely on."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from bot.cli.commands import COMMANDS
from tests.house.files import own_files, text
from tests.support.paths import ROOT

LOCKS = ("image", "demo", "dev", "docs", "build")
ONLY_DEMO = {"simcord", "linkify-it-py", "markdown-it-py"}  # the image does without


def pins(name: str) -> dict[str, str]:
    """Package → version in a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text(f"requirements/{name}.txt"), re.MULTILINE))


def test_locks_hold_hashes_and_agree():
    """Every locked package has hashes, and no two locks name different versions."""
    for name in LOCKS:
        entries = re.split(r"^(?=[a-z0-9])", text(f"requirements/{name}.txt"), flags=re.MULTILINE)
        assert all("--hash=sha256:" in entry for entry in entries if entry.strip()), name
        assert pins(name).items() <= pins("dev").items(), name


def test_locks_hold_what_the_project_asks_for():
    """Nobody adds a dependency without locking it."""
    project = tomllib.loads(text("pyproject.toml"))
    asked = {
        "image": [
            *project["project"]["dependencies"],
            *project["project"]["optional-dependencies"]["postgres"],
        ],
        "demo": project["project"]["dependencies"],
        "build": [*project["dependency-groups"]["build"], *project["build-system"]["requires"]],
        "docs": project["dependency-groups"]["docs"],
        "dev": [item for group in ("test", "lint", "docs") for item in project["dependency-groups"][group]],
    }
    for name, requirements in asked.items():
        wanted = {re.split(r"[\[<>=,~! ]", item)[0].lower().replace(".", "-") for item in requirements}
        assert wanted - (ONLY_DEMO if name == "image" else set()) <= set(pins(name)), name
    assert ONLY_DEMO.isdisjoint(pins("image"))


def test_no_file_names_a_package_index():
    """No file of the project names the host of a package index."""
    hosts = (
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "--index" + "-url",
        "--find" + "-links",
        "registry.np" + "mjs",
    )
    for path in own_files(".py", ".txt", ".toml", ".md", ".yml", ".yaml", ".sh", ""):
        content = path.read_text("utf-8", errors="replace")
        assert [host for host in hosts if host in content] == [], path


def test_the_image_runs_without_privileges():
    """Neither stage leaves root in charge; compose takes away what is left."""
    last = text("Dockerfile").rpartition("\nFROM ")[2]
    for line in ("USER 10001:10001", "VOLUME /data", "STOPSIGNAL SIGTERM", "HEALTHCHECK"):
        assert f"\n{line}" in last
    compose = text("compose.yaml")
    for line in ("read_only: true", "no-new-privileges:true", "- ALL", "env_file: .env"):
        assert line in compose
    service = yaml.safe_load(compose)["services"]["paperboy"]
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert service["image"].endswith(f":{version}")
    careful = yaml.safe_load(text("config/compose.secret.yaml"))
    (secret,) = careful["services"]["paperboy"]["secrets"]
    assert careful["services"]["paperboy"]["environment"] == {
        "PAPERBOY_DISCORD__TOKEN_FILE": f"/run/secrets/{secret}"
    }
    assert careful["secrets"][secret]["file"].startswith("./secrets/")
    assert {"/secrets/", ".env"} <= set(text(".gitignore").splitlines())
    assert text(".dockerignore").splitlines()[1] == "*"


def test_the_service_runs_without_privileges(tmp_path: Path):
    """The unit of systemd has the token by a credential, as much room as the container, and is one to systemd."""
    unit = text("config/paperboy.service")
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in unit
    assert "\nEnvironment=PAPERBOY_DISCORD__TOKEN_FILE=%d/discord_token\n" in unit
    service = yaml.safe_load(text("compose.yaml"))["services"]["paperboy"]
    assert f"\nMemoryMax={service['mem_limit'].upper()}\n" in unit
    assert f"\nTimeoutStopSec={service['stop_grace_period'].rstrip('s')}\n" in unit
    assert f"\nTasksMax={service['pids_limit']}\n" in unit
    if analyze := shutil.which("systemd-analyze"):
        copy = tmp_path / "paperboy.service"
        copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit), "utf-8")
        done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", [".ci/run", "tools/bootstrap.sh", "tools/build_image.sh", "tools/check_image.sh"])
def test_scripts_can_be_run(path: str):
    """They are executable, and their shell can read them."""
    assert os.access(ROOT / path, os.X_OK)
    shell = text(path).partition("\n")[0].removeprefix("#!")
    subprocess.run([shell, "-n", str(ROOT / path)], check=True)


def bootstrap(tmp_path: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run the bootstrap in an empty folder where `python` is the only Python."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "rm", "touch"):
        (tools / name).symlink_to(shutil.which(name) or name)
    (tools / "python3").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
    (tools / "python3").chmod(0o755)
    command = ["/bin/sh", str(ROOT / "tools" / "bootstrap.sh"), "demo"]
    return subprocess.run(
        command, cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )


def test_an_old_python_ends_in_a_sentence(tmp_path: Path):
    """Without Python 3.11 make says what to install."""
    done = bootstrap(tmp_path, "exit 1")
    assert done.returncode == 1
    assert "Paperboy needs Python 3.11 or newer" in done.stderr
    assert "apt install python3 python3-venv" in done.stderr


def test_a_python_without_venv_ends_in_a_sentence(tmp_path: Path):
    """Debian splits venv off: make says which package brings it back."""
    done = bootstrap(tmp_path, 'case "$*" in *ensurepip*) exit 1;; *--version) echo Python 3.11.2;; esac')
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_importing_does_nothing():
    """No module of ours starts a thread, changes logging or writes anything when imported."""
    script = (
        "import importlib, logging, pkgutil, threading, bot, cogs\n"
        "names = [m.name for p in (bot, cogs) for m in pkgutil.walk_packages(p.__path__, p.__name__ + '.')]\n"
        "for name in names: importlib.import_module(name)\n"
        "print(len(names) > 20, threading.active_count(), logging.getLogger().handlers, end='')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "True 1 []"


def test_every_test_states_its_truth():
    """Each test function has a docstring of one sentence or a few."""
    silent: list[str] = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                silent += [] if ast.get_docstring(node) else [f"{path.name}: {node.name}"]
    assert not silent, silent


def test_every_ignore_carries_its_reason():
    """`noqa`, `type: ignore`, `pyright: ignore` and `nosec` name the rule and say why."""
    marker = re.compile(r"#\s*(noqa|type: ignore|pyright: ignore|nosec)\b(?P<rest>.*)")
    bare: list[str] = []
    for path in own_files(".py"):
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found = marker.search(line)
            if found and not re.search(r"[\])\w] - \S", found["rest"]):
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert not bare, bare


def test_the_page_of_commands_knows_every_one():
    """Every command of the command line is in docs/commands.md, which the README links to."""
    page = text("docs/commands.md")
    assert [name for name in COMMANDS if f"`paperboy {name}" not in page] == []
    assert "(docs/commands.md)" in text("README.md")


def test_the_readme_is_short():
    """The README has no more than 700 words; the rest is in docs/."""
    assert len(text("README.md").split()) <= 700
