"""Check that a tag can become a release: `python tools/check_tag.py v1.2.3`, which needs no .venv.

The tag must be `v` and the version in pyproject.toml, and CHANGELOG.md must have a section for it.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def problems(tag: str, root: Path) -> list[str]:
    """Return what is wrong with the tag, or nothing."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    found: list[str] = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, but the version in pyproject.toml is {version}. Use the tag v{version}.")
    if not re.search(rf"^## \[{re.escape(version)}\]", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        found.append(f"CHANGELOG.md has no section for {version}. Move the entries under Unreleased there.")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(problems(sys.argv[1], Path(__file__).parent.parent)) or 0)
