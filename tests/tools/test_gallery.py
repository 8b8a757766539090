"""The page of pictures, and what makes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from bot.domain.errors import PaperboyError, SourceError
from tests.support.paths import ROOT
from tools.gallery.__main__ import chosen
from tools.gallery.feed import GalleryFeed
from tools.gallery.page import FOLDER
from tools.gallery.scenes import SECTIONS

DOCS = ROOT / "docs"
PICTURES = DOCS / FOLDER
SHOWN = re.compile(r"^!\[(?P<alt>.+)\]\((?P<file>[^)]+)\)$", re.MULTILINE)
MOST_BYTES, MOST_IN_ALL = 200_000, 5_000_000
BEGAN = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)


def shown() -> list[re.Match[str]]:
    return list(SHOWN.finditer((DOCS / "gallery.md").read_text("utf-8")))


def test_every_picture_is_shown_once_and_told_in_words() -> None:
    """The page and the folder agree, and whoever cannot see a picture reads what it shows."""
    files = [match["file"] for match in shown()]
    assert sorted(files) == sorted(f"{FOLDER}/{path.name}" for path in PICTURES.iterdir())
    assert len(files) == len(set(files))
    assert all(len(match["alt"]) > 10 for match in shown())


def test_pictures_are_small() -> None:
    """Each is a PNG of less than 200 KB, and the page loads less than 5 MB."""
    sizes = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert {name: size for name, size in sizes.items() if size >= MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_IN_ALL
    for path in PICTURES.iterdir():
        with Image.open(path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "P"), path


def test_the_page_has_every_section() -> None:
    """What the scenes are filed under are its headings, in their order."""
    headings = re.findall(r"^## (.+)$", (DOCS / "gallery.md").read_text("utf-8"), re.MULTILINE)
    assert headings == [section.title for section in SECTIONS]


def test_scenes_are_chosen_by_name() -> None:
    """All of them without a name; a wrong name is answered with those that there are."""
    assert [scene.name for section in chosen(["card"]) for scene in section.scenes] == ["card"]
    assert sum(len(section.scenes) for section in chosen([])) == sum(len(s.scenes) for s in SECTIONS)
    with pytest.raises(PaperboyError, match=r"There is no scene crad; there are .*card"):
        chosen(["crad"])


async def test_the_feed_holds_back_what_scenes_bring_out() -> None:
    """Papers that are held are on no list before they are put there; all others are on one of seven."""
    feed = GalleryFeed(began=BEGAN, held=frozenset({"2404.07987"}))

    async def listed() -> list[str]:
        days = [BEGAN.date() - timedelta(days=n) for n in range(7)]
        return [s.paper.number for day in days for s in (await feed.read(day, BEGAN)).sightings]

    assert len(await listed()) == len(feed.papers) - 1
    feed.list("2404.07987", upvotes=9)
    assert sorted(await listed()) == sorted(feed.papers)
    first, *_ = (await feed.read(date(2026, 1, 14), BEGAN)).sightings
    assert first.signals.rank == 1
    feed.is_down = True
    with pytest.raises(SourceError):
        await feed.read(date(2026, 1, 14), BEGAN)
