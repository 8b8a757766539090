"""Papers: `nouns` are what they consist of, `readings` put together what several sources say of one."""

from bot.domain.paper.nouns import (
    GONE,
    Links,
    Paper,
    Sighting,
    Signals,
    SourceKind,
    SourceList,
    announced_among,
    milestones,
)
from bot.domain.paper.readings import merged, with_preprint, with_reading, without_announcing

__all__ = [
    "GONE",
    "Links",
    "Paper",
    "Sighting",
    "Signals",
    "SourceKind",
    "SourceList",
    "announced_among",
    "merged",
    "milestones",
    "with_preprint",
    "with_reading",
    "without_announcing",
]
