"""Papers: `nouns` are what they consist of, `readings` put together what several sources say of one.

`summaries` choose among what language models wrote of one, where the host wants that.
"""

from bot.domain.paper.nouns import (
    GONE,
    SUMMARY,
    UPVOTE_MILESTONES,
    Links,
    Paper,
    Sighting,
    Signals,
    SourceKind,
    SourceList,
    Summary,
    announced_among,
    milestones,
)
from bot.domain.paper.readings import merged, with_preprint, with_reading
from bot.domain.paper.summaries import summary_in, with_summary

__all__ = [
    "GONE",
    "SUMMARY",
    "UPVOTE_MILESTONES",
    "Links",
    "Paper",
    "Sighting",
    "Signals",
    "SourceKind",
    "SourceList",
    "Summary",
    "announced_among",
    "merged",
    "milestones",
    "summary_in",
    "with_preprint",
    "with_reading",
    "with_summary",
]
