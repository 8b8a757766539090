"""Make the citation of a paper: its kind, authors, venue, year and identifiers."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.identity import address_of, journal_version
from bot.text.citations.latex import latex
from bot.text.citations.names import OTHERS, Name, split_name
from bot.text.safe import clean, safe_url
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.domain.paper import Paper, Sighting

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
# In identities of preprints: of two digits in arXiv's numbers, of four in the DOIs of the others.
_YEAR_IN_ID = re.compile(r"arxiv:(?:[a-z-]+/)?(?P<two>[0-9]{2})|doi:10\.(?:1101|64898)/(?P<four>20[0-9]{2})\.")
_YEAR_IN_PAGE = re.compile(r"https://proceedings\.mlr\.press/v[0-9]+/[a-z-]+(?P<two>[0-9]{2})[a-z]*\.html")
_JOURNALS = {  # by source: journals whose papers come as programmes
    "tacl": "Transactions of the Association for Computational Linguistics",
    "cl": "Computational Linguistics",
}
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")  # of arXiv: math.GT, hep-th
_FIRST_ARXIV_YEAR = 91  # two digits from this on are of the last century
# In the name of a journal: it is the proceedings of a conference.
_MEETING = re.compile(
    r"\b(?:conference|symposium|workshops?|annual meeting|neural information processing systems)\b(?! series)"
    r"|\b(?-i:AAAI|CVPR|ECCV|EMNLP|ICASSP|ICCV|ICLR|ICML|ICRA|IJCAI|IROS|KDD|NAACL|NIPS|NeurIPS|SIGIR|WACV)\b"
    r"|\bACL(?= 20)",
    re.IGNORECASE,
)
_YEARS_TO_PRINT = range(-1, 10)  # after the first version; other numbers in a journal's line are of pages
_LETTERS = re.compile(r"[A-Za-z]+")
_MIN_KEY_WORD = 4  # letters of the title's word in a key, unless all words are shorter
_MAX_AUTHORS = 100  # collaborations have thousands, and Discord takes files of 10 MB
_MAX_KEY_PART = 30  # letters of a name or word in a key


class Kind(Enum):
    """Kinds of cited works."""

    ARTICLE = "article"
    CONFERENCE = "conference"
    PREPRINT = "preprint"
    PAGE = "page"


class Citation(NamedTuple):
    """A paper as it is cited. Texts are plain and one line long; what is not known is "".

    `venue` is the journal, conference, preprint server or website. `eprint` is an arXiv number, `category` its
    primary category there. `note` says that the paper was retracted.
    """

    key: str
    kind: Kind
    title: str
    authors: tuple[Name, ...]
    venue: str
    year: str
    doi: str
    eprint: str
    category: str
    url: str
    note: str


def with_own_keys(citations: Iterable[Citation]) -> Iterator[Citation]:
    """Yield the citations; the second one with the same key gets `vaswani2017attention-2`, and so on."""
    found = Counter[str]()
    for one in citations:
        found[one.key] += 1
        yield one if found[one.key] == 1 else one._replace(key=f"{one.key}-{found[one.key]}")


def citation(sighting: Sighting, title_of: Callable[[str], str]) -> Citation:
    """Return the citation of a paper; `title_of` returns the title of a source.

    A preprint whose journal is known is cited as its article; an arXiv one whose article's DOI alone is known,
    with that.
    """
    paper = sighting.paper
    scheme, _, number = paper.id.partition(":")
    eprint, doi = number if scheme == "arxiv" else "", number if scheme == "doi" else ""
    journal = _text(paper.journal or "")
    year = _year(sighting, journal)
    kind, venue = Kind.PAGE, _text(title_of(paper.source))
    if journal:
        kind = Kind.CONFERENCE if _MEETING.search(journal) else Kind.ARTICLE
        venue = " ".join(journal.replace(f"({year})", "").removesuffix(year).split()).strip(" ,;")
    elif paper.conferences:
        name = paper.conferences[0]
        kind, venue = Kind.CONFERENCE, _text(title_of(name))
        if found := _JOURNALS.get(name.partition("-")[0]):
            kind, venue = Kind.ARTICLE, found
    elif eprint or (doi and not journal_version(doi)):
        kind, venue = Kind.PREPRINT, "arXiv" if eprint else venue
    elif doi or scheme == "pmid":
        kind = Kind.ARTICLE
    if (published := paper.published or "").startswith("doi:") and (journal or eprint):
        doi = published.removeprefix("doi:")
    category = paper.categories[0] if eprint and paper.categories else ""
    authors, title = _authors(paper), _text(paper.title)
    address = paper.id if kind is Kind.PREPRINT or not doi else f"doi:{doi}"
    return Citation(
        key=_key(authors, year, title) or re.sub(r"[^A-Za-z0-9.]", "", paper.id),
        kind=kind,
        title=title or paper.id,
        authors=authors,
        venue=venue,
        year=year,
        doi=doi,
        eprint=eprint,
        category=category if _CATEGORY.fullmatch(category) else "",
        url=address_of(address) or safe_url(paper.links.page) or "",
        note="Retracted" if paper.retracted else "",
    )


def _authors(paper: Paper) -> tuple[Name, ...]:
    names = (split_name(author) for author in paper.authors[:_MAX_AUTHORS])
    others = (OTHERS,) if len(paper.authors) > _MAX_AUTHORS else ()
    return (*(name for name in names if any(map(str.isalpha, name.family))), *others)


def _year(sighting: Sighting, journal: str) -> str:
    """Return the year of the journal, the conference or the first version, else of the list day; "" if unknown."""
    paper, first = sighting.paper, 0
    if found := _YEAR_IN_ID.match(paper.id) or _YEAR_IN_PAGE.match(paper.links.page):
        two = int(found["two"] or found["four"][2:])
        first = two + (1900 if two >= _FIRST_ARXIV_YEAR else 2000)
    printed = map(int, _YEAR.findall(" ".join((*paper.conferences[:1], journal))))
    years = [year for year in printed if not first or year - first in _YEARS_TO_PRINT]
    return str(years[-1] if years else first or (sighting.signals.list_day.year if paper.announced else ""))


def _key(authors: tuple[Name, ...], year: str, title: str) -> str:
    """Return `vaswani2017attention`; "" if neither author nor title has Latin letters."""
    words = [_letters(word) for word in title.split()]
    word = next((word for word in words if len(word) >= _MIN_KEY_WORD), "".join(words[:1]))
    author = _letters(authors[0].family) if authors else ""
    return f"{author}{year}{word}" if author or word else ""


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(latex(text)))[:_MAX_KEY_PART].lower()


def _text(text: str) -> str:
    return clean(unicode_text(text))
