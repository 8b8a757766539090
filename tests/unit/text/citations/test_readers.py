"""Citations as others read them: our own reader of references, bibtexparser, rispy, and the schema of CSL-JSON."""

import json
from collections.abc import Sequence

import bibtexparser
import jsonschema
import rispy
from bibtexparser import middlewares
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paper import Paper
from bot.text.citations.citation import Citation
from bot.text.citations.formats import FORMATS, bibtex, csl_json, ris
from bot.text.references.entry import plain
from bot.text.references.reader import read_references
from tests.support.fakes import paper
from tests.unit.text.citations.papers import cite, recorded_papers

# Written from the specification of CSL 1.0.2, as no package carries its schema: these of its fields are used.
_TEXT = {"type": "string", "minLength": 1}
_NAME = {
    "anyOf": [
        {"properties": dict.fromkeys(("family", "given", "suffix"), _TEXT), "required": ["family", "given"]},
        {"properties": {"literal": _TEXT}, "required": ["literal"]},
    ]
}
for _one in _NAME["anyOf"]:
    _one |= {"type": "object", "additionalProperties": False}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
_TYPES = ["article", "article-journal", "paper-conference", "webpage"]
_TEXTS = ("id", "title", "container-title", "publisher", "number", "archive_location", "DOI", "URL", "note")
CSL_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            **dict.fromkeys(_TEXTS, _TEXT),
            "type": {"enum": _TYPES},
            "author": {"type": "array", "minItems": 1, "items": _NAME},
            "issued": _DATE,
        },
        "required": ["type", "id", "title"],
        "additionalProperties": False,
    },
}

_WORDS = st.sampled_from(["BERT", "and", "de", "{x}", "$y$", r"\'e", "\\", "@misc{", "ER  - ", "%", "–", "Jr."])
_SIGNS = st.text("aeiouäéőŁßαβ≤²₀ℝ张三я𝒪🦙 ,;:.-'\"&%$#_{}~^\\<>|@()[]\n\u0301", max_size=8)
_TEXTS_OF_SOURCES = st.lists(_WORDS | _SIGNS, max_size=6).map(" ".join)
# bibtexparser does not find the end of a name after such a sign
_AUTHORS = _TEXTS_OF_SOURCES.map(lambda text: text.translate(dict.fromkeys(map(ord, "$&%#_"))))
_IDS = st.sampled_from(["arxiv:2503.02130", "arxiv:hep-th/9901001", "doi:10.1000/a_(1)<2>", "doi:10.1101/029900"])


def as_papers(papers: Sequence[tuple[str, str, list[str], str]]) -> list[Paper]:
    return [
        paper(id=id_, title=title, authors=tuple(authors), journal=journal, categories=("hep-th",))
        for id_, title, authors, journal in papers
    ]


PAPERS = st.lists(
    st.tuples(_IDS, _TEXTS_OF_SOURCES, st.lists(_AUTHORS, max_size=3), _TEXTS_OF_SOURCES),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one[0],
).map(as_papers)


def check(cited: Sequence[Citation]):
    """Every reader finds each paper once, with the same identity and words."""
    for kind in FORMATS:
        read = read_references(kind.write(cited).encode())
        assert not read.unread
        for one, back in zip(cited, read.references, strict=True):
            assert back.identity == identity(one), kind.title
            title = plain(one.title)
            exact = " ".join(one.title.translate(dict.fromkeys(map(ord, "{}"))).split())[:300]
            assert back.title in {title, exact}, kind.title
            if one.authors:
                assert letters(back.author) in letters(one.authors[0].family), kind.title
    jsonschema.validate(json.loads(csl_json(cited)), CSL_SCHEMA)
    library = bibtexparser.parse_string(
        bibtex(cited), append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    )
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [one.key for one in cited]
    for one, entry in zip(cited, library.entries, strict=True):
        assert len(entry["author"] if one.authors else ()) == len(one.authors)
    found = rispy.loads(ris(cited))
    assert [(entry["id"], entry["title"]) for entry in found] == [(one.key, one.title) for one in cited]
    assert [len(entry.get("authors", ())) for entry in found] == [len(one.authors) for one in cited]


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def identity(one: Citation) -> str | None:
    if one.eprint:
        return f"arxiv:{one.eprint}"
    return f"doi:{one.doi}" if one.doi else None


@given(PAPERS)
def test_citations_are_read_back(papers: list[Paper]):
    """Whatever a source writes, no file is broken and each paper is the same when it is read."""
    check(cite(*papers))


def test_recorded_papers_are_read_back():
    """Papers of arXiv, bioRxiv, Hugging Face, journals and PubMed, as they are."""
    unique = {one.id: one for one in recorded_papers()}
    by_title = {plain(one.title).casefold(): one for one in unique.values()}
    assert len(by_title) > 200
    check(cite(*by_title.values()))
