"""Reading OPML files: recorded exports of feed readers, and broken or hostile ones."""

import pytest

from bot.domain.errors import PaperboyError
from bot.sources.feeds.opml import read_opml
from tests.support.data import shared

_ONE = b'<outline text="A" xmlUrl="https://a.org/feed"/>'


def opml(body: bytes) -> bytes:
    return b"<opml><body>" + body + b"</body></opml>"


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("feedly_export_389.opml", 389, "Nature Structural & Molecular Biology"),
        ("feedly_export_2.opml", 145, "Superpatterns - Pat Patterson"),  # 7 of 152 are in two folders
        ("netnewswire_subs.opml", 207, "Daring Fireball"),
        ("wechat_scholar_one_line.opml", 184, "媒矿工厂"),
        ("ai_labs_feeds.opml", 12, "Ai2 News (Allen Institute for AI)"),
        ("picofeed_newsbeuter.opml", 35, "Cabin Porn"),
        ("picofeed_subscriptionList.opml", 14, "CNET News.com"),
        ("picofeed_tinytinyrss.opml", 2, "La Ferme du web"),
        ("academic_radar_example.opml", 3, "H-Net Announcements"),
    ],
)
def test_recorded_files(name: str, count: int, first: str):
    """Every feed is read once, with its title, whatever folders it is in."""
    feeds = read_opml(shared(f"opml/{name}").read_bytes())
    assert (len(feeds), next(iter(feeds.values()))) == (count, first)
    assert all(address.startswith(("http://", "https://")) for address in feeds)


@pytest.mark.parametrize(
    ("body", "feeds"),
    [
        (b'<outline xmlurl=" https://a.org/x?b=1&amp;c=2 "/>', [("https://a.org/x?b=1&c=2", "")]),
        (b"<outline><outline>" + _ONE + b"</outline>" + _ONE + b"</outline>", [("https://a.org/feed", "A")]),
        (b'<outline title="B\n b" text="A" xmlUrl="u"/>', [("u", "B b")]),
        (b"<outline>" * 9_000 + _ONE + b"</outline>" * 9_000, [("https://a.org/feed", "A")]),
        (_ONE + b"<outline xmlUrl=''/><item xmlUrl='https://b.org'/>", [("https://a.org/feed", "A")]),
    ],
)
def test_ways_of_writing(body: bytes, feeds: list[tuple[str, str]]):
    """Any nesting and case of attributes is read."""
    assert [*read_opml(opml(body)).items()] == feeds


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not an OPML file"),
        (b'{"feeds": []}', "not an OPML file"),
        (b"<opml><body>" + _ONE, "not an OPML file"),
        (b"<html><body>" + _ONE + b"</body></html>", "not an OPML file"),
        (b'<!DOCTYPE opml [<!ENTITY a "a">]>' + opml(_ONE), "not an OPML file"),
        (opml(b"<outline a='1' b='2' c='3' d='4'/>" * 31_000), "not an OPML file"),
        (opml(b"<a/>" * 200_000), "not an OPML file"),
        (b"<rss><channel>" + _ONE + b"</channel></rss>", "has no feeds"),
        (opml(b"<outline text='Nevada'/>"), "has no feeds"),
    ],
)
def test_what_is_no_list_of_feeds(body: bytes, told: str):
    """Anything else is refused with a sentence."""
    with pytest.raises(PaperboyError, match=told):
        read_opml(body)


def test_an_outline_without_feeds():
    """A valid OPML file can have no feeds at all."""
    with pytest.raises(PaperboyError, match="has no feeds"):
        read_opml(shared("opml/pandoc_outline_not_feeds.opml").read_bytes())
