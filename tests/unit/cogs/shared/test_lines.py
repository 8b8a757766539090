"""Lines about papers."""

from __future__ import annotations

from bot.domain.paper import Links
from bot.text.graphemes import units
from cogs.shared.lines import example_lines
from tests.support.fakes import sighting


def test_examples_have_gists_where_they_fit() -> None:
    """Numbered, linked titles have gists if these fit, else they stand alone."""
    few = [sighting(f"2511.0000{n}", title=f"Title {n}", tldr="We show it.") for n in (1, 2)]
    first, second = example_lines(few, 1024).split("\n\n")
    assert first == "**1.** **[Title 1](https://huggingface.co/papers/2511.00001)**\nWe show it."
    assert second.startswith("**2.** **[Title 2]")
    page = Links(page=f"https://example.org/{'p' * 130}")
    many = [sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300, links=page) for n in (1, 2, 3)]
    assert units(example_lines(many, 1024)) <= 1024
    assert example_lines(many, 1024).count("https://example.org/") == 3
