"""Finding the source that a person typed: kinds, addresses, and the feeds that a page names."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.added_source import AddedSource
from bot.domain.errors import MistakeError, PaperboyError, SourceError
from bot.sources.catalogue import ADDED_KINDS
from bot.sources.http.fetcher import open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.sources.settings.added import MAX_TYPED_LENGTH, AddedKinds
from bot.sources.settings.table import Resources
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.support.data import shared, tables

_CASES = tables(__file__, "typed.json")
_PAGE = "text/html"


@pytest.fixture
async def kinds() -> AsyncIterator[AddedKinds]:
    async with open_session() as session, open_strangers_fetcher(allow_private=True) as strangers:
        yield AddedKinds(ADDED_KINDS, Resources(session, strangers=strangers))


@pytest.fixture
async def feeds() -> AsyncIterator[LoopbackFeeds]:
    async with LoopbackFeeds() as server:
        yield server


@pytest.mark.parametrize(("typed", "address"), [*_CASES["kinds"], *_CASES["pages"]])
async def test_what_people_type(typed: str, address: str):
    """An address is recognized in the ways in which people type or paste it."""

    async def looked(source: AddedSource, _resources: Resources) -> tuple[AddedSource, ...]:
        return (source,)

    async with open_session() as session:
        unread = AddedKinds([kind._replace(look=kind.look and looked) for kind in ADDED_KINDS], Resources(session))
        (found,) = await unread.find(typed)
    assert found.address.rstrip("/") == address


@pytest.mark.parametrize(("typed", "told"), _CASES["mistakes"])
async def test_what_is_no_source(kinds: AddedKinds, typed: str, told: str):
    """Anything else is refused with a sentence, without a request."""
    with pytest.raises(MistakeError, match=told):
        await kinds.find(typed)


@pytest.mark.parametrize("piece", ["a.", "arxiv ", "cs.", "-", "https://", "<", "a:", "www.", "/", " "])
async def test_long_texts_are_refused_quickly(kinds: AddedKinds, piece: str):
    """No text takes long, and none is a source of more than a thousand characters."""
    with pytest.raises(PaperboyError):
        await kinds.find(piece * MAX_TYPED_LENGTH * 1000)


async def test_a_feed_has_its_own_title(kinds: AddedKinds, feeds: LoopbackFeeds):
    """The title is the feed's own, in any format, else its address without what may be secret."""
    address = feeds.put("feed", rss([Post()]))
    (found,) = await kinds.find(address)
    assert (found.address, found.title) == (address, "Lab")
    atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>A &amp;amp; B</title></feed>"
    for body, title in (
        (atom, "A & B"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "items": []}', "Notes"),
        (b"<rss><channel/></rss>", "127.0.0.1/feed"),
    ):
        feeds.put("feed", body)
        (found,) = await kinds.find(f"{address}?key=secret")
        assert (found.title, found.address) == (title, f"{address}?key=secret")


async def test_a_page_names_a_feed(kinds: AddedKinds, feeds: LoopbackFeeds):
    """The one feed of a page is found with its own title, relative to the address after redirects."""
    page = feeds.put("blog/", b'<html><link rel=alternate type="application/rss+xml" href="feed">', _PAGE)
    address = feeds.put("blog/feed", rss([Post()]))
    assert [(one.address, one.title) for one in await kinds.find(page)] == [(address, "Lab")]


async def test_a_page_names_several_feeds(kinds: AddedKinds, feeds: LoopbackFeeds):
    """Several feeds are all returned, with the page's titles; an address that is none is left out."""
    head = shared("feed_discovery/v8_blog_relative_two_feeds.html").read_bytes()
    broken = b'<link rel=alternate type="application/rss+xml" href="http://a b/">'
    page = feeds.put("blog", head + broken, _PAGE)
    assert [(one.address, one.title) for one in await kinds.find(page)] == [
        (f"{feeds.url}/blog.atom", "V8 Atom feed"),
        (f"{feeds.url}/features.atom", "V8 JS/Wasm features Atom feed"),
    ]
    assert feeds.requests == ["/blog"]


async def test_pages_without_a_feed(kinds: AddedKinds, feeds: LoopbackFeeds):
    """A page without a feed, one that names another page, other XML and a missing page are mistakes."""
    link = b'<html><link rel=alternate type="application/rss+xml" href="/b">'
    bodies = {"b": link, "a": link, "c": b"<html>no", "d": b"<svg/>", "e": b"{}", "f": b""}
    for path, body in bodies.items():
        feeds.put(path, body, _PAGE)
    for path in bodies:
        with pytest.raises(MistakeError, match="There is no feed at that address"):
            await kinds.find(f"{feeds.url}/{path}")
    with pytest.raises(SourceError) as caught:
        await kinds.find(f"{feeds.url}/none?key=secret")
    assert caught.value.reason == "127.0.0.1 answered 404 (Not Found)"
