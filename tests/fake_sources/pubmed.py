"""PubMed's E-utilities on loopback: `/esearch.fcgi` and `/efetch.fcgi`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from aiohttp import web

from tests.fake_sources.server import LoopbackServer

_RETRACTED = " AND retracted publication[pt]"


@dataclass(kw_only=True)
class Article:
    """An article; it matches a search if its title or its `headings`, which come later, have every word of it."""

    pmid: int
    entered: date
    title: str = "On the matter of crispr"
    doi: str = ""
    headings: str = ""
    modified: date | None = None
    types: tuple[str, ...] = ("Journal Article",)
    links: dict[str, str] = field(default_factory=dict[str, str])
    more: str = ""

    def matches(self, term: str, first: date, last: date, date_type: str) -> bool:
        search, is_retracted, _ = term.partition(_RETRACTED)
        words = search.strip("()").casefold().split()
        day = self.entered if date_type == "edat" else self.modified or self.entered
        is_marked = not is_retracted or "Retracted Publication" in self.types
        return (
            is_marked and first <= day <= last and {*words} <= {*f"{self.title} {self.headings}".lower().split()}
        )

    def xml(self) -> str:
        types = "".join(f"<PublicationType>{one}</PublicationType>" for one in self.types)
        links = "".join(
            f'<CommentsCorrections RefType="{kind}"><RefSource>{escape(source)}</RefSource></CommentsCorrections>'
            for kind, source in self.links.items()
        )
        doi = f'<ELocationID EIdType="doi" ValidYN="Y">{escape(self.doi)}</ELocationID>' if self.doi else ""
        day = self.entered
        return (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{self.pmid}</PMID><Article>'
            f"<ArticleTitle>{escape(self.title)}.</ArticleTitle>{doi}"
            f"<PublicationTypeList>{types}</PublicationTypeList>{self.more}</Article>"
            f"<CommentsCorrectionsList>{links}</CommentsCorrectionsList></MedlineCitation><PubmedData><History>"
            f'<PubMedPubDate PubStatus="entrez"><Year>{day.year}</Year><Month>{day.month}</Month>'
            f"<Day>{day.day}</Day></PubMedPubDate></History></PubmedData></PubmedArticle>"
        )


class LoopbackPubMed(LoopbackServer):
    """Finds the articles that it was given, newest first, and gives those that are not `withheld`.

    A search for retractions fails if it `hides_retractions`; `count` is that of any other search.
    """

    def __init__(self, *, port: int = 0):
        super().__init__(port=port)
        self.articles: list[Article] = []
        self.withheld: set[int] = set()
        self.unknown: str | None = None
        self.count: int | None = None
        self.hides_retractions = False

    def enter(self, articles: Iterable[Article]):
        self.articles.extend(articles)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        assert (query["db"], query["retmode"]) == ("pubmed", "xml")
        if request.match_info["path"].endswith("efetch.fcgi"):
            return _xml(f"<PubmedArticleSet>{''.join(self._fetched(query['id'].split(',')))}</PubmedArticleSet>")
        if self.hides_retractions and _RETRACTED in query["term"]:
            return _xml("<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>")
        first, last = (date.fromisoformat(query[name].replace("/", "-")) for name in ("mindate", "maxdate"))
        found = [one for one in self.articles if one.matches(query["term"], first, last, query["datetype"])]
        found.sort(key=lambda one: one.pmid, reverse=True)
        ids = "".join(f"<Id>{one.pmid}</Id>" for one in found)
        problems = (
            f"<ErrorList><PhraseNotFound>{self.unknown}</PhraseNotFound></ErrorList>" if self.unknown else ""
        )
        count = len(found) if self.count is None or _RETRACTED in query["term"] else self.count
        return _xml(f"<eSearchResult><Count>{count}</Count><IdList>{ids}</IdList>{problems}</eSearchResult>")

    def _fetched(self, ids: list[str]) -> Iterable[str]:
        by_id = {str(one.pmid): one for one in self.articles if one.pmid not in self.withheld}
        return (by_id[one].xml() for one in ids if one in by_id)


def _xml(body: str) -> web.Response:
    return web.Response(text=f'<?xml version="1.0"?>\n{body}', content_type="text/xml")
