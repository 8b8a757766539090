"""Papers to cite: recorded ones of all kinds of sources."""

from collections.abc import Iterator
from functools import cache

from bot.domain.paper import Paper, Sighting
from bot.sources.arxiv.parse import parse_results
from bot.sources.biorxiv.parse import parse_page
from bot.sources.feeds.parse import parse_feed
from bot.sources.huggingface.parse import parse
from bot.sources.pubmed.parse import parse_articles
from bot.text.citations.citation import Citation, citation, with_own_keys
from tests.support.data import body, recorded_days, shared
from tests.support.fakes import sighting

TITLES = {"arxiv": "arXiv", "biorxiv": "bioRxiv", "huggingface": "Hugging Face", "icml-2026": "ICML 2026"}


def cite(*papers: Paper) -> list[Citation]:
    sightings = [Sighting(paper=paper, signals=sighting().signals) for paper in papers]
    return list(with_own_keys(citation(one, lambda name: TITLES.get(name, name)) for one in sightings))


@cache
def recorded_papers() -> tuple[Paper, ...]:
    return tuple(_recorded_papers())


def _recorded_papers() -> Iterator[Paper]:
    yield from parse_results(shared("arxiv_atom/entries_with_journal_ref_or_doi.xml").read_bytes()).entries
    for _, snapshots in recorded_days()[:2]:
        yield from (entry.paper for entry in parse(body(snapshots[-1])).entries)
    for path in sorted(shared("biorxiv_pubs").glob("*.json")):
        yield from (one.paper for one in parse_page(path.read_bytes(), "bioRxiv", has_total=False).entries)
    for path in sorted(shared("pubmed").glob("efetch_*.xml")):
        yield from (one.paper for one in parse_articles(path.read_bytes(), "pubmed").items)
    for name in ("chem_sci", "chemrxiv", "iacr_eprint_2026-07", "j_med_chem"):
        feed = shared(f"feeds/feeds_journals/{name}.xml").read_bytes()
        yield from (item.paper for item in parse_feed(feed, "journal", "A Journal").entries)
