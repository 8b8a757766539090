"""Which of the summaries that models wrote of a paper is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.paper.nouns import Paper, Summary


def summary_in(paper: Paper, language: str) -> Summary | None:
    """What a reader of that language is shown; None: nothing that a model wrote.

    Where a model was asked for just this language, it is that or nothing.
    """
    for summary in paper.summaries:
        if summary.language == language:
            return summary if summary.text else None
    general = (summary for summary in reversed(paper.summaries) if summary.general and summary.text)
    return next(general, None)


def with_summary(summaries: tuple[Summary, ...], summary: Summary) -> tuple[Summary, ...]:
    """These with one more, which replaces that of the same language."""
    return (*(one for one in summaries if one.language != summary.language), summary)
