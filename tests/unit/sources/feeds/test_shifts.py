"""Old items that appear later in a feed, and backdated new ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.sources.bodies.json_values import dump_stored, load_stored, parse_time
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.news import News, find_news
from bot.sources.feeds.parse import parse_feed
from tests.fake_sources.feeds import Post, rss

DATED = [  # one a day, the newest first
    Post(title=f"Article {n}", link=f"https://lab.example/{n}", date=f"{28 - n} Nov 2026 08:00:00 GMT")
    for n in range(28)
]


def news(posts: Sequence[Post], memory: Memory) -> News:
    return find_news(parse_feed(rss(posts), "lab", "The lab").entries, memory)


def titles(found: News) -> list[str | None]:
    return [paper.title for paper in found.new]


def learned(posts: Sequence[Post]) -> Memory:
    """Return the memory after learning these posts."""
    dates = [date for post in posts if (date := parse_time(post.date or ""))]
    return replace(news(posts, Memory()).memory, since=min(dates))


def test_old_items_that_move_up_are_no_news():
    """Old items that appear after a deletion, or in a longer feed, are not new."""
    memory = learned(DATED[2:12])
    found = news(DATED[3:13], memory)
    assert (titles(found), len(found.memory.items)) == ([], 11)
    assert titles(news(DATED[:13], found.memory)) == [DATED[0].title, DATED[1].title]
    assert titles(news(DATED[1:], memory)) == [DATED[1].title]


@pytest.mark.parametrize(
    "before", [DATED[2:3], [replace(post, date=DATED[2].date) for post in DATED[2:5]]], ids=["one", "of one date"]
)
def test_a_feed_that_begins_to_show_more_floods_nobody(before: list[Post]):
    """The order of many older items is enough, where what was learned is too little to show the feed's order."""
    assert titles(news([*before, *DATED[5:15]], learned(before))) == []
    few = [*before, *DATED[5:8]]
    assert titles(news(few, learned(before))) == [post.title for post in DATED[5:8]]


def test_articles_that_an_issue_gains_are_new():
    """All articles of an issue have its date, which is older than the first poll."""
    issue = [replace(post, date=DATED[2].date) for post in DATED[:15]]
    assert titles(news(issue, learned(issue[:3]))) == [post.title for post in issue[3:]]


@pytest.mark.parametrize(
    "shown",
    [
        [*DATED[3:6], DATED[20], *DATED[6:12]],  # dated back, among others
        [DATED[20], *DATED[3:12]],  # and on top
        [*DATED[2:12], DATED[20]],  # at the end of a list that has grown by it
        [*reversed(DATED[3:12]), DATED[20]],  # in the order in which they were added
        [*DATED[3:12], replace(DATED[20], date=None)],
        DATED[20:21],
    ],
)
def test_what_is_dated_back_is_news(shown: list[Post]):
    """An item that is not certainly old is new."""
    assert DATED[20].title in titles(news(shown, learned(DATED[2:12])))


def test_what_was_missed_is_news_late():
    """An item missed between two polls is new when it appears, as it is newer than the first poll."""
    memory = news(DATED[:4], learned(DATED[10:14])).memory
    assert titles(news(DATED[1:5], memory)) == [DATED[4].title]
    assert load_stored(Memory, dump_stored(memory)) == memory


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Wed, 25 Nov 2026 08:00:00 +0100", datetime(2026, 11, 25, 7, tzinfo=UTC)),
        ("25 Nov 2026 08:00:00 EST", datetime(2026, 11, 25, 13, tzinfo=UTC)),
        ("2026-11-25T08:00:00Z", datetime(2026, 11, 25, 8, tzinfo=UTC)),
        *((text, None) for text in ("", "today", "2026-13-01", "Wed, 99999999999999999999 Nov 2026 08:00:00 GMT")),
        *(
            (text, None)
            for text in ("25 Nov 99999999999 08:00:00", "25 Nov 2026 08:00:00 +99999999999", "," * 9_999)
        ),
    ],
)
def test_dates_are_read_as_feeds_write_them(text: str, when: datetime | None):
    """Dates in ISO 8601 or RFC 822 are read, as UTC without a zone."""
    assert parse_time(text) == when
