"""Photograph what people see: docs/img/gallery/*.png and docs/gallery.md.

    python -m tools.gallery                       # all pictures and the page
    python -m tools.gallery card settings --to /tmp/pictures   # pictures of some scenes only

Needs Debian's chromium and fonts-noto-cjk (for Korean), and requirements/dev.txt. Some scenes need the recorded
papers beside the project.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError
from tools.gallery.camera import open_camera
from tools.gallery.page import FOLDER, page
from tools.gallery.playing import play
from tools.gallery.recorded import is_recorded
from tools.gallery.scenes import SECTIONS, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.gallery.picture import Picture

DOCS = Path(__file__).resolve().parents[2] / "docs"


async def photograph(sections: Sequence[Section], folder: Path) -> dict[str, list[Picture]]:
    """Write the pictures of all scenes into an existing folder; return them by section."""
    taken: dict[str, list[Picture]] = {}
    async with open_camera() as camera:
        for section in sections:
            for scene in section.scenes:
                for picture in await play(scene, camera):
                    (folder / picture.file).write_bytes(picture.png)
                    taken.setdefault(section.title, []).append(picture)
                    sys.stdout.write(f"{picture.file}: {len(picture.png) / 1000:.0f} KB\n")
    return taken


def sections_with(names: Sequence[str]) -> list[Section]:
    """Return the sections with only the scenes of these names; with all if no names are given."""
    known = {scene.name for section in SECTIONS for scene in section.scenes}
    if unknown := set(names) - known:
        choices = ", ".join(sorted(known))
        raise PaperboyError(f"There is no scene {', '.join(sorted(unknown))}. Choose from {choices}.")
    return _only(SECTIONS, set(names) or known)


def without_recorded(sections: Sequence[Section]) -> list[Section]:
    """Return the sections without scenes of recorded papers, and print which pictures stay."""
    absent = [scene.name for section in sections for scene in section.scenes if scene.recorded]
    if absent:
        sys.stdout.write(
            f"No recorded papers in ../shared/data: the page and pictures of {', '.join(absent)} stay unchanged.\n"
        )
    return _only(sections, {scene.name for section in sections for scene in section.scenes} - set(absent))


def _only(sections: Sequence[Section], wanted: set[str]) -> list[Section]:
    return [
        Section(title=section.title, scenes=tuple(scene for scene in section.scenes if scene.name in wanted))
        for section in sections
    ]


def _write_page(taken: dict[str, list[Picture]], folder: Path) -> None:
    """Write the page of all pictures, and delete pictures that are no longer on it."""
    shown = {folder / picture.file for pictures in taken.values() for picture in pictures}
    for old in set(folder.glob("*.png")) - shown:
        old.unlink()
    (DOCS / "gallery.md").write_text(page(taken), "utf-8")


def main() -> int:
    """Take the pictures; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.gallery", description="Take the pictures of docs/gallery.md."
    )
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help="only these, without writing the page")
    parser.add_argument("--to", type=Path, default=DOCS / FOLDER, help="the folder for the pictures")
    options = parser.parse_args()
    try:
        sections = sections_with(options.scenes)
        sections = sections if is_recorded() else without_recorded(sections)
        options.to.mkdir(parents=True, exist_ok=True)
        taken = asyncio.run(photograph(sections, options.to))
    except PaperboyError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not options.scenes and options.to == DOCS / FOLDER and is_recorded():
        _write_page(taken, options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
