"""Build hook for Hatchling: compile the translations and record the commit.

The translations are compiled in place, so that wheels and editable installs have them. See
`[tool.hatch.build.hooks.custom]` in pyproject.toml.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMIT = "bot/commit.txt"
SOURCES = "bot/language/locale/*/LC_MESSAGES/paperboy.po"


class CatalogueBuildHook(BuildHookInterface[Any]):
    """The hook; Hatchling finds it by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the translations before files are gathered; if not editable, add a file with the commit."""
        root = Path(self.root)
        compile_catalogues(root)
        if version != "editable" and (commit := find_commit(root)):
            made = Path(tempfile.mkdtemp(), "commit.txt")
            made.write_text(f"{commit}\n", "ascii")
            build_data["force_include"][str(made)] = COMMIT

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the names are Hatchling's
        """Delete the temporary file with the commit."""
        for made, place in build_data["force_include"].items():
            if place == COMMIT:
                shutil.rmtree(Path(made).parent)


def find_commit(root: Path) -> str | None:
    """Return the commit to build, from SOURCE_COMMIT or git; None if neither has it."""
    if given := os.environ.get("SOURCE_COMMIT"):
        return given
    if not (root / ".git").exists():
        return None
    try:
        command = ["git", "rev-parse", "HEAD"]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        return None


def compile_catalogues(root: Path) -> list[Path]:
    """Compile each catalogue that is newer than its compiled file, and return the compiled files.

    Fuzzy entries are skipped: they are shown in English. A file is replaced atomically, so that a bot that starts
    during the build reads the old file or the new one.
    """
    made: list[Path] = []
    for source in sorted(root.glob(SOURCES)):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".tmp", delete=False) as file:
            write_mo(file, catalogue)
        Path(file.name).chmod(0o644)
        os.replace(file.name, target)  # noqa: PTH105 - Path.replace says the same, longer
        made.append(target)
    return made
