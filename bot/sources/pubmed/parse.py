"""Parse answers of PubMed's E-utilities: ids of a search, and articles. Pure.

Elements are described at nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

import html
import re
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError
from bot.domain.identity import journal_version, paper_id
from bot.domain.paper import Links, Paper
from bot.sources.bodies.elements import matches, pieces
from bot.sources.bodies.json_values import as_count, complaint_of, one_line
from bot.sources.bodies.markup import plain_text
from bot.sources.bodies.papers import abstract_of, name_of, names_of, title_of
from bot.sources.bodies.xml_values import decode, text_of, whole_text
from bot.sources.http.responses import RETRY_HINT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAX_KEYWORDS = 30
_MAX_ARTICLES = 1_000  # of an answer; a hundred are asked for
_MAX_IDS = 100_000  # that are read of an answer, also those of articles that others cite
_PMID = re.compile(rb"<PMID[^<>]{0,40}>([0-9]{1,10})</PMID>")
# A title in brackets, perhaps with others in it: `[18F]FDG or [11C]` is no translation
_TRANSLATED_TITLE = re.compile(r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]\.?")
_NO_TITLE = "not available"  # in brackets, where only the original title is known
_NO_LABELS = frozenset({"", "UNLABELLED", "UNASSIGNED"})
_SCRIPTS = frozenset({"sub", "sup"})
_DOI_IN_CITATION = re.compile(r"doi: ?(10\.[^\s;]{1,200})")  # `Res Sq. 2022 Jun 29. doi: 10.21203/rs.3.rs-1/v1.`
_RETRACTED = frozenset({"Retracted Publication", "RetractionIn"})
# Types of articles about another one, and of their links to it.
_NOTICES = frozenset(
    {"Published Erratum", "Retraction of Publication", "Retraction Notice", "Expression of Concern"}
    | {"ErratumFor", "RetractionOf", "PartialRetractionOf", "ExpressionOfConcernFor"}
    | {"CorrectedandRepublishedFrom", "RetractedandRepublishedFrom"}
)


class Results(NamedTuple):
    """The ids that a search found, newest first, and how many there are; `unknown` words are nowhere in PubMed."""

    ids: tuple[str, ...]
    total: int
    unknown: tuple[str, ...]

    @property
    def shortfall(self) -> str | None:
        """A sentence without its full stop about ids that were counted and not given."""
        return f"PubMed gave only {len(self.ids)} of {self.total} results" if len(self.ids) < self.total else None


class Article(NamedTuple):
    """An article, the day on which it was `entered`, and whether it is only a notice about another one."""

    paper: Paper
    entered: date | None
    is_notice: bool


class Articles(NamedTuple):
    """The articles of an answer, all ids in it, and how many articles were broken."""

    items: tuple[Article, ...]
    ids: frozenset[str]
    skipped: int


def parse_search(body: bytes) -> Results:
    """Parse the results of a search. Raises SourceError, with PubMed's own words if it refused."""
    root = decode(body, "PubMed")
    complaint, total = complaint_of(text_of(root, "error")), as_count(text_of(root, "count"))
    if complaint or total is None:
        raise SourceError(f"PubMed refused the search: {complaint or 'it did not say why'}; {RETRY_HINT}.")
    ids = (str(as_count(one.text) or "") for one in root.iterfind("IdList/Id"))
    unknown = (one_line(whole_text(one), 100) for one in root.iterfind("ErrorList/*"))
    return Results(tuple(dict.fromkeys(filter(None, ids))), total, tuple(filter(None, unknown)))


def parse_articles(body: bytes, source: str) -> Articles:
    """Parse articles for the source of this name. Raises SourceError for an answer that was cut off.

    Each is parsed alone, because one with thousands of authors or references may be too large to be read.
    """
    found: list[Article | None] = []
    end = 0
    for piece in pieces(body, b"<PubmedArticle>", b"</PubmedArticle>", _MAX_ARTICLES, "PubMed"):
        found.append(_article(piece.element, source))
        end = piece.end
    if body.find(b"</PubmedArticleSet>", end) < 0 and body.find(b"<PubmedArticleSet/>", end) < 0:
        raise SourceError(f"PubMed's answer was cut off; {RETRY_HINT}.")
    items = tuple(filter(None, found))
    ids = {one[1].decode() for one in islice(matches(_PMID, body, 0, len(body)), _MAX_IDS)}
    return Articles(items, frozenset(ids), len(found) - len(items))


