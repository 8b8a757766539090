"""Truths about what GitHub reads beyond those that `make workflows` checks."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.files import text
from tests.support.paths import ROOT
from tools.check_tag import problems

WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
_WRITING = {("ci.yml", job): set[str]() for job in ("test", "audit", "image")} | {
    ("codeql.yml", "analyze"): {"security-events"},
    ("release.yml", "checks"): set(),
    ("release.yml", "package"): set(),
    ("release.yml", "publish"): {"attestations", "id-token"},
    ("release.yml", "image"): {"packages"},
    ("release.yml", "manifest"): {"attestations", "id-token", "packages"},
}


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def test_an_action_has_one_version():
    """All workflows use the same commit of an action; CodeQL refuses to run with two of its own."""
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, commit in re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(\w+)", path.read_text("utf-8")):
            pins.setdefault(action, set()).add(commit)
    assert {action: commits for action, commits in pins.items() if len(commits) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_jobs_may_do_little(path: Path):
    """Workflows start from no permission; each job names what it may, and writes only what is listed here."""
    workflow = load(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        writes = {what for what, how in job["permissions"].items() if how == "write"}
        assert writes == _WRITING[path.name, name]
        assert set(job["permissions"].values()) <= {"read", "write"}
        assert "uses" in job or job["timeout-minutes"] <= 30


def test_only_a_tag_is_published():
    """Publishing jobs run for tags alone, behind an environment, after the checks and the build."""
    workflow = load(ROOT / ".github" / "workflows" / "release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML 1.1 takes the key `on` for a yes
    for name, needs in (
        ("publish", ["checks", "package"]),
        ("image", ["checks", "package"]),
        ("manifest", "image"),
    ):
        assert workflow["jobs"][name]["environment"] == "release"
        assert workflow["jobs"][name]["needs"] == needs


def test_a_tag_that_is_not_the_version_is_no_release(tmp_path: Path):
    """A release needs the tag, pyproject.toml and the changelog to agree, and each difference is a sentence."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n", "utf-8")
    assert problems("v1.2.0", tmp_path) == []
    assert problems("v1.2.1", tmp_path) == [
        "The tag is v1.2.1, but the version in pyproject.toml is 1.2.0. Use the tag v1.2.0."
    ]
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n\n## [1.2.0rc1]\n", "utf-8")
    assert "no section for 1.2.0" in problems("v1.2.0", tmp_path)[0]


def test_news_of_dependencies_wait_and_come_together():
    """Each kind is looked for weekly, a week after it was published, in one pull request."""
    config = load(ROOT / ".github" / "dependabot.yml")
    assert config["version"] == 2
    assert [entry["package-ecosystem"] for entry in config["updates"]] == ["pip", "github-actions", "docker"]
    for entry in config["updates"]:
        assert entry["directory"] == "/"
        assert entry["schedule"] == {"interval": "weekly"}
        assert entry["cooldown"]["default-days"] >= 7
        assert [group["patterns"] for group in entry["groups"].values()] == [["*"]]


def test_dependabot_finds_the_base_image():
    """It reads no ARG: the first stage names the image, and no other stage names one."""
    first, *others = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    assert re.fullmatch(r"[\w./-]+:[\w.-]+", first)
    assert set(others) == {"base"}


def test_hooks_run_what_the_lock_has():
    """The hooks before a commit are programs of .venv that `make lint` runs, and download nothing."""
    config = load(ROOT / ".pre-commit-config.yaml")
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        program = hook["entry"].split()[0]
        assert hook["language"] == "system"
        assert program.replace(".venv/bin", "$(BIN)") in text("Makefile")
