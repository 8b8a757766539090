"""A made arXiv that announces recorded listed papers some days before or after, among others."""

import gzip
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.fake_sources.arxiv import FeedItem, submitted_for
from tests.support.data import shared

CATEGORIES = (("cs.LG", "stat.ML"), ("cs.CV",), ("cs.CL", "cs.LG"), ("cs.RO",), ("stat.ML",))
ASKED = ("cs", "stat.ML")
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_MONDAY, _FRIDAY = 0, 4


def announcements(listed: Mapping[date, Iterable[Mapping[str, Any]]], others: int) -> dict[date, list[FeedItem]]:
    """By announcement day: every listed paper one to three days from its list day, and so many others each day."""
    days: dict[date, list[FeedItem]] = {}
    first_day: dict[str, date] = {}
    for day, papers in sorted(listed.items()):
        for paper in papers:
            first_day.setdefault(paper["id"], day)
    for day, papers in sorted(listed.items()):
        for paper in papers:
            if first_day.pop(paper["id"], None) is not None:
                announced = _announced(paper["id"], day)
                days.setdefault(announced, []).append(_item(paper, announced))
    rest, count = _others(), itertools.count()
    for day in _working_days(min(days), max(days)):
        days.setdefault(day, []).extend(_numbered(next(rest), next(count), day) for _ in range(others))
    return days


def _announced(number: str, day: date) -> date:
    """A working day near the list day, always the same for a paper."""
    announced = day + timedelta(days=_OFFSETS[zlib.crc32(number.encode()) % len(_OFFSETS)])
    while announced.weekday() > _FRIDAY:
        announced += timedelta(days=1 if announced > day else -1)
    return announced


def _item(paper: Mapping[str, Any], day: date) -> FeedItem:
    number = paper["id"]
    return FeedItem(
        number=number,
        title=" ".join(paper["title"].split()),
        abstract=paper["summary"],
        authors=", ".join(author["name"].replace(",", " ") for author in paper["authors"]),
        categories=CATEGORIES[zlib.crc32(number.encode()) // 7 % len(CATEGORIES)],
        submitted=submitted_for(day, hours=1 + zlib.crc32(number.encode()) % 20),
    )


def _others() -> Iterator[Mapping[str, Any]]:
    """Endless abstracts."""
    while True:
        with gzip.open(shared("arxiv_abstracts.jsonl.gz"), "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _numbered(paper: Mapping[str, Any], count: int, day: date) -> FeedItem:
    """Give another paper a number that is on no list."""
    number = f"10{1 + count // 90_000 % 12:02d}.{10_000 + count % 90_000}"
    made = {"id": number, "title": paper["title"], "summary": paper["abstract"]}
    return _item({**made, "authors": [{"name": name} for name in paper["authors"].split(", ")]}, day)


def _working_days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if _MONDAY <= day.weekday() <= _FRIDAY:
            yield day
        day += timedelta(days=1)
