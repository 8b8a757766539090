"""New and changed items of a feed, case by case."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.sources.bodies.json_values import dump_stored, load_stored
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.news import News, find_news
from bot.sources.feeds.parse import parse_feed
from tests.fake_sources.feeds import Post, rss

POSTS = [
    Post(title=f"On the matter of number {n}", link=f"https://lab.example/{n}", guid=f"guid {n}") for n in range(4)
]
WEEK = Post(title="This week in machine learning", link="https://lab.example/week/1", guid="week 1")
ARTICLE = Post(title="An article with a telling title", link="https://doi.org/10.1000/1", guid="article")

# What version 0.1 remembered of these: POSTS, ARTICLE and WEEK.
OLD = (
    '{"etag":"W/\\"e\\"","modified":"Wed, 12 Nov 2025 00:00:00 GMT","seen":["_z7SdWDm","rK5tZkyk","8vcA2jSZ",'
    '"V3ypLPnF","BzotxUoh","UJmwKuXm","ttpdR8zi","oEViFkim","N8KX0E_y","1t3JksSB","xHEL779C","WVCcUng0","bxk-LKfx",'
    '"sVxX94An","P8HhbkOt","lWnb3Qzp","7uabPjPD","j-ZfzyiC","Y24jx2_o"]}'
)


def news(posts: Sequence[Post], memory: Memory) -> News:
    return find_news(parse_feed(rss(posts), "lab", "The lab").entries, memory)


def remembering(posts: Sequence[Post]) -> Memory:
    return news(posts, Memory()).memory


def titles(found: News) -> list[str]:
    return [paper.title for paper in found.new]


def test_more_than_two_changes_are_a_new_item():
    """More than two changes of guid, address, title and DOI make a new item."""
    memory = remembering(POSTS)
    other = replace(POSTS[1], title="A wholly other matter of ours", link="https://lab.example/x", guid="x")
    assert len(news([POSTS[0], other, *POSTS[2:]], memory).new) == 1
    gained = replace(POSTS[1], title="A wholly other matter of ours", link="https://doi.org/10.1000/1")
    assert len(news([POSTS[0], gained, *POSTS[2:]], memory).new) == 1


def test_a_title_alone_tells_where_nothing_speaks_against_it():
    """A title alone recognises an item in its old place, not elsewhere or with another text."""
    plain = [replace(post, about=None) for post in POSTS]
    memory = remembering(plain)
    other = {"link": "https://lab.example/x", "guid": "x"}
    assert titles(news([plain[0], replace(plain[1], **other), *plain[2:]], memory)) == []
    assert titles(news([replace(plain[3], **other), *plain[:3]], memory)) == [plain[3].title]
    texts = [replace(post, about=f"About {post.guid}.") for post in POSTS]
    memory = remembering(texts)
    assert titles(news([replace(texts[3], **other), *texts[:3]], memory)) == []
    issue = replace(texts[1], **other, about="About something else.")
    assert titles(news([texts[0], issue, *texts[2:]], memory)) == [texts[1].title]


def test_a_session_in_an_address_is_no_part_of_it():
    """A session id in a link is ignored."""
    shown = [
        [
            Post(title=title, link=f"https://lab.example/{title[0]};jsessionid={session}?x=1")
            for title in ("A", "B")
        ]
        for session in ("1A.b", "2C.d")
    ]
    assert titles(news(shown[1], remembering(shown[0]))) == []


PAGES = [
    "https://lab.example/papers.html#p{}",
    "https://lab.example/#/paper/{}",
    "https://lab.example/view?ref={}",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_shows_one_item_at_a_time_has_each_of_them(page: str):
    """A fragment or a number in the query distinguishes items at one address."""
    posts = [replace(post, link=page.format(n), about=f"About {n}.") for n, post in enumerate(POSTS)]
    memory = remembering(posts[:1])
    for post in posts[1:]:
        found = news([post], memory)
        assert titles(found) == [post.title]
        memory = found.memory
    assert titles(news(posts, memory)) == []


def test_a_new_item_under_an_old_guid_has_a_name_of_its_own():
    """A new item with a reused guid gets its own id, so that it is alerted."""
    shown = [replace(post, guid=str(place)) for place, post in enumerate(POSTS[1:])]
    before = news(shown, Memory())
    after = news([replace(post, guid=str(place)) for place, post in enumerate(POSTS)], before.memory)
    assert titles(after) == [POSTS[0].title]
    assert not {paper.id for paper in after.new} & {paper.id for paper in before.new}
    assert after.changed == ()


def test_an_erratum_leaves_its_article_the_doi():
    """A DOI shared with an erratum belongs to the article that links to it."""
    erratum = replace(POSTS[0], title="Erratum: An article with a telling title", doi="10.1000/1")
    found = news([erratum, ARTICLE], Memory())
    assert [paper.id.partition(":")[0] for paper in found.new] == ["feed", "doi"]
    assert [titles(news([post], found.memory)) for post in (erratum, ARTICLE)] == [[], []]
    found = news([erratum, ARTICLE], remembering([ARTICLE]))
    assert titles(found) == [erratum.title]
    before = news([erratum], Memory())
    found = news([erratum, ARTICLE], before.memory)
    assert titles(found) == [ARTICLE.title]
    assert not {paper.id for paper in found.new} & {paper.id for paper in before.new}


def test_an_edit_goes_to_the_paper_that_was_announced():
    """An edit updates the announced paper, and an unchanged item updates nothing."""
    before = news(POSTS, Memory())
    edited = replace(POSTS[1], link="https://doi.org/10.1000/7", about="We study it anew.")
    after = news([POSTS[0], edited, *POSTS[2:]], before.memory)
    assert [(paper.id, paper.abstract) for paper in after.changed] == [(before.new[1].id, "We study it anew.")]
    assert news([POSTS[0], edited, *POSTS[2:]], after.memory).changed == ()


def test_memory_is_bounded():
    """A memory keeps a thousand hidden items, or as many as the feed ever had, and can be decoded."""
    memory = Memory()
    for start in range(0, 3_300, 1_100):
        posts = [
            Post(title=f"On the matter of number {n}", link=f"https://lab.example/{n}")
            for n in range(start, start + 1_100)
        ]
        memory = news(posts, memory).memory
        assert len(news(posts[:3], memory).new) == 0
    assert len(memory.items) == 2_200
    assert load_stored(Memory, dump_stored(memory)) == memory
    assert len(dump_stored(memory)) < 60 * len(memory.items)
    guids = POSTS
    for n in range(60):
        guids = [replace(post, guid=f"guid {n}") for post in POSTS]
        guids = [replace(post, guid=f"{post.link} {n}") for post in guids]
        memory = news(guids, memory).memory
    assert max(len(json.dumps(one)) for one in memory.items) < 300


@pytest.mark.parametrize("moved", [False, True])
def test_an_update_floods_nobody(moved: bool):  # noqa: FBT001 - of pytest
    """Items in a memory of version 0.1 are recognised by one key, also when they come back later."""
    memory = load_stored(Memory, OLD) or Memory()
    assert (memory.etag, memory.modified) == ('W/"e"', "Wed, 12 Nov 2025 00:00:00 GMT")
    shown = [*POSTS, ARTICLE, WEEK]
    if moved:
        shown = [replace(post, guid=None, link=f"https://new.example/{n}") for n, post in enumerate(POSTS)]
    half = news(shown[2:], memory)
    assert titles(half) == titles(news(shown, memory)) == []
    if not moved:
        assert titles(news(shown, half.memory)) == []


def test_an_update_loses_nothing():
    """With a memory of version 0.1 a new item with a known title is new, and one that gained a DOI is not."""
    memory = load_stored(Memory, OLD) or Memory()
    week = replace(WEEK, link="https://lab.example/week/2", guid="week 2")
    new = Post(title="On the matter of number 99", link="https://lab.example/99", guid="guid 99")
    with_doi = replace(POSTS[1], link="https://doi.org/10.1000/7")
    found = news([week, new, POSTS[0], with_doi, WEEK], memory)
    assert titles(found) == [week.title, new.title]
    assert titles(news([POSTS[2], ARTICLE, POSTS[3]], found.memory)) == []


def test_items_of_one_doi_and_a_short_title_are_each_new():
    """Three book reviews that bear the DOI of their issue are three items, at once or one by one."""
    reviews = [
        Post(
            title="Book Review",
            link=f"https://lab.example/r/{n}",
            guid=f"r{n}",
            doi="10.1000/issue",
            about=f"On {n}.",
        )
        for n in range(3)
    ]
    memory = remembering(POSTS)
    assert len(news([*reviews, *POSTS], memory).new) == 3
    for count in (1, 2, 3):
        found = news([*reviews[:count], *POSTS], memory)
        assert [paper.abstract for paper in found.new] == [reviews[count - 1].about]
        memory = found.memory


def test_a_short_title_with_a_short_text_tells_nothing():
    """A new book review without a text of its own is new, also under the one guid of all items."""
    shown = [replace(post, guid="one guid for all") for post in POSTS]
    first, second = (replace(shown[0], title="Book Review", link=f"https://lab.example/r/{n}") for n in range(2))
    memory = news(shown, remembering([first, *shown])).memory
    assert titles(news([second, *shown], memory)) == [second.title]
