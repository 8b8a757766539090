"""The list of well-known sources that people can pick."""

from urllib.parse import urlsplit

import pytest

from bot.domain.discord.limits import OPTION_TEXT
from bot.sources.feeds.known import known_address, known_sources


def test_each_fits_a_choice():
    """Titles and addresses are of different sources, fit a choice of Discord, and are https or a kind's own."""
    sources = known_sources()
    assert len(sources) > 40
    assert len({source.title for source in sources}) == len({source.address for source in sources}) == len(sources)
    for source in sources:
        assert max(len(source.title), len(source.address)) <= OPTION_TEXT
        assert urlsplit(source.address).scheme in {"https", "arxiv", "conference"}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" nature ", "https://www.nature.com/nature.rss"),  # also the beginning of others
        ("CELL", "https://www.cell.com/cell/current.rss"),
        ("deepmind", "https://deepmind.google/blog/rss.xml"),
        ("icml", "conference:icml-2026"),
        ("nature m", None),
        ("diffusion", None),
        ("", None),
    ],
)
def test_a_title_stands_for_its_address(typed: str, address: str | None):
    """A whole title, or a part that only one title has, is enough."""
    assert known_address(typed) == address
