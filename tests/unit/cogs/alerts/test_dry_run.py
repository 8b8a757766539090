"""The words of the dry run."""

from __future__ import annotations

from bot.service.papers.preview import Preview
from cogs.alerts.dry_run import matched_sentence


def preview(matches: int) -> Preview:
    return Preview(
        query="diffusion",
        days=7,
        papers=178,
        matches=matches,
        at_least=((10, 7), (20, 4), (50, 1)),
        examples=(),
        warnings=(),
    )


def test_sentence_gives_all_numbers() -> None:
    """The dry run tells matches, papers, matches a day and how many would pass three bars."""
    first, second = matched_sentence(preview(9)).splitlines()
    assert first == "**9** of the last 7 days' 178 papers (1.3 a day)."
    assert second == "With `min_upvotes` of 10 → **7** · 20 → **4** · 50 → **1**"


def test_no_match_needs_no_bars() -> None:
    """Without a match the numbers end there."""
    assert matched_sentence(preview(0)) == "**0** of the last 7 days' 178 papers."
