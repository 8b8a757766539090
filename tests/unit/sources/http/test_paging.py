"""Reading of pages until all of them are there."""

import pytest

from bot.domain.errors import SourceError
from bot.sources.http.paging import MAX_PAGES, Page, SuspectAnswers
from tests.support.fakes import START


async def test_pages_without_end_are_an_error():
    """A total that grows with each page ends in an error after a bounded number of requests."""
    asked: list[int] = []

    async def page_at(at: int) -> Page[int]:
        asked.append(at)
        return Page((at,), 0, 1, at + 2)

    with pytest.raises(SourceError, match="not plausible"):
        await SuspectAnswers().read_pages(page_at, "papers", START)
    assert len(asked) == MAX_PAGES
