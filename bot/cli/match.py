"""`paperboy match`: which papers a query matches, and why, for people and for programs; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.query import Query, TermReport, explain
from bot.query.fields import NUMBER_FIELDS
from bot.text.safe import clean
from bot.text.terminal import counted
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cli.papers import Papers
    from bot.domain.paper import Sighting


def as_text(query: Query, papers: Papers, *, why: bool) -> Iterator[str]:
    """Yield lines for people: the matches, with `why` each term of every paper (misses last), and a summary."""
    hits, misses = _split(query, papers)
    for mark, sightings in {"+ ": hits, "- ": misses}.items() if why else [("", hits)]:
        for sighting in sightings:
            paper, title = sighting.paper, clean(unicode_text(sighting.paper.title))
            upvotes = f"{sighting.signals.upvotes:>4} upvotes"
            yield f"{mark}{paper.number}  {upvotes}  {title}  {clean(paper.links.page)}"
            if why:
                yield from (f"    {_term(term)}" for term in explain(query, sighting.paper, sighting.signals))
    yield from (f"Note: {warning}" for warning in query.warnings)
    skipped = f" ({counted(papers.skipped, 'broken item')} skipped)" if papers.skipped else ""
    yield f"{query.canonical}: matches {len(hits)} of {counted(len(papers.sightings), 'paper')}{skipped}."


def as_facts(query: Query, papers: Papers, *, why: bool) -> dict[str, object]:
    """Return an object for programs; with `why` each paper has its `terms`, and `misses` are included."""
    hits, misses = _split(query, papers)
    answer: dict[str, object] = {
        "query": query.canonical,
        "warnings": list(query.warnings),
        "papers": len(papers.sightings),
        "skipped": papers.skipped,
        "matches": [_facts(query, sighting, why=why) for sighting in hits],
    }
    if why:
        answer["misses"] = [_facts(query, sighting, why=why) for sighting in misses]
    return answer


def _split(query: Query, papers: Papers) -> tuple[list[Sighting], list[Sighting]]:
    """Return (matches, misses), each in the order of the papers."""
    found: tuple[list[Sighting], list[Sighting]] = ([], [])
    for sighting in papers.sightings:
        found[not query.matches(sighting.paper, sighting.signals)].append(sighting)
    return found


def _term(term: TermReport) -> str:
    """Return one term of a paper, with where it was found or its value."""
    sign = "ok     " if term.matched is not term.excluded else "BLOCKS " if term.blocking else "       "
    written = f"-{term.term}" if term.excluded else term.term
    if term.is_comparison:
        return f"{sign}{written}: {'unknown' if term.value is None else term.value}"
    if term.excerpt:
        return f"{sign}{written}, in {term.excerpt.field}: {clean(str(term.excerpt))}"
    return f"{sign}{written}: {'yes' if term.matched else 'no'}"


def _facts(query: Query, sighting: Sighting, *, why: bool) -> dict[str, object]:
    paper, signals = sighting.paper, sighting.signals
    facts: dict[str, object] = {
        "id": paper.id,
        "title": paper.title,
        "page": paper.links.page,
        **{name: field.read(signals) for name, field in NUMBER_FIELDS.items()},
    }
    if why:
        facts["terms"] = [_term_facts(term) for term in explain(query, paper, signals)]
    return facts


def _term_facts(term: TermReport) -> dict[str, object]:
    """Return a term's facts for programs.

    A comparison has the paper's `value` and its own `bar`, such as ">=20"; a text term that was found has the
    `field` and the `text` around it.
    """
    facts: dict[str, object] = {
        "term": term.term,
        "excluded": term.excluded,
        "matched": term.matched,
        "blocking": term.blocking,
    }
    if term.is_comparison:
        facts |= {"value": term.value, "bar": term.term.partition(":")[2]}
    if term.excerpt:
        facts |= {"field": term.excerpt.field, "text": str(term.excerpt)}
    return facts
