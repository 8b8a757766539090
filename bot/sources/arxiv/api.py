"""A body of `export.arxiv.org/api/query`, to papers. Pure; see info.arxiv.org/help/api/user-manual.html."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.domain.identity import arxiv_number
from bot.sources.arxiv.papers import make_paper
from bot.sources.bodies.json_values import count, line
from bot.sources.bodies.xml_values import children, decode, local_name, text_of

if TYPE_CHECKING:
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from bot.domain.paper import Paper

# An archive without a dot stands for all its subjects; these have none.
_WITHOUT_SUBJECTS = frozenset(
    {"gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph"}
)
_NO_NUMBER = "incorrect id format"  # of what looks like a number and cannot be one: the 13th month


class Results(NamedTuple):
    """One page: its papers, how many of its `length` entries were broken, how many results there are in all."""

    papers: tuple[Paper, ...]
    skipped: int
    length: int
    total: int


def parse_results(body: bytes) -> Results:
    """Raises SourceError, also for the entry in which arXiv names an error (formerly with status 200)."""
    root = _feed(body)
    if (complaint := _complaint(root)) is not None:
        raise SourceError(f"arXiv refused: {complaint}.")
    return _results(root)


def parse_paper(body: bytes, number: str) -> Paper | None:
    """The paper with this number, which `id_list` asked for; None when arXiv says that there is none.

    Raises SourceError, also for another paper.
    """
    root = _feed(body)
    if (complaint := _complaint(root)) is not None:
        if complaint.startswith(_NO_NUMBER):
            return None
        raise SourceError(f"arXiv refused: {complaint}.")
    results = _results(root)
    if not results.length:
        return None
    found = next((paper for paper in results.papers if paper.id == f"arxiv:{number}"), None)
    if found is None:
        raise SourceError(f"arXiv gave something else than the paper {number}.")
    return found


def _feed(body: bytes) -> Element:
    root = decode(body, "arXiv")
    if local_name(root) != "feed":
        raise SourceError("arXiv answered with something else than search results.")
    return root


def _complaint(root: Element) -> str | None:
    """What arXiv refuses, which it says in an entry."""
    entries = list(children(root, "entry"))
    if len(entries) == 1 and text_of(entries[0], "title") == "Error":
        return line(text_of(entries[0], "summary"), 200) or "no reason given"
    return None


def _results(root: Element) -> Results:
    entries = list(children(root, "entry"))
    papers = [paper for entry in entries if (paper := _paper(entry))]
    total = count(text_of(root, "totalresults"))
    if total is None:
        raise SourceError("arXiv's search results do not say how many there are.")
    return Results(tuple(papers), len(entries) - len(papers), len(entries), total)


def _paper(entry: Element) -> Paper | None:
    number = arxiv_number(text_of(entry, "id"))
    if number is None:
        return None
    return make_paper(
        number,
        entry,
        abstract=text_of(entry, "summary"),
        authors=(text_of(author, "name") for author in children(entry, "author")),
        categories=(
            one.get("term") or "" for one in (*children(entry, "primary_category"), *children(entry, "category"))
        ),
    )


def submitted_between(categories: tuple[str, ...], start: datetime, end: datetime) -> str:
    """The query for what was submitted in these categories from `start` to `end` (aware UTC), to the minute."""
    wanted = " OR ".join(f"cat:{_category(name)}" for name in categories)
    return f"({wanted}) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"


def _category(name: str) -> str:
    return name if "." in name or name in _WITHOUT_SUBJECTS else f"{name}.*"
