"""Lines of lists."""

from __future__ import annotations

from bot.domain.paper import Links
from bot.text.graphemes import units
from cogs.shared.lines import dated, example_lines
from tests.support.fakes import sighting


def test_examples_have_gists_where_they_fit() -> None:
    """Examples are numbered links with gists; the longest have no gists."""
    few = [sighting(f"2511.0000{n}", title=f"Title {n}", tldr="We show it.") for n in (1, 2)]
    first, second = example_lines(few, 1024).split("\n\n")
    assert first == "**1.** **[Title 1](https://huggingface.co/papers/2511.00001)**\nWe show it."
    assert second.startswith("**2.** **[Title 2]")
    page = Links(page=f"https://example.org/{'p' * 130}")
    many = [sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300, links=page) for n in (1, 2, 3)]
    assert units(example_lines(many, 1024)) <= 1024
    assert example_lines(many, 1024).count("https://example.org/") == 3


def test_a_looked_up_paper_is_dated_so() -> None:
    """A paper that was only looked up has the day of the lookup instead of a list day."""
    assert dated(sighting()) == "12 Nov"
    assert dated(sighting().as_unannounced()) == "looked up on 12 Nov"
