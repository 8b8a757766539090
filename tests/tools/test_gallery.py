"""The page of pictures and its tool."""

import re

import pytest
from PIL import Image

from bot.domain.errors import PaperboyError
from tests.support.paths import ROOT
from tools.gallery.__main__ import sections_with
from tools.gallery.page import FOLDER
from tools.gallery.scenes import SECTIONS

DOCS = ROOT / "docs"
PICTURES = DOCS / FOLDER
SHOWN = re.compile(r"^!\[(?P<alt>.+)\]\((?P<file>[^)]+)\)$", re.MULTILINE)
MOST_BYTES, MOST_IN_ALL = 200_000, 5_000_000


def shown() -> list[re.Match[str]]:
    return list(SHOWN.finditer((DOCS / "gallery.md").read_text("utf-8")))


def test_every_picture_is_shown_once_with_a_description():
    """The page and the folder agree, and each picture has a text alternative."""
    files = [match["file"] for match in shown()]
    assert sorted(files) == sorted(f"{FOLDER}/{path.name}" for path in PICTURES.iterdir())
    assert len(files) == len(set(files))
    assert all(len(match["alt"]) > 10 for match in shown())


def test_pictures_are_small():
    """Each is a PNG of less than 200 KB, and the page loads less than 5 MB."""
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name: size for name, size in sizes.items() if size >= MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_IN_ALL
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "P"), path


def test_the_page_has_every_section():
    """The sections of the scenes are its headings, in order."""
    headings = re.findall(r"^## (.+)$", (DOCS / "gallery.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [section.title for section in SECTIONS]


def test_scenes_are_chosen_by_name():
    """Without names all scenes are chosen; an unknown name is an error with the known names."""
    assert [scene.name for section in sections_with(["card"]) for scene in section.scenes] == ["card"]
    assert sum(len(section.scenes) for section in sections_with([])) == sum(len(s.scenes) for s in SECTIONS)
    with pytest.raises(PaperboyError, match=r"There is no scene crad\. Choose from .*card"):
        sections_with(["crad"])
