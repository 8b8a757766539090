"""Let ten channels like picks by a rule for a month of recorded arXiv days, and watch their topics rise.

    python -m tests.benchmarks.bench_month [FILE] [--days N]

The whole application (real sockets, store, commands, ranking process) between a loopback Discord and a loopback
arXiv. Each channel is in its own server and begins with five examples of the first day, two of its topic and three
that are not. Of its picks, at most five a day, somebody likes those whose title has the words of the topic and
dislikes the others. The recorded days
are played as working days in a row.

For each channel: the share of the topic among all papers, and among its picks in each week. FILE is that of
`bench_picks`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import random
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.subscription import EVERY_PAPER, Mode
from bot.sources.arxiv.settings import SPEC
from bot.sources.arxiv.source import Arxiv
from tests.fake_discord.state.models import Perm
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv, submitted_for
from tests.support.fakes import Clock
from tests.support.paths import SHARED_DATA
from tests.wire.support.harness import open_harness
from tests.wire.support.scenario import papers_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.sources.http.fetcher import Fetcher
    from tests.fake_discord.state.models import Channel, User
    from tests.wire.support.harness import Harness

_FILE = SHARED_DATA / "picks" / "picks.json.gz"
_TOPICS = {
    "agents": r"\bagents?\b|agentic",
    "reasoning": r"\breasoning",
    "retrieval": r"retrieval|\brag\b",
    "images and video": r"\bvisual|vision|image|video",
    "recommendation": r"recommend",
    "medicine": r"medical|clinical|patient|health",
    "speech": r"speech|audio|spoken",
    "safety": r"jailbreak|safety|harmful|red.teaming",
    "languages": r"translation|multilingual|low-resource",
    "efficiency": r"quantiz|pruning|kv cache|speculative|sparse|efficient inference",
}
_FIRST_DAY = date(2025, 12, 1)  # a Monday after the last recorded day
_FEED_AT, _PICKS_AT = time(5, 30), time(9, 1)  # UTC; digests are due at 09:00
_FRIDAY = 4
_RIGHT, _WRONG = 2, 3  # examples
_A_WEEK = 5  # working days


@dataclass(kw_only=True)
class Reader:
    """A channel with its topic; `picks` by day are right or wrong."""

    channel: Channel
    person: User
    topic: re.Pattern[str]
    read: int = 0
    picks: list[list[bool]] = field(default_factory=list[list[bool]])

    def share(self, week: int) -> str:
        """Return how many picks of a week were right."""
        marks = [*itertools.chain(*self.picks[week * _A_WEEK : (week + 1) * _A_WEEK])]
        return f"{sum(marks)} of {len(marks)}"


def _working_days() -> Iterator[date]:
    day = _FIRST_DAY
    while True:
        if day.weekday() <= _FRIDAY:
            yield day
        day += timedelta(days=1)


def _items(read: dict[str, Any], recorded: str, day: date) -> list[FeedItem]:
    return [
        FeedItem(
            number=number,
            title=paper["title"],
            abstract=paper["abstract"],
            authors="Ada Lovelace",
            categories=tuple(f"cs.{name}" for name in paper["categories"]) or ("cs.CL",),
            submitted=submitted_for(day),
        )
        for number, paper in read["papers"].items()
        if paper["day"] == recorded
    ]


async def _readers(harness: Harness, first: list[FeedItem]) -> list[Reader]:
    chance = random.Random(1)
    readers: list[Reader] = []
    for name, pattern in _TOPICS.items():
        topic = re.compile(pattern)
        right = [one.number for one in first if topic.search(one.heading.lower())]
        wrong = [one.number for one in first if one.number not in right]
        examples = [*chance.sample(right, _RIGHT), *chance.sample(wrong, _WRONG)]
        guild = harness.world.add_guild(name)
        channel = harness.world.add_channel(guild, "papers")
        person = harness.world.add_member(guild, "Ada", Perm.MANAGE_GUILD)
        await harness.subscribe(
            EVERY_PAPER,
            channel,
            mode=Mode.PICKS,
            sources=("arxiv",),
            examples=tuple(f"arxiv:{number}" for number in examples),
        )
        await harness.noticed(lambda channel=channel: harness.app.client.get_channel(channel.id) is not None)
        readers.append(Reader(channel=channel, person=person, topic=topic))
    return readers


async def _like(harness: Harness, reader: Reader, titles: dict[str, str]):
    """Like or dislike the newest picks, as a person who opens each with `/papers show`."""
    posted = papers_in(harness.discord.posted(reader.channel))
    new, reader.read = posted[reader.read :], len(posted)
    marks: list[bool] = []
    for number in new:
        is_right = reader.topic.search(titles[number].lower()) is not None
        marks.append(is_right)
        people = harness.discord.people
        shown = await (await people.slash(reader.person, reader.channel, "papers show", {"paper": number})).edited(
            1
        )
        await (await people.press(reader.person, shown, "Like" if is_right else "Not for me")).edited(
            shown.edits + 1
        )
    reader.picks.append(marks)


async def _play(harness: Harness, arxiv: LoopbackArxiv, days: dict[date, list[FeedItem]]) -> list[Reader]:
    readers: list[Reader] = []
    titles: dict[str, str] = {}
    for day, items in days.items():
        arxiv.announce(day, items)
        arxiv.day = day
        titles |= {one.number: one.heading for one in items}
        _at(harness, datetime.combine(day, _FEED_AT, UTC))
        await harness.app.pollers[1].poll()
        await harness.past.catch_up()
        if not readers:  # the first day is learned
            readers = await _readers(harness, items)
            continue
        _at(harness, datetime.combine(day, _PICKS_AT, UTC))
        await harness.app.picker.step()
        await harness.deliver()
        for reader in readers:
            await _like(harness, reader, titles)
        print(day, *(f"{sum(one.picks[-1])}/{len(one.picks[-1])}" for one in readers), flush=True)
    return readers


def _at(harness: Harness, moment: datetime):
    seconds = (moment - harness.now()).total_seconds()
    harness.now.forward(seconds=seconds)
    harness.discord.clock.shift(seconds)


async def run(read: dict[str, Any], most: int | None):
    """Play the days of a file and print the figures."""
    pairs = zip(read["days"], _working_days(), strict=False)
    days = {day: _items(read, recorded, day) for recorded, day in itertools.islice(pairs, most)}
    share: defaultdict[str, float] = defaultdict(float)
    papers = [one.heading.lower() for items in days.values() for one in items]
    for name, pattern in _TOPICS.items():
        share[name] = sum(re.search(pattern, one) is not None for one in papers) / len(papers)
    now = Clock(datetime.combine(_FIRST_DAY, time(1), UTC))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        async with LoopbackArxiv(_FIRST_DAY) as arxiv:

            def stream(fetcher: Fetcher) -> tuple[Arxiv]:
                return (Arxiv(SPEC, fetcher, ("cs",), arxiv.url, arxiv.url),)

            async with open_harness(Path(folder), patch, now=now, beside=stream) as harness:
                readers = await _play(harness, arxiv, days)
    weeks = range(-(-(len(days) - 1) // _A_WEEK))
    print(f"| topic | of all papers |{''.join(f' week {number + 1} |' for number in weeks)}")
    print(f"|---|--:|{'--:|' * len(weeks)}")
    for name, reader in zip(_TOPICS, readers, strict=True):
        print(f"| {name} | {share[name]:.1%} | {' | '.join(reader.share(week) for week in weeks)} |")


def main():
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=_FILE)
    parser.add_argument("--days", type=int)
    given = parser.parse_args()
    asyncio.run(run(json.loads(gzip.decompress(given.file.read_bytes())), given.days))


if __name__ == "__main__":
    main()
