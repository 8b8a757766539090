"""Finding the feeds that a web page names, on recorded heads of pages and on hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.feeds.discovery import MAX_FEEDS, feeds_in_page
from tests.support.data import shared, tables

_CASES = tables(__file__, "discovery.json")
_ADDRESS = "https://example.org/blog/post.html"
_LINK = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'


def found(page: str) -> list[str]:
    return [feed.address for feed in feeds_in_page(page.encode(), _ADDRESS)]


@pytest.mark.parametrize(("name", "feeds"), _CASES["recorded"])
def test_recorded_pages(name: str, feeds: list[list[str]]):
    """A page's own feed comes first, once in whatever formats, and those of its comments last."""
    page = shared(f"feed_discovery/{name}").read_bytes()
    assert [list(feed) for feed in feeds_in_page(page, _ADDRESS)] == feeds


@pytest.mark.parametrize(("page", "addresses"), _CASES["written"])
def test_ways_of_writing(page: str, addresses: list[str]):
    """Attributes in any order and quotes are read, `<base>` counts, and what is no feed does not."""
    assert found(page) == addresses


def test_so_many_as_a_menu_has():
    """A page with very many feeds gives the first ones."""
    page = "".join(_LINK.format(f"/{n}.xml", f"Part {n}") for n in range(200))
    assert found(page) == [f"https://example.org/{n}.xml" for n in range(MAX_FEEDS)]


@given(st.lists(st.sampled_from(_CASES["pieces"]), max_size=12).map("".join), st.integers(1, 60_000))
def test_any_page_is_read_in_linear_time(part: str, times: int):
    """Half a megabyte of any pieces of a page gives a few absolute addresses, and none takes long."""
    page = (part * times)[: 512 * 1024]
    for address in found(page):
        assert address.startswith(("http://", "https://"))
