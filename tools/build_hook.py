"""Build hook for Hatchling: compile the translations and record the commit.

The translations are compiled in place, so that wheels and editable installs have them. See
`[tool.hatch.build.hooks.custom]` in pyproject.toml.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import DateTimePattern, parse_pattern
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMMIT = "bot/commit.txt"
SOURCES = "bot/language/locale/*/LC_MESSAGES/paperboy.po"
CALENDARS = "bot/language/locale/calendars.json"
_NAMED_DAY = ("MMMMEEEEd", "MMMMEd", "MMMEd")  # the first of these that a language has


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
    if commit := os.environ.get("SOURCE_COMMIT"):
        return commit
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
        _put(Path(file.name), target)
        made.append(target)
    write_calendars(root)
    return made


def write_calendars(root: Path) -> None:
    """Write how each language that has a catalogue writes days, by the CLDR; English has a file of its own."""
    names = sorted(path.parents[1].name for path in root.glob(SOURCES))
    target = root / CALENDARS
    text = json.dumps({name.replace("_", "-"): calendar_of(Locale.parse(name)) for name in names}, indent=1)
    if not target.exists() or target.read_text("utf-8") != text:
        with tempfile.NamedTemporaryFile("w", dir=target.parent, suffix=".tmp", delete=False) as file:
            file.write(text)
        _put(Path(file.name), target)


def calendar_of(locale: Locale) -> dict[str, Any]:
    """Return the names and patterns of days; in patterns, CLDR's letters are in braces: `{d} {MMM}`."""
    skeletons, spans = locale.datetime_skeletons, locale.interval_formats["MMMd"]
    named = next(skeletons[name] for name in _NAMED_DAY if name in skeletons)
    weekdays = locale.days["format"]["wide"]  # from Monday, which is 0
    return {
        "months": [locale.months["format"]["abbreviated"][month] for month in range(1, 13)],
        "long_months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "weekdays": [weekdays[day] for day in range(7)],
        "day": _with_braces(skeletons["MMMd"]),
        "day_and_year": _with_braces(skeletons["yMMMd"]),
        "weekday_and_day": re.sub(r"\{MMM\}", "{MMMM}", _with_braces(named)),
        "days_of_a_month": [_with_braces(part) for part in spans["d"]],
        "days_of_months": [_with_braces(part) for part in spans["M"]],
    }


def _with_braces(pattern: DateTimePattern | str) -> str:
    """Return CLDR's pattern `d. MMM` as `{d}. {MMM}`."""
    parsed = parse_pattern(pattern) if isinstance(pattern, str) else pattern
    return re.sub(r"%\((\w+)\)s", lambda found: "{E}" if found[1][0] in "Ec" else f"{{{found[1]}}}", parsed.format)


def _put(made: Path, target: Path) -> None:
    """Put a file in its place at once, readable for everybody."""
    made.chmod(0o644)
    made.replace(target)