def _article(body: bytes, source: str) -> Article | None:
    try:
        root = decode(body, "PubMed")
    except SourceError:
        return None
    article = root.find("MedlineCitation/Article")
    number = as_count(root.findtext("MedlineCitation/PMID"))
    if article is None or number is None:
        return None
    original_title = _title(article.find("VernacularTitle"))
    title = _title(article.find("ArticleTitle"))
    if title is None or title.casefold() == _NO_TITLE:
        title, original_title = original_title, None
    if title is None:
        return None
    dois = [one.text or "" for one in article.iterfind("ELocationID[@EIdType='doi']") if _is_valid(one)]
    dois += (one.text or "" for one in root.iterfind("PubmedData/ArticleIdList/ArticleId[@IdType='doi']"))
    links = list(root.iterfind("MedlineCitation/CommentsCorrectionsList/CommentsCorrections"))
    kinds = {one.get("RefType", "") for one in links}
    kinds |= {one.text or "" for one in article.iterfind("PublicationTypeList/PublicationType")}
    dois_in = {one.get("RefType"): _DOI_IN_CITATION.findall(one.findtext("RefSource", "")) for one in links}
    # `UpdateIn` names the DOI of the published version, `UpdateOf` that of the preprint
    versions = {kind: found[0] for kind, found in dois_in.items() if found}
    sections = [*_sections(article), f"Original title: {original_title}" if original_title else ""]
    page = f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    paper = Paper(
        id=paper_id(*dois) or f"pmid:{number}",
        source=source,
        title=title,
        abstract=abstract_of("\n".join(filter(None, sections))),
        links=Links(page=page, abstract=page),
        authors=names_of(_name(one) for one in article.iterfind("AuthorList/Author") if _is_valid(one)),
        keywords=names_of(map(whole_text, root.iterfind("MedlineCitation/KeywordList/Keyword")), _MAX_KEYWORDS),
        published=journal_version(versions.get("UpdateIn", "")),
        preprint=paper_id(versions.get("UpdateOf", "")),
        journal=_journal(article),
        retracted=not kinds.isdisjoint(_RETRACTED),
    )
    return Article(paper, _entered(root), not kinds.isdisjoint(_NOTICES))


def _is_valid(element: Element) -> bool:
    """False for a name or DOI that was corrected since."""
    return element.get("ValidYN") != "N"


def _title(element: Element | None) -> str | None:
    """Return a title without its full stop and the brackets of a translation; None if it is empty."""
    text = _plain(element)
    match = _TRANSLATED_TITLE.fullmatch(text)
    text = match[1] if match else text
    return title_of(text if text.endswith("..") else text.removesuffix("."))


def _sections(article: Element) -> list[str]:
    """Return the sections of an abstract, with their labels: `Methods: We study …`."""
    found: list[str] = []
    for section in article.iterfind("Abstract/AbstractText"):
        label = section.get("Label", "").strip(" :")
        heading = "" if label.upper() in _NO_LABELS else f"{label.capitalize() if label.isupper() else label}: "
        text = _plain(section)
        found.append(f"{heading}{text}" if text else "")
    return found


def _plain(element: Element | None) -> str:
    """Return the text of an element on one line, with Unicode's sub- and superscripts. Changes the element."""
    for part in () if element is None else element.iter():
        text = html.escape(part.text or "", quote=False)
        part.text = f"<{part.tag}>{text}</{part.tag}>" if part.tag in _SCRIPTS else text
        part.tail = html.escape(part.tail or "", quote=False)
    return " ".join(plain_text(whole_text(element)).split())


def _name(author: Element) -> str:
    """Return the name of a person or of a group."""
    first = author.findtext("ForeName") or author.findtext("Initials")
    parts = (first, author.findtext("LastName"), author.findtext("Suffix"))
    return " ".join(filter(None, parts)) or _plain(author.find("CollectiveName"))


def _journal(article: Element) -> str | None:
    """Return the journal and the year, such as `Lancet, 2026`."""
    title = article.findtext("Journal/ISOAbbreviation") or article.findtext("Journal/Title")
    year = article.findtext("Journal/JournalIssue/PubDate/Year")
    return name_of(", ".join(filter(None, (title, year))))


def _entered(root: Element) -> date | None:
    """Return the day on which PubMed got the article; None if that is not readable."""
    day = "PubmedData/History/PubMedPubDate[@PubStatus='entrez']"
    numbers = (as_count(root.findtext(f"{day}/{name}")) or 0 for name in ("Year", "Month", "Day"))
    try:
        return date(*numbers)
    except ValueError:
        return None
