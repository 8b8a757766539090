"""Feeds as text: whatever is in a paper, they are valid, and readers find what was written."""

import json
from datetime import timedelta
from typing import Any

import atoma
import fastfeedparser
import feedparser
from hypothesis import given
from hypothesis import strategies as st

from bot.text.feeds import FeedDocument, FeedEntry, atom, json_feed
from tests.support.fakes import START
from tests.unit.app.web.validity import require_atom, require_json_feed

NAMES = ("Ada & Söhne <ada@x.example>", 'O\'Neil "Q"', "李明")
TITLE = "<script>alert(1)</script> ]]> &amp; 3 < 4 “π” 😀"
TEXT = st.text(max_size=40)
ADDRESSES = st.sampled_from(["https://a.example/?a=1&b=%22", "https://b.example/(x)"])


def entry(number: int = 0, **changes: Any) -> FeedEntry:
    fields: dict[str, Any] = {
        "id": f"tag:x.example,2026:{number}",
        "title": TITLE,
        "summary": "It is <b>3 & 4</b>.",
        "authors": NAMES,
        "byline": ", ".join(NAMES),
        "url": "https://a.example/?a=1&b=2",
        "links": [("PDF", "https://a.example/pdf?x=1&y=2"), ("Code", "https://b.example/")],
        "posted": START + timedelta(hours=number),
        "categories": ["diffusion", 'a "b" & c'],
    }
    return FeedEntry(**{**fields, **changes})


def document(*entries: FeedEntry, **changes: Any) -> FeedDocument:
    fields: dict[str, Any] = {
        "id": "tag:x.example,2026:feed",
        "title": "Paperboy: <b> & diffusion",
        "url": "https://p.example/feeds/abc.atom",
        "home": "https://discord.com/channels/1/2",
        "language": "en",
        "updated": START,
    }
    return FeedDocument(**{**fields, **changes}, entries=entries)


def test_an_empty_feed_is_valid():
    """A channel without posts has a feed without entries."""
    assert len(require_atom(atom(document()))) == 7
    require_json_feed(json.loads(json_feed(document())))


@given(TEXT, TEXT, st.lists(TEXT.filter(str.strip), max_size=3), st.lists(st.tuples(TEXT, ADDRESSES)))
def test_any_text_makes_a_valid_feed(title: str, summary: str, authors: list[str], links: list[tuple[str, str]]):
    """No character of a title, name or label breaks the feed, also none that XML has no place for."""
    names = [f"A. {name}" for name in authors]
    written = document(
        entry(title=title, summary=summary, authors=names, byline=summary, links=links, url=None), title=title
    )
    require_atom(atom(written))
    parsed = json.loads(json_feed(written))
    require_json_feed(parsed)
    assert parsed["items"][0]["title"] == title


def test_readers_find_what_was_written():
    """Three readers find the title, content, authors, categories, links, id and time of each entry."""
    written = document(*(entry(number) for number in (2, 1, 0)))
    ids = [one.id for one in written.entries]
    text = atom(written)

    universal: Any = feedparser.parse(text)
    assert (universal.bozo, universal.version) == (0, "atom10")
    assert [one.id for one in universal.entries] == ids
    first = universal.entries[0]
    assert first.title_detail.value == TITLE
    assert [author.name for author in first.authors] == [*NAMES]
    assert first.link == "https://a.example/?a=1&b=2"
    assert [link.href for link in first.links if link.rel == "related"] == [url for _, url in entry().links]
    assert [one.term for one in first.tags] == entry().categories
    assert universal.feed.link == "https://discord.com/channels/1/2"
    assert first.published_parsed[:4] == (START + timedelta(hours=2)).timetuple()[:4]

    typed = atoma.parse_atom_bytes(text)
    assert [(one.id_, one.title.value, one.published) for one in typed.entries] == [
        (one.id, TITLE, one.posted) for one in written.entries
    ]
    assert [author.name for author in typed.entries[0].authors] == [*NAMES]
    assert typed.entries[0].content is not None
    assert typed.entries[0].content.value == entry().html

    for body in (text, json_feed(written)):
        fast: Any = fastfeedparser.parse(body)
        found = [(one.id, one.title, one.link, one.author) for one in fast.entries]
        assert found == [(key, TITLE, entry().url, NAMES[0]) for key in ids]
    of_json = atoma.parse_json_feed_bytes(json_feed(written))
    assert [(one.id_, one.title, one.content_html, one.tags) for one in of_json.items] == [
        (one.id, TITLE, one.html, one.categories) for one in written.entries
    ]


def test_the_html_has_everything_and_no_markup_of_strangers():
    """A reader that shows nothing but the content shows the sentence, the authors and the links."""
    assert entry(byline="A & B", links=[("P<D>F", 'https://a.example/"')]).html == (
        "<p>It is &lt;b&gt;3 &amp; 4&lt;/b&gt;.</p><p>A &amp; B</p>"
        '<p><a href="https://a.example/&quot;">P&lt;D&gt;F</a></p>'
    )
