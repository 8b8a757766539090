"""What a language model wrote about a paper: one or two sentences in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.paper.nouns import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Plain text by a `model` in the language of a tag such as `de` or `zh-CN`.

    An empty `text` says that what the model wrote was not to be used: it is not asked again. A `general` one is
    for everybody for whose language no summaries are wanted.
    """

    language: str
    text: str
    model: str
    general: bool = False


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
