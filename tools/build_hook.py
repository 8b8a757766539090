"""What a build does beyond copying: it compiles the translations.

This is done in place, so that wheels and editable installs have them. Hatchling runs it: see
`[tool.hatch.build.hooks.custom]` in pyproject.toml.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "bot/language/locale/*/LC_MESSAGES/paperboy.po"


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Hatchling finds it by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the names are Hatchling's
        """Compile before the files are gathered."""
        compile_catalogues(Path(self.root))


def compile_catalogues(root: Path) -> list[Path]:
    """Compile each catalogue that is newer than what was made of it, and give what was made.

    Entries that are marked fuzzy are left out, as always: who reads them sees English. The file is put in place at
    once, so that a bot that starts meanwhile reads the old one or the new one.
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
