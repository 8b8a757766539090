"""A body of `export.arxiv.org/api/query`, to papers. Pure; see info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.arxiv.papers import paper_of
from bot.sources.bodies.json_values import count, line
from bot.sources.bodies.xml_values import children, decode, local_name, text_of
from bot.sources.http.paging import Page

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.paper import Paper

# An archive without a dot stands for all its subjects; these have none.
_WITHOUT_SUBJECTS = frozenset(
    {"gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph"}
)
_NO_NUMBER = "incorrect id format"  # of what looks like a number and cannot be one: the 13th month


def parse_results(body: bytes) -> Page[Paper]:
    """The page in a body; empty also when arXiv says that what was asked for can be no number.

    Raises SourceError, also for the entry in which arXiv names an error (formerly with status 200).
    """
    root = decode(body, "arXiv")
    if local_name(root) != "feed":
        raise SourceError("arXiv answered with something else than search results.")
    entries = list(children(root, "entry"))
    if len(entries) == 1 and text_of(entries[0], "title") == "Error":
        complaint = line(text_of(entries[0], "summary"), 200) or "no reason given"
        if complaint.startswith(_NO_NUMBER):
            return Page()
        raise SourceError(f"arXiv refused: {complaint}.")
    papers = [paper for entry in entries if (paper := paper_of(entry))]
    total = count(text_of(root, "totalresults"))
    if total is None:
        raise SourceError("arXiv's search results do not say how many there are.")
    return Page(tuple(papers), len(entries) - len(papers), len(entries), total)


def submitted_between(categories: tuple[str, ...], start: datetime, end: datetime) -> str:
    """The query for what was submitted in these categories from `start` to `end` (aware UTC), to the minute."""
    whole = (name if "." in name or name in _WITHOUT_SUBJECTS else f"{name}.*" for name in categories)
    wanted = " OR ".join(f"cat:{name}" for name in whole)
    return f"({wanted}) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
