"""Lines about papers."""

from bot.domain.paper import Links
from bot.query import parse
from bot.text.graphemes import utf16_length
from cogs.shared.lines import example_lines, lines_of_matched_words
from tests.support.fakes import sighting
from tests.support.meanwhile import CountedTurns


def test_examples_have_gists_where_they_fit():
    """Numbered, linked titles have gists if these fit, else they stand alone."""
    few = [sighting(f"2511.0000{n}", title=f"Title {n}", tldr="We show it.") for n in (1, 2)]
    first, second = example_lines(few, 1024).split("\n\n")
    assert first == "**1.** **[Title 1](https://huggingface.co/papers/2511.00001)**\nWe show it."
    assert second.startswith("**2.** **[Title 2]")
    page = Links(page=f"https://example.org/{'p' * 130}")
    many = [sighting(f"2511.0000{n}", title="*" * 300, tldr="*" * 300, links=page) for n in (1, 2, 3)]
    assert utf16_length(example_lines(many, 1024)) <= 1024
    assert example_lines(many, 1024).count("https://example.org/") == 3


async def test_notes_let_others_run_in_between():
    """A note is made in a turn of its own, so that a page of long abstracts holds nobody up; `a` is not in it."""
    papers = [sighting(abstract="A diffusion model.")] * 5
    async with CountedTurns() as turns:
        assert await lines_of_matched_words(parse("a diffusion"), papers) == ["Mentions: diffusion"] * 5
    assert turns.number >= len(papers)
