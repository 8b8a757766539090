"""A tag may become a release if the project agrees: `python tools/check_tag.py v1.2.3`, which needs no .venv.

The tag is `v` and the version in pyproject.toml, and CHANGELOG.md has a section for it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def problems(tag: str, root: Path) -> list[str]:
    """What stands between this tag and a release; nothing if it may be one."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    found: list[str] = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, and the version in pyproject.toml is {version}: name it v{version}.")
    if not re.search(rf"^## \[{re.escape(version)}\]", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        found.append(f"CHANGELOG.md has no section for {version}: give what is under Unreleased this heading.")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(problems(sys.argv[1], Path(__file__).parent.parent)) or 0)
